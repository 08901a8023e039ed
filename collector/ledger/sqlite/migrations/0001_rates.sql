-- WITHOUT ROWID is added by hand, as in 0000, and so is the end: contributions of before know neither
-- days of refunds nor rates, so that a site that has use for them is derived anew beside what it shows.
CREATE TABLE `exchanged_costs` (
	`generation` integer NOT NULL,
	`cost` integer NOT NULL,
	`currency` text NOT NULL,
	`from_day` integer NOT NULL,
	`to_day` integer NOT NULL,
	`accrues` integer NOT NULL,
	`missing_from` integer,
	`missing_to` integer,
	`stale` integer NOT NULL,
	`packed` text NOT NULL,
	PRIMARY KEY(`generation`, `cost`)
);
--> statement-breakpoint
CREATE INDEX `exchanged_costs_days` ON `exchanged_costs` (`generation`,`currency`,`to_day`);--> statement-breakpoint
CREATE INDEX `exchanged_costs_stale` ON `exchanged_costs` (`generation`,`cost`) WHERE stale = 1;--> statement-breakpoint
CREATE INDEX `exchanged_costs_missing` ON `exchanged_costs` (`generation`,`missing_to`) WHERE missing_to IS NOT NULL;--> statement-breakpoint
CREATE TABLE `rate_uses` (
	`generation` integer NOT NULL,
	`conversion` integer NOT NULL,
	`currency` text NOT NULL,
	`day` integer NOT NULL,
	`missing` integer NOT NULL,
	PRIMARY KEY(`generation`, `conversion`, `currency`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `rate_uses_day` ON `rate_uses` (`generation`,`currency`,`day`);--> statement-breakpoint
CREATE INDEX `rate_uses_missing` ON `rate_uses` (`generation`,`day`) WHERE missing = 1;--> statement-breakpoint
CREATE TABLE `rates` (
	`seq` integer PRIMARY KEY NOT NULL,
	`day` integer NOT NULL,
	`currency` text NOT NULL,
	`units` integer NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `rates_currency` ON `rates` (`currency`,`day`);--> statement-breakpoint
ALTER TABLE `contributions` ADD `uses_rates` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `rollups` ADD `discount` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `rollups` ADD `goods_returned` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `rollups` ADD `discount_returned` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `rollups` ADD `fx_difference` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `conversion_versions` ADD `discount` integer;--> statement-breakpoint
ALTER TABLE `refunds` ADD `restocked` integer;--> statement-breakpoint
INSERT INTO `generations` (`settings`, `state`, `visitors_done`, `conversions_done`, `costs_done`)
SELECT max(`version`), 'migrated', 0, 0, 0 FROM `settings` WHERE EXISTS (SELECT 1 FROM `refunds`)
  OR EXISTS (SELECT 1 FROM `contributions` WHERE `state` = 'pending_rate')
  OR EXISTS (SELECT 1 FROM `costs` WHERE `currency` NOT IN (SELECT json_extract(`json`, '$.currency') FROM `settings`))
  OR (SELECT count(DISTINCT json_extract(`json`, '$.currency')) FROM `settings`) > 1
HAVING max(`version`) IS NOT NULL;--> statement-breakpoint
UPDATE `generations` SET `state` = 'retired' WHERE `state` IN ('building', 'proof') AND EXISTS (SELECT 1 FROM `generations` WHERE `state` = 'migrated');--> statement-breakpoint
UPDATE `generations` SET `state` = 'building' WHERE `state` = 'migrated';
