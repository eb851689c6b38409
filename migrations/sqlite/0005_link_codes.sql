CREATE TABLE `link_code` (
	`hash` blob PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `link_code_person` ON `link_code` (`person`);--> statement-breakpoint
CREATE INDEX `link_code_until` ON `link_code` (`until`);