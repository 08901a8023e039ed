ALTER TABLE `conversion_versions` ADD `brought_by` integer;--> statement-breakpoint
CREATE INDEX `conversion_versions_brought_by` ON `conversion_versions` (`brought_by`) WHERE brought_by IS NOT NULL;--> statement-breakpoint
ALTER TABLE `refunds` ADD `brought_by` integer;