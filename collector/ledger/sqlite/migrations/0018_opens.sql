CREATE TABLE `opens` (
	`seq` integer PRIMARY KEY NOT NULL,
	`open_id` blob NOT NULL,
	`day` integer NOT NULL,
	`campaign_source` text NOT NULL,
	`campaign_medium` text NOT NULL,
	`campaign` text NOT NULL,
	`content` text NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `opens_open_id` ON `opens` (`open_id`);--> statement-breakpoint
CREATE INDEX `opens_day` ON `opens` (`day`);