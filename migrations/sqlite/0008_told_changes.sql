CREATE TABLE `change` (
	`appointment` text NOT NULL,
	`sequence` integer NOT NULL,
	`person` text,
	`kind` text NOT NULL,
	`was_at` integer NOT NULL,
	`at` integer NOT NULL,
	`seq` integer,
	`told_at` integer,
	`done_at` integer,
	PRIMARY KEY(`appointment`, `sequence`)
);
--> statement-breakpoint
CREATE INDEX `change_person` ON `change` (`person`);--> statement-breakpoint
CREATE INDEX `change_open` ON `change` (`told_at`,`done_at`);--> statement-breakpoint
CREATE TABLE `handover` (
	`appointment` text NOT NULL,
	`sequence` integer NOT NULL,
	`counsellor` text NOT NULL,
	`start_at` integer NOT NULL,
	`end_at` integer NOT NULL,
	`mode` text NOT NULL,
	PRIMARY KEY(`appointment`, `sequence`)
);
--> statement-breakpoint
CREATE INDEX `handover_counsellor` ON `handover` (`counsellor`);--> statement-breakpoint
ALTER TABLE `person` ADD `untold` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `timer` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `unasked` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `appointment` ADD `asked_at` integer;--> statement-breakpoint
ALTER TABLE `appointment` ADD `stands` integer DEFAULT false NOT NULL;
