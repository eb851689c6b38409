CREATE TABLE `account` (
	`id` text PRIMARY KEY NOT NULL,
	`mail_hash` blob NOT NULL,
	`mail` blob NOT NULL,
	`name` blob NOT NULL,
	`role` text NOT NULL,
	`pilots` text NOT NULL,
	`counsellor` text,
	`password` text,
	`totp` blob,
	`totp_step` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer,
	`demo` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `account_mailHash_unique` ON `account` (`mail_hash`);--> statement-breakpoint
CREATE TABLE `invitation` (
	`hash` blob PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`name` blob NOT NULL,
	`role` text NOT NULL,
	`pilots` text NOT NULL,
	`counsellor` text,
	`account` text,
	`by` text,
	`created_at` integer NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitation_id_unique` ON `invitation` (`id`);--> statement-breakpoint
CREATE TABLE `passkey` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`public_key` blob NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE INDEX `passkey_account` ON `passkey` (`account`);--> statement-breakpoint
CREATE TABLE `recovery_code` (
	`hash` blob PRIMARY KEY NOT NULL,
	`account` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `recovery_code_account` ON `recovery_code` (`account`);--> statement-breakpoint
CREATE TABLE `challenge` (
	`hash` blob PRIMARY KEY NOT NULL,
	`account` text,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `challenge_until` ON `challenge` (`until`);--> statement-breakpoint
CREATE TABLE `throttle` (
	`key` blob PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `throttle_at` ON `throttle` (`at`);--> statement-breakpoint
CREATE TABLE `log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`who` text,
	`what` text NOT NULL,
	`target` text NOT NULL,
	`pilot` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `log_at` ON `log` (`at`);--> statement-breakpoint
CREATE INDEX `log_target` ON `log` (`target`);--> statement-breakpoint
INSERT INTO `log` (`id`, `who`, `what`, `target`, `pilot`, `at`)
	SELECT l.`id`, 'token:' || lower(hex(l.`token`)), l.`what`, coalesce(r.`id`, b.`id`, c.`id`, ''), coalesce(a.`pilot`, r.`pilot`, b.`pilot`, c.`pilot`), l.`at`
	FROM `look` l
	LEFT JOIN `appointment` a ON a.`reference` = l.`target`
	LEFT JOIN `request` r ON r.`id` = l.`target`
	LEFT JOIN `broadcast` b ON b.`id` = l.`target`
	LEFT JOIN `counsellor` c ON c.`id` = l.`target`;--> statement-breakpoint
DROP TABLE `look`;--> statement-breakpoint
CREATE TRIGGER `log_is_not_changed` BEFORE UPDATE ON `log`
BEGIN
	SELECT RAISE(ABORT, 'the log is append-only');
END;--> statement-breakpoint
CREATE TRIGGER `log_is_kept` BEFORE DELETE ON `log` WHEN OLD.`at` > (SELECT max(`at`) FROM `log`) - 31536000000
BEGIN
	SELECT RAISE(ABORT, 'the log is append-only');
END;--> statement-breakpoint
DROP TABLE `staff_session`;--> statement-breakpoint
CREATE TABLE `staff_session` (
	`hash` blob PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`account` text NOT NULL,
	`browser` text NOT NULL,
	`started_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`proved_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_session_id_unique` ON `staff_session` (`id`);--> statement-breakpoint
CREATE INDEX `staff_session_account` ON `staff_session` (`account`);
