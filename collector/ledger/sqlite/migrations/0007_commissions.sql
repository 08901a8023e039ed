-- WITHOUT ROWID is added by hand, as in 0000. Costs of before name no order: nothing is derived anew.
CREATE TABLE `commissions` (
	`generation` integer NOT NULL,
	`conversion` integer NOT NULL,
	`cost` integer NOT NULL,
	`day` integer NOT NULL,
	`channel` text NOT NULL,
	`source` text NOT NULL,
	`medium` text NOT NULL,
	`campaign` text NOT NULL,
	`amount` integer NOT NULL,
	`waits` integer NOT NULL,
	PRIMARY KEY(`generation`, `conversion`, `cost`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `commissions_cost` ON `commissions` (`generation`,`cost`);--> statement-breakpoint
CREATE INDEX `commissions_waits` ON `commissions` (`generation`,`day`) WHERE waits = 1;--> statement-breakpoint
ALTER TABLE `costs` ADD `conversion` integer;--> statement-breakpoint
CREATE INDEX `costs_conversion` ON `costs` (`conversion`) WHERE conversion IS NOT NULL;
