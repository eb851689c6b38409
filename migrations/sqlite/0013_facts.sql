CREATE TABLE `fact` (
	`pilot` text NOT NULL,
	`id` text NOT NULL,
	`position` integer NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`pilot`, `id`)
);
