-- WITHOUT ROWID is added by hand: see ADR 0013.
CREATE TABLE `closed_costs` (
	`seq` integer NOT NULL,
	`day` integer NOT NULL,
	`channel` text NOT NULL,
	`source` text NOT NULL,
	`medium` text NOT NULL,
	`campaign` text NOT NULL,
	`category` text NOT NULL,
	`accrues` integer NOT NULL,
	`amount` integer NOT NULL,
	PRIMARY KEY(`seq`, `day`, `channel`, `source`, `medium`, `campaign`, `category`, `accrues`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `closed_credits` (
	`seq` integer NOT NULL,
	`goal` text NOT NULL,
	`model` text NOT NULL,
	`basis` text NOT NULL,
	`day` integer NOT NULL,
	`tuple` integer NOT NULL,
	`stage` text NOT NULL,
	`conversions` integer NOT NULL,
	`value` integer NOT NULL,
	`refunded` integer NOT NULL,
	`tax` integer NOT NULL,
	`shipping` integer NOT NULL,
	`total` integer NOT NULL,
	`cost_of_goods` integer NOT NULL,
	`discount` integer NOT NULL,
	`goods_returned` integer NOT NULL,
	`discount_returned` integer NOT NULL,
	`fx_difference` integer NOT NULL,
	PRIMARY KEY(`seq`, `goal`, `model`, `basis`, `day`, `tuple`, `stage`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `closed_touches` (
	`seq` integer NOT NULL,
	`day` integer NOT NULL,
	`tuple` integer NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`seq`, `day`, `tuple`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `periods` (
	`seq` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`from_day` integer NOT NULL,
	`to_day` integer NOT NULL,
	`note` text NOT NULL,
	`closing` integer,
	`settings` integer NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
