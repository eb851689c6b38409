CREATE TABLE `chat_code` (
	`hash` blob PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `chat_code_account_unique` ON `chat_code` (`account`);--> statement-breakpoint
CREATE TABLE `__new_notice` (
	`subject` text NOT NULL,
	`sequence` integer NOT NULL,
	`kind` text NOT NULL,
	`to` text NOT NULL,
	`recipient` text NOT NULL,
	`due` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`subject`, `sequence`, `kind`, `to`, `recipient`)
);
--> statement-breakpoint
INSERT INTO `__new_notice`("subject", "sequence", "kind", "to", "recipient", "due", "attempts") SELECT "appointment", "sequence", "kind", 'counsellor', "counsellor", "due", "attempts" FROM `notice`;--> statement-breakpoint
DROP TABLE `notice`;--> statement-breakpoint
ALTER TABLE `__new_notice` RENAME TO `notice`;--> statement-breakpoint
CREATE INDEX `notice_due` ON `notice` (`due`);--> statement-breakpoint
ALTER TABLE `account` ADD `chat` blob;--> statement-breakpoint
ALTER TABLE `account` ADD `chat_at` integer;--> statement-breakpoint
ALTER TABLE `account` ADD `quiet_from` integer DEFAULT 1200 NOT NULL;--> statement-breakpoint
ALTER TABLE `account` ADD `quiet_to` integer DEFAULT 420 NOT NULL;--> statement-breakpoint
ALTER TABLE `account` ADD `languages` text DEFAULT '[]' NOT NULL;