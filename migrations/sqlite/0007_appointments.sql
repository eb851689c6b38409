CREATE TABLE `day_hours` (
	`counsellor` text NOT NULL,
	`date` text NOT NULL,
	`from_minute` integer NOT NULL,
	`to_minute` integer NOT NULL,
	PRIMARY KEY(`counsellor`, `date`, `from_minute`)
);
--> statement-breakpoint
CREATE TABLE `closing` (
	`pilot` text NOT NULL,
	`date` text NOT NULL,
	`closed` integer NOT NULL,
	PRIMARY KEY(`pilot`, `date`)
);
--> statement-breakpoint
CREATE TABLE `busy` (
	`counsellor` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	PRIMARY KEY(`counsellor`, `from_at`, `to_at`)
);
--> statement-breakpoint
CREATE TABLE `resource` (
	`id` text PRIMARY KEY NOT NULL,
	`pilot` text NOT NULL,
	`kind` text NOT NULL,
	`name` blob NOT NULL,
	`office` text,
	`languages` text DEFAULT '[]' NOT NULL,
	`gender` text,
	`demo` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `group_offer` (
	`id` text PRIMARY KEY NOT NULL,
	`pilot` text NOT NULL,
	`kind` text NOT NULL,
	`counsellor` text NOT NULL,
	`titles` text NOT NULL,
	`start_at` integer NOT NULL,
	`end_at` integer NOT NULL,
	`places` integer NOT NULL,
	`women_only` integer NOT NULL,
	`cancelled` integer DEFAULT false NOT NULL,
	`demo` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `group_offer_day` ON `group_offer` (`pilot`,`start_at`);--> statement-breakpoint
CREATE TABLE `reminder` (
	`appointment` text NOT NULL,
	`arm` text NOT NULL,
	`start_at` integer NOT NULL,
	`person` text,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`appointment`, `arm`, `start_at`)
);
--> statement-breakpoint
CREATE INDEX `reminder_person` ON `reminder` (`person`);--> statement-breakpoint
CREATE TABLE `waitlist` (
	`id` text PRIMARY KEY NOT NULL,
	`pilot` text NOT NULL,
	`person` text NOT NULL,
	`topic` text NOT NULL,
	`wish` text NOT NULL,
	`at` integer NOT NULL,
	`demo` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `waitlist_pilot` ON `waitlist` (`pilot`,`at`);--> statement-breakpoint
CREATE UNIQUE INDEX `waitlist_once` ON `waitlist` (`person`,`topic`);--> statement-breakpoint
CREATE TABLE `notice` (
	`appointment` text NOT NULL,
	`sequence` integer NOT NULL,
	`counsellor` text NOT NULL,
	`kind` text NOT NULL,
	`due` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`appointment`, `sequence`, `counsellor`)
);
--> statement-breakpoint
CREATE INDEX `notice_due` ON `notice` (`due`);--> statement-breakpoint
ALTER TABLE `office` ADD `pin` text;--> statement-breakpoint
ALTER TABLE `office` ADD `access` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `office` ADD `childcare` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `topic` ADD `capacity` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `counsellor` ADD `topics` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `counsellor` ADD `modes` text DEFAULT '["in-person"]' NOT NULL;--> statement-breakpoint
ALTER TABLE `counsellor` ADD `guests` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `counsellor` ADD `video` blob;--> statement-breakpoint
ALTER TABLE `counsellor` ADD `mail` blob;--> statement-breakpoint
ALTER TABLE `counsellor` ADD `feed_discreet` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `counsellor` ADD `busy_url` blob;--> statement-breakpoint
ALTER TABLE `counsellor` ADD `busy_at` integer;--> statement-breakpoint
ALTER TABLE `appointment` ADD `mode` text DEFAULT 'in-person' NOT NULL;--> statement-breakpoint
ALTER TABLE `appointment` ADD `family` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `appointment` ADD `room` text;--> statement-breakpoint
ALTER TABLE `appointment` ADD `interpreted_by` text;--> statement-breakpoint
ALTER TABLE `appointment` ADD `group_offer` text;--> statement-breakpoint
ALTER TABLE `appointment` ADD `phone` blob;--> statement-breakpoint
ALTER TABLE `appointment` ADD `confirmed_at` integer;--> statement-breakpoint
ALTER TABLE `claim` ADD `until` integer;