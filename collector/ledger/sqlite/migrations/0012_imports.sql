CREATE TABLE `import_marks` (
	`seq` integer PRIMARY KEY NOT NULL,
	`import` integer NOT NULL,
	`mark` text NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `import_marks_import` ON `import_marks` (`import`,`seq`);--> statement-breakpoint
CREATE TABLE `imports` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`file_name` text NOT NULL,
	`sha256` text NOT NULL,
	`rows` integer NOT NULL,
	`from_day` integer NOT NULL,
	`to_day` integer NOT NULL,
	`spend` text NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `imports_id` ON `imports` (`id`);--> statement-breakpoint
ALTER TABLE `costs` ADD `import` integer;--> statement-breakpoint
ALTER TABLE `costs` ADD `platform` text;--> statement-breakpoint
ALTER TABLE `costs` ADD `account` text;--> statement-breakpoint
ALTER TABLE `costs` ADD `platform_campaign_id` text;--> statement-breakpoint
ALTER TABLE `costs` ADD `platform_campaign` text;--> statement-breakpoint
ALTER TABLE `costs` ADD `utm` text;--> statement-breakpoint
ALTER TABLE `costs` ADD `impressions` integer;--> statement-breakpoint
ALTER TABLE `costs` ADD `clicks` integer;--> statement-breakpoint
ALTER TABLE `costs` ADD `claimed_conversions` integer;--> statement-breakpoint
ALTER TABLE `costs` ADD `claimed_value` integer;--> statement-breakpoint
CREATE INDEX `costs_import` ON `costs` (`import`) WHERE import IS NOT NULL;--> statement-breakpoint
CREATE INDEX `costs_platform_campaign_id` ON `costs` (`platform`,`platform_campaign_id`) WHERE import IS NOT NULL;--> statement-breakpoint
CREATE INDEX `costs_platform_campaign` ON `costs` (`platform`,`platform_campaign`) WHERE import IS NOT NULL;