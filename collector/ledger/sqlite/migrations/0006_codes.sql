-- WITHOUT ROWID is added by hand, as in 0000, and so is the end: nothing tells which codes orders of before
-- carry, so that a site that has any with a coupon is derived anew beside what it shows.
CREATE TABLE `code_uses` (
	`generation` integer NOT NULL,
	`conversion` integer NOT NULL,
	`code` text NOT NULL,
	PRIMARY KEY(`generation`, `conversion`, `code`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `code_uses_code` ON `code_uses` (`generation`,`code`);--> statement-breakpoint
CREATE TABLE `codes` (
	`seq` integer PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`code` text NOT NULL,
	`channel` text,
	`campaign_source` text NOT NULL,
	`campaign_medium` text NOT NULL,
	`campaign` text NOT NULL,
	`partner` text,
	`customer_id` text,
	`valid_from` integer,
	`valid_to` integer,
	`removed` integer NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `codes_key` ON `codes` (`key`,`seq`);--> statement-breakpoint
ALTER TABLE `contributions` ADD `advocacy` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
INSERT INTO `generations` (`settings`, `state`, `visitors_done`, `conversions_done`, `costs_done`)
SELECT max(`version`), 'migrated', 0, 0, 0 FROM `settings`
WHERE EXISTS (SELECT 1 FROM `conversion_versions` WHERE `coupon` IS NOT NULL)
HAVING max(`version`) IS NOT NULL;--> statement-breakpoint
UPDATE `generations` SET `state` = 'retired' WHERE `state` IN ('building', 'proof') AND EXISTS (SELECT 1 FROM `generations` WHERE `state` = 'migrated');--> statement-breakpoint
UPDATE `generations` SET `state` = 'building' WHERE `state` = 'migrated';
