ALTER TABLE `office` ADD `confirmed_by` text;--> statement-breakpoint
ALTER TABLE `office` ADD `confirmed_on` text;