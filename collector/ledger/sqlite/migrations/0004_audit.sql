CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`before` text,
	`after` text,
	`facts` integer NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_subject` ON `audit` (`subject`);--> statement-breakpoint
CREATE INDEX `audit_restores` ON `audit` (`seq`) WHERE kind = 'restore';--> statement-breakpoint
ALTER TABLE `dirty` ADD `cause` text DEFAULT 'other' NOT NULL;--> statement-breakpoint
ALTER TABLE `capped_hits` ADD `since` integer DEFAULT 0 NOT NULL;