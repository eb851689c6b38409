CREATE TABLE `person` (
	`id` text PRIMARY KEY NOT NULL,
	`conversation` blob,
	`in_seq` integer DEFAULT 0 NOT NULL,
	`out_seq` integer DEFAULT 0 NOT NULL,
	`waiting` integer DEFAULT 0 NOT NULL,
	`consented` integer DEFAULT false NOT NULL,
	`last_day` integer NOT NULL,
	`forget_at` integer
);
--> statement-breakpoint
CREATE INDEX `person_idle` ON `person` (`consented`,`last_day`);--> statement-breakpoint
CREATE INDEX `person_forget` ON `person` (`forget_at`);--> statement-breakpoint
CREATE TABLE `person_key` (
	`person` text PRIMARY KEY NOT NULL,
	`wrapped` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `contact` (
	`id` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`channel` text NOT NULL,
	`handle_hash` blob NOT NULL,
	`handle` blob NOT NULL,
	`blocked` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contact_handle` ON `contact` (`channel`,`handle_hash`);--> statement-breakpoint
CREATE INDEX `contact_person` ON `contact` (`person`);--> statement-breakpoint
CREATE TABLE `seen` (
	`key` blob PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `seen_at` ON `seen` (`at`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`person` text NOT NULL,
	`seq` integer NOT NULL,
	`contact` text NOT NULL,
	`body` blob,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`due` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`reason` text,
	PRIMARY KEY(`person`, `seq`)
);
--> statement-breakpoint
CREATE INDEX `inbox_due` ON `inbox` (`state`,`due`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`person` text NOT NULL,
	`seq` integer NOT NULL,
	`contact` text NOT NULL,
	`channel` text NOT NULL,
	`body` blob,
	`card` integer DEFAULT false NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`due` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`lease_until` integer,
	`lease` text,
	`external_ids` blob,
	`sent_at` integer,
	`reason` text,
	PRIMARY KEY(`person`, `seq`)
);
--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`state`,`channel`,`due`);--> statement-breakpoint
CREATE TABLE `timer` (
	`key` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`kind` text NOT NULL,
	`target` text NOT NULL,
	`at` integer NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `timer_at` ON `timer` (`at`);--> statement-breakpoint
CREATE INDEX `timer_person` ON `timer` (`person`);--> statement-breakpoint
CREATE TABLE `job` (
	`key` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`due` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`lease_until` integer,
	`lease` text,
	`reason` text
);
--> statement-breakpoint
CREATE INDEX `job_due` ON `job` (`due`);--> statement-breakpoint
CREATE TABLE `event` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`pilot` text,
	`pseudonym` text,
	`kind` text NOT NULL,
	`data` text NOT NULL,
	`hour` integer NOT NULL,
	`demo` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `event_hour` ON `event` (`pilot`,`hour`);--> statement-breakpoint
CREATE TABLE `tally` (
	`pilot` text NOT NULL,
	`period` text NOT NULL,
	`kind` text NOT NULL,
	`count` integer NOT NULL,
	`demo` integer NOT NULL,
	PRIMARY KEY(`pilot`, `period`, `kind`, `demo`)
);
--> statement-breakpoint
CREATE TABLE `office` (
	`id` text PRIMARY KEY NOT NULL,
	`pilot` text NOT NULL,
	`name` text NOT NULL,
	`place` text NOT NULL,
	`address` text,
	`demo` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `topic` (
	`pilot` text NOT NULL,
	`id` text NOT NULL,
	`minutes` integer NOT NULL,
	`gap` integer NOT NULL,
	`notice_minutes` integer NOT NULL,
	`horizon_days` integer NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`pilot`, `id`)
);
--> statement-breakpoint
CREATE TABLE `counsellor` (
	`id` text PRIMARY KEY NOT NULL,
	`pilot` text NOT NULL,
	`office` text NOT NULL,
	`name` blob NOT NULL,
	`gender` text NOT NULL,
	`languages` text NOT NULL,
	`feed_hash` blob,
	`demo` integer NOT NULL,
	`last_booked` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `counsellor_feedHash_unique` ON `counsellor` (`feed_hash`);--> statement-breakpoint
CREATE TABLE `hours` (
	`counsellor` text NOT NULL,
	`weekday` integer NOT NULL,
	`from_minute` integer NOT NULL,
	`to_minute` integer NOT NULL,
	PRIMARY KEY(`counsellor`, `weekday`, `from_minute`)
);
--> statement-breakpoint
CREATE TABLE `absence` (
	`counsellor` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	PRIMARY KEY(`counsellor`, `from_at`)
);
--> statement-breakpoint
CREATE TABLE `appointment` (
	`id` text PRIMARY KEY NOT NULL,
	`pilot` text NOT NULL,
	`reference` text NOT NULL,
	`person` text,
	`counsellor` text NOT NULL,
	`topic` text NOT NULL,
	`start_at` integer NOT NULL,
	`end_at` integer NOT NULL,
	`status` text NOT NULL,
	`language` text NOT NULL,
	`interpreter` integer NOT NULL,
	`wishes` text NOT NULL,
	`can_remind` integer NOT NULL,
	`sequence` integer DEFAULT 0 NOT NULL,
	`demo` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `appointment_reference_unique` ON `appointment` (`reference`);--> statement-breakpoint
CREATE INDEX `appointment_day` ON `appointment` (`pilot`,`start_at`);--> statement-breakpoint
CREATE INDEX `appointment_person` ON `appointment` (`person`);--> statement-breakpoint
CREATE TABLE `claim` (
	`resource` text NOT NULL,
	`bucket` integer NOT NULL,
	`unit` integer NOT NULL,
	`appointment` text NOT NULL,
	PRIMARY KEY(`resource`, `bucket`, `unit`)
);
--> statement-breakpoint
CREATE INDEX `claim_appointment` ON `claim` (`appointment`);--> statement-breakpoint
CREATE TABLE `request` (
	`id` text PRIMARY KEY NOT NULL,
	`pilot` text NOT NULL,
	`person` text,
	`language` text NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`answered_at` integer,
	`demo` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `request_open` ON `request` (`pilot`,`state`,`at`);--> statement-breakpoint
CREATE TABLE `service` (
	`pilot` text NOT NULL,
	`id` text NOT NULL,
	`position` integer NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`pilot`, `id`)
);
--> statement-breakpoint
CREATE TABLE `token` (
	`hash` blob PRIMARY KEY NOT NULL,
	`label` text NOT NULL,
	`role` text NOT NULL,
	`pilots` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE TABLE `look` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`token` blob NOT NULL,
	`what` text NOT NULL,
	`target` text NOT NULL,
	`at` integer NOT NULL
);
