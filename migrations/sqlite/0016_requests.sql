CREATE TABLE `request_entry` (
	`request` text NOT NULL,
	`seq` integer NOT NULL,
	`person` text NOT NULL,
	`from` text NOT NULL,
	`account` text,
	`handed_to` text,
	`language` text,
	`body` blob NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`request`, `seq`)
);
--> statement-breakpoint
CREATE INDEX `request_entry_person` ON `request_entry` (`person`);--> statement-breakpoint
ALTER TABLE `request` ADD `kind` text DEFAULT 'human' NOT NULL;--> statement-breakpoint
ALTER TABLE `request` ADD `taken_by` text;--> statement-breakpoint
ALTER TABLE `request` ADD `snoozed_until` integer;--> statement-breakpoint
ALTER TABLE `request` ADD `waiting_since` integer;--> statement-breakpoint
ALTER TABLE `request` ADD `escalated_at` integer;--> statement-breakpoint
ALTER TABLE `request` ADD `closed_at` integer;--> statement-breakpoint
ALTER TABLE `request` ADD `entries` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `request` ADD `version` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `request_person` ON `request` (`person`,`state`);--> statement-breakpoint
UPDATE `request` SET `waiting_since` = `at` WHERE `state` = 'open';--> statement-breakpoint
UPDATE `request` SET `closed_at` = coalesce(`answered_at`, `at`) WHERE `state` <> 'open';--> statement-breakpoint
INSERT INTO `job` (`key`, `kind`, `due`) SELECT 'requests', 'requests', 0 WHERE EXISTS (SELECT 1 FROM `request` WHERE `state` = 'open');
