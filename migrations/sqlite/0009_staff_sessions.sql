CREATE TABLE `staff_session` (
	`hash` blob PRIMARY KEY NOT NULL,
	`token` blob NOT NULL,
	`started_at` integer NOT NULL,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `token` ADD `until` integer;