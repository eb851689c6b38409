CREATE TABLE `request_file` (
	`id` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`request` text,
	`seq` integer,
	`media` text NOT NULL,
	`state` text NOT NULL,
	`channel` text,
	`ref` blob,
	`body` blob,
	`type` text,
	`bytes` integer NOT NULL,
	`due` integer NOT NULL,
	`attempts` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `request_file_person` ON `request_file` (`person`);--> statement-breakpoint
CREATE INDEX `request_file_due` ON `request_file` (`state`,`due`);