ALTER TABLE `person` ADD `lapse_at` integer;--> statement-breakpoint
CREATE INDEX `person_lapse` ON `person` (`lapse_at`);