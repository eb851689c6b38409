ALTER TABLE `counsellor` ADD `busy_tried_at` integer;--> statement-breakpoint
ALTER TABLE `counsellor` ADD `busy_failures` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `counsellor` ADD `busy_failure` text;--> statement-breakpoint
ALTER TABLE `counsellor` ADD `busy_skipped` text DEFAULT '{}' NOT NULL;