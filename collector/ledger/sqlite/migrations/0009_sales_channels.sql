ALTER TABLE `conversion_versions` ADD `sales_channel` text;--> statement-breakpoint
ALTER TABLE `conversion_versions` ADD `market` text;