DROP INDEX `contact_handle`;--> statement-breakpoint
ALTER TABLE `contact` ADD `removed` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `contact` ADD `undo` text;--> statement-breakpoint
ALTER TABLE `contact` ADD `undo_until` integer;--> statement-breakpoint
CREATE INDEX `contact_removed` ON `contact` (`channel`,`handle_hash`) WHERE "contact"."removed";--> statement-breakpoint
CREATE INDEX `contact_undo` ON `contact` (`undo`);--> statement-breakpoint
CREATE UNIQUE INDEX `contact_handle` ON `contact` (`channel`,`handle_hash`) WHERE not "contact"."removed";--> statement-breakpoint
ALTER TABLE `link_code` ADD `writer` text;--> statement-breakpoint
ALTER TABLE `link_code` ADD `request` text;