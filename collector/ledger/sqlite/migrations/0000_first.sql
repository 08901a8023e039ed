-- WITHOUT ROWID is added by hand: drizzle-kit does not know it, and these tables are read by key
-- ranges only. `contributions` keeps its rowid, because its rows are long.
CREATE TABLE `contributions` (
	`generation` integer NOT NULL,
	`conversion` integer NOT NULL,
	`goal` text NOT NULL,
	`transaction_id` text NOT NULL,
	`ts` integer NOT NULL,
	`day` integer NOT NULL,
	`person` text NOT NULL,
	`state` text NOT NULL,
	`refunds_left_out` integer NOT NULL,
	`packed` text NOT NULL,
	PRIMARY KEY(`generation`, `conversion`)
);
--> statement-breakpoint
CREATE INDEX `contributions_person` ON `contributions` (`generation`,`person`,`goal`,`ts`,`transaction_id`);--> statement-breakpoint
CREATE INDEX `contributions_day` ON `contributions` (`generation`,`goal`,`day`,`ts`);--> statement-breakpoint
CREATE INDEX `contributions_left_out` ON `contributions` (`generation`,`goal`,`day`) WHERE state != 'counted' OR refunds_left_out > 0;--> statement-breakpoint
CREATE TABLE `cost_days` (
	`generation` integer NOT NULL,
	`day` integer NOT NULL,
	`channel` text NOT NULL,
	`source` text NOT NULL,
	`medium` text NOT NULL,
	`campaign` text NOT NULL,
	`category` text NOT NULL,
	`accrues` integer NOT NULL,
	`amount` integer NOT NULL,
	PRIMARY KEY(`generation`, `day`, `channel`, `source`, `medium`, `campaign`, `category`, `accrues`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `dirty` (
	`generation` integer NOT NULL,
	`conversion` integer NOT NULL,
	PRIMARY KEY(`generation`, `conversion`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `generations` (
	`id` integer PRIMARY KEY NOT NULL,
	`settings` integer NOT NULL,
	`state` text NOT NULL,
	`visitors_done` integer NOT NULL,
	`conversions_done` integer NOT NULL,
	`costs_done` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `links` (
	`id` integer PRIMARY KEY NOT NULL,
	`conversion` integer,
	`visitor` integer,
	`customer_id` text,
	`email_hash` text,
	`ts` integer NOT NULL,
	`claim` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `links_conversion_unique` ON `links` (`conversion`);--> statement-breakpoint
CREATE INDEX `links_visitor` ON `links` (`visitor`,`customer_id`,`email_hash`);--> statement-breakpoint
CREATE INDEX `links_customer` ON `links` (`customer_id`,`visitor`,`email_hash`);--> statement-breakpoint
CREATE INDEX `links_email` ON `links` (`email_hash`,`customer_id`,`visitor`);--> statement-breakpoint
CREATE TABLE `rollups` (
	`generation` integer NOT NULL,
	`goal` text NOT NULL,
	`model` text NOT NULL,
	`basis` text NOT NULL,
	`period` integer NOT NULL,
	`tuple` integer NOT NULL,
	`stage` text NOT NULL,
	`conversions` integer NOT NULL,
	`value` integer NOT NULL,
	`refunded` integer NOT NULL,
	`tax` integer NOT NULL,
	`shipping` integer NOT NULL,
	`total` integer NOT NULL,
	`cost_of_goods` integer NOT NULL,
	PRIMARY KEY(`generation`, `goal`, `model`, `basis`, `period`, `tuple`, `stage`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `touch_counts` (
	`generation` integer NOT NULL,
	`period` integer NOT NULL,
	`tuple` integer NOT NULL,
	`country` text NOT NULL,
	`device` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`generation`, `period`, `tuple`, `country`, `device`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `touch_totals` (
	`generation` integer NOT NULL,
	`period` integer NOT NULL,
	`tuple` integer NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`generation`, `period`, `tuple`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `touches` (
	`generation` integer NOT NULL,
	`visitor` integer NOT NULL,
	`ts` integer NOT NULL,
	`hit` integer NOT NULL,
	`event_id` blob NOT NULL,
	`end` integer NOT NULL,
	`key` text NOT NULL,
	`arrived_at` integer NOT NULL,
	`shown` text NOT NULL,
	`away` text NOT NULL,
	`tuple` integer NOT NULL,
	`day` integer NOT NULL,
	`country` text NOT NULL,
	`device` text NOT NULL,
	`term` text NOT NULL,
	`content` text NOT NULL,
	`click_id` text NOT NULL,
	PRIMARY KEY(`generation`, `visitor`, `ts`, `event_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `uncut` (
	`generation` integer NOT NULL,
	`visitor` integer NOT NULL,
	PRIMARY KEY(`generation`, `visitor`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `capped_hits` (
	`hit` integer PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `conversion_versions` (
	`seq` integer PRIMARY KEY NOT NULL,
	`conversion` integer NOT NULL,
	`ts` integer NOT NULL,
	`value` integer NOT NULL,
	`currency` text NOT NULL,
	`tax` integer,
	`shipping` integer,
	`total` integer,
	`cost_of_goods` integer,
	`visitor` integer,
	`customer_id` text,
	`email_hash` text,
	`consent` text,
	`coupon` text,
	`items` text,
	`updated_at` integer,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `conversion_versions_conversion` ON `conversion_versions` (`conversion`);--> statement-breakpoint
CREATE TABLE `conversions` (
	`id` integer PRIMARY KEY NOT NULL,
	`goal` text NOT NULL,
	`transaction_id` text NOT NULL,
	`reported` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `conversions_transaction` ON `conversions` (`goal`,`transaction_id`);--> statement-breakpoint
CREATE INDEX `conversions_unreported` ON `conversions` (`goal`) WHERE reported = 0;--> statement-breakpoint
CREATE TABLE `costs` (
	`seq` integer PRIMARY KEY NOT NULL,
	`external_id` text,
	`from_day` integer NOT NULL,
	`to_day` integer NOT NULL,
	`category` text NOT NULL,
	`channel` text,
	`campaign_source` text,
	`campaign_medium` text,
	`campaign` text,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`spread` text NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `costs_external_id` ON `costs` (`external_id`);--> statement-breakpoint
CREATE TABLE `hits` (
	`seq` integer PRIMARY KEY NOT NULL,
	`event_id` blob NOT NULL,
	`visitor` integer NOT NULL,
	`prev` integer NOT NULL,
	`ts` integer NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`referrer` text NOT NULL,
	`title` text NOT NULL,
	`props` text NOT NULL,
	`country` text NOT NULL,
	`device` text NOT NULL,
	`browser` text NOT NULL,
	`os` text NOT NULL,
	`consent` text NOT NULL,
	`mode` text NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `hits_event_id` ON `hits` (`event_id`);--> statement-breakpoint
CREATE TABLE `identities` (
	`seq` integer PRIMARY KEY NOT NULL,
	`visitor` integer,
	`customer_id` text,
	`email_hash` text,
	`ts` integer NOT NULL,
	`claim` integer NOT NULL,
	`fingerprint` text NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `identities_fingerprint` ON `identities` (`fingerprint`);--> statement-breakpoint
CREATE TABLE `keys` (
	`id` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`holder` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `keys_hash_unique` ON `keys` (`hash`);--> statement-breakpoint
CREATE TABLE `refunds` (
	`seq` integer PRIMARY KEY NOT NULL,
	`conversion` integer NOT NULL,
	`refund_id` text NOT NULL,
	`ts` integer NOT NULL,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`tax` integer,
	`shipping` integer,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `refunds_conversion` ON `refunds` (`conversion`,`refund_id`);--> statement-breakpoint
CREATE TABLE `settings` (
	`seq` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`json` text NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `settings_version_unique` ON `settings` (`version`);--> statement-breakpoint
CREATE TABLE `site` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tallies` (
	`day` integer NOT NULL,
	`reason` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`day`, `reason`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `tuples` (
	`id` integer PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`source` text NOT NULL,
	`medium` text NOT NULL,
	`campaign` text NOT NULL,
	`created_day` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tuples_names` ON `tuples` (`channel`,`source`,`medium`,`campaign`);--> statement-breakpoint
CREATE INDEX `tuples_created_day` ON `tuples` (`created_day`);--> statement-breakpoint
CREATE TABLE `visitors` (
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` blob NOT NULL,
	`last_hit` integer NOT NULL,
	`hits` integer NOT NULL,
	`linked` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `visitors_uuid` ON `visitors` (`uuid`);