CREATE TABLE `document` (
	`id` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`body` blob NOT NULL,
	`link` blob,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `document_person` ON `document` (`person`);--> statement-breakpoint
CREATE UNIQUE INDEX `document_link` ON `document` (`link`);--> statement-breakpoint
CREATE INDEX `document_until` ON `document` (`until`);