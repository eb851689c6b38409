CREATE TABLE `broadcast` (
	`id` text PRIMARY KEY NOT NULL,
	`pilot` text NOT NULL,
	`texts` text NOT NULL,
	`step` text,
	`state` text NOT NULL,
	`cursor` text DEFAULT '' NOT NULL,
	`enqueued` integer DEFAULT 0 NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `broadcast_state` ON `broadcast` (`state`);--> statement-breakpoint
CREATE INDEX `broadcast_pilot` ON `broadcast` (`pilot`,`at`);