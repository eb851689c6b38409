CREATE TABLE `erasure` (
	`person` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `erasure_at` ON `erasure` (`at`);