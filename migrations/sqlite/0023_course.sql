ALTER TABLE `group_offer` ADD `course` text;--> statement-breakpoint
ALTER TABLE `group_offer` ADD `room` text;--> statement-breakpoint
CREATE INDEX `group_offer_course` ON `group_offer` (`course`);--> statement-breakpoint
ALTER TABLE `appointment` ADD `sign_up` text;--> statement-breakpoint
CREATE INDEX `appointment_group` ON `appointment` (`group_offer`);