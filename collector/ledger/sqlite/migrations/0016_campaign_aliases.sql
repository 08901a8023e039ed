CREATE TABLE `campaign_aliases` (
	`seq` integer PRIMARY KEY NOT NULL,
	`platform` text NOT NULL,
	`account` text NOT NULL,
	`platform_campaign_id` text NOT NULL,
	`platform_campaign` text NOT NULL,
	`campaign_source` text NOT NULL,
	`campaign_medium` text NOT NULL,
	`campaign` text NOT NULL,
	`removed` integer NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `campaign_aliases_key` ON `campaign_aliases` (`platform`,`platform_campaign_id`,`platform_campaign`,`account`,`seq`);