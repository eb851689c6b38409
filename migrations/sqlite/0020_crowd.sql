ALTER TABLE `appointment` ADD `unreached` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `appointment` ADD `crowd` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `request` ADD `crowd` integer DEFAULT false NOT NULL;