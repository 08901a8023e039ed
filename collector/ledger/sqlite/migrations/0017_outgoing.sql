-- WITHOUT ROWID is added by hand: see ADR 0013.
CREATE TABLE `endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`secrets` text NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer,
	`removed_at` integer
);
--> statement-breakpoint
CREATE TABLE `outgoing` (
	`id` integer PRIMARY KEY NOT NULL,
	`message` text NOT NULL,
	`endpoint` text NOT NULL,
	`event` text NOT NULL,
	`subject` integer NOT NULL,
	`body` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`last_at` integer,
	`last_status` integer,
	`last_error` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `outgoing_due` ON `outgoing` (`endpoint`,`state`,`next_at`);--> statement-breakpoint
CREATE INDEX `outgoing_state` ON `outgoing` (`state`);--> statement-breakpoint
CREATE INDEX `outgoing_subject` ON `outgoing` (`event`,`subject`);--> statement-breakpoint
CREATE TABLE `outgoing_marks` (
	`event` text NOT NULL,
	`subject` integer NOT NULL,
	`refused` integer,
	PRIMARY KEY(`event`, `subject`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `outgoing_told` (
	`event` text NOT NULL,
	`subject` integer NOT NULL,
	`sequence` integer NOT NULL,
	`fingerprint` text NOT NULL,
	PRIMARY KEY(`event`, `subject`)
) WITHOUT ROWID;
