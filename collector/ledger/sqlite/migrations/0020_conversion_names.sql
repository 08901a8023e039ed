-- Edited by hand: refunds that are there count for what they name.
CREATE TABLE `conversion_names` (
	`seq` integer PRIMARY KEY NOT NULL,
	`goal` text NOT NULL,
	`transaction_id` text NOT NULL,
	`of_goal` text NOT NULL,
	`of_transaction_id` text NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `conversion_names_name` ON `conversion_names` (`goal`,`transaction_id`,`of_goal`,`of_transaction_id`);--> statement-breakpoint
CREATE INDEX `conversion_names_of` ON `conversion_names` (`of_goal`,`of_transaction_id`);--> statement-breakpoint
ALTER TABLE `refunds` ADD `counts_for` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `refunds` SET `counts_for` = `conversion`;--> statement-breakpoint
CREATE INDEX `refunds_counts_for` ON `refunds` (`counts_for`,`refund_id`);