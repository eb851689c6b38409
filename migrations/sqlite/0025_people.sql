CREATE TABLE `shown_code` (
	`hash` blob PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `shown_code_person` ON `shown_code` (`person`);--> statement-breakpoint
CREATE INDEX `shown_code_until` ON `shown_code` (`until`);