ALTER TABLE `contact` ADD `closed_at` integer;--> statement-breakpoint
ALTER TABLE `appointment` ADD `marked_at` integer;--> statement-breakpoint
ALTER TABLE `waitlist` ADD `known` text;--> statement-breakpoint
ALTER TABLE `waitlist` ADD `told_at` integer;