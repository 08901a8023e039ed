-- WITHOUT ROWID is added by hand: see ADR 0013.
CREATE TABLE `deliveries` (
	`source` text NOT NULL,
	`outcome` text NOT NULL,
	`day` integer NOT NULL,
	`n` integer NOT NULL,
	`last_at` integer NOT NULL,
	PRIMARY KEY(`source`, `outcome`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `privacy_requests` (
	`id` integer PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`request` text NOT NULL,
	`customer_id` text,
	`email_hash` text,
	`transaction_ids` text NOT NULL,
	`fingerprint` text NOT NULL,
	`received_at` integer NOT NULL,
	`done_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `privacy_requests_fingerprint` ON `privacy_requests` (`fingerprint`);--> statement-breakpoint
CREATE TABLE `quarantine` (
	`id` integer PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`topic` text NOT NULL,
	`headers` text NOT NULL,
	`reason` text NOT NULL,
	`fingerprint` text NOT NULL,
	`bytes` integer NOT NULL,
	`state` text NOT NULL,
	`received_at` integer NOT NULL,
	`closed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `quarantine_fingerprint` ON `quarantine` (`fingerprint`);--> statement-breakpoint
CREATE TABLE `quarantine_parts` (
	`quarantine` integer NOT NULL,
	`part` integer NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`quarantine`, `part`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `webhook_secrets` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`secret` text NOT NULL,
	`created_at` integer NOT NULL,
	`valid_until` integer
);
--> statement-breakpoint
ALTER TABLE `conversion_versions` ADD `refund_ids` text;