CREATE TABLE `released` (
	`pilot` text NOT NULL,
	`period` text NOT NULL,
	`numbers` text NOT NULL,
	PRIMARY KEY(`pilot`, `period`)
);
--> statement-breakpoint
CREATE TABLE `cancellation` (
	`appointment` text NOT NULL,
	`sequence` integer NOT NULL,
	`body` blob NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`appointment`, `sequence`)
);
--> statement-breakpoint
ALTER TABLE `event` ADD `loosened` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `event_pseudonym` ON `event` (`pseudonym`);--> statement-breakpoint
UPDATE `event` SET `id` = abs(random() >> 16);--> statement-breakpoint
UPDATE `look` SET `id` = abs(random() >> 16);
