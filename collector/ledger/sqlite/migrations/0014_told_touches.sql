-- WITHOUT ROWID is added by hand: see ADR 0013.
CREATE TABLE `told_places` (
	`generation` integer NOT NULL,
	`touch` integer NOT NULL,
	`day` integer NOT NULL,
	`tuple` integer NOT NULL,
	`category` text NOT NULL,
	`amount` integer NOT NULL,
	PRIMARY KEY(`generation`, `touch`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `told_places_day` ON `told_places` (`generation`,`day`,`tuple`,`category`);--> statement-breakpoint
CREATE TABLE `told_touches` (
	`seq` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`external_id` text,
	`conversion` integer,
	`ts` integer,
	`visitor` integer,
	`made_up` integer NOT NULL,
	`customer_id` text,
	`email_hash` text,
	`channel` text,
	`campaign_source` text NOT NULL,
	`campaign_medium` text NOT NULL,
	`campaign` text NOT NULL,
	`url` text NOT NULL,
	`referrer` text NOT NULL,
	`amount` integer,
	`currency` text NOT NULL,
	`category` text NOT NULL,
	`updated_at` integer,
	`removed` integer NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `told_touches_external_id` ON `told_touches` (`external_id`,`seq`) WHERE external_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `told_touches_conversion` ON `told_touches` (`conversion`) WHERE conversion IS NOT NULL;--> statement-breakpoint
ALTER TABLE `generations` ADD `touches_done` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `links` ADD `touch` integer;--> statement-breakpoint
ALTER TABLE `links` ADD `made_up` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `links_touch` ON `links` (`touch`) WHERE touch IS NOT NULL;
