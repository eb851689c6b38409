CREATE TABLE `dispatch` (
	`key` blob PRIMARY KEY NOT NULL,
	`person` text,
	`seq` integer,
	`state` text NOT NULL,
	`reason` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `dispatch_person` ON `dispatch` (`person`);--> statement-breakpoint
CREATE INDEX `dispatch_at` ON `dispatch` (`at`);