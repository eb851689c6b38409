CREATE TABLE `alias` (
	`id` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`contact` text NOT NULL,
	`channel` text NOT NULL,
	`handle_hash` blob NOT NULL,
	`handle` blob NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alias_handle` ON `alias` (`channel`,`handle_hash`);--> statement-breakpoint
CREATE INDEX `alias_person` ON `alias` (`person`);--> statement-breakpoint
CREATE TABLE `whatsapp_key` (
	`name` blob PRIMARY KEY NOT NULL,
	`owner` blob,
	`body` blob NOT NULL
);
--> statement-breakpoint
CREATE INDEX `whatsapp_key_owner` ON `whatsapp_key` (`owner`);--> statement-breakpoint
CREATE TABLE `lease` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`until` integer NOT NULL
);
