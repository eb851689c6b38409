CREATE TABLE `booking_invitation` (
	`id` text PRIMARY KEY NOT NULL,
	`pilot` text NOT NULL,
	`person` text NOT NULL,
	`topic` text NOT NULL,
	`counsellor` text,
	`at` integer NOT NULL,
	`until` integer NOT NULL,
	`call_at` integer NOT NULL,
	`state` text NOT NULL,
	`told` integer DEFAULT 0 NOT NULL,
	`seq` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `booking_invitation_once` ON `booking_invitation` (`person`);--> statement-breakpoint
CREATE INDEX `booking_invitation_pilot` ON `booking_invitation` (`pilot`);