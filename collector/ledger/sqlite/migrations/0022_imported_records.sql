ALTER TABLE `links` ADD `identity` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `links_identity` ON `links` (`identity`) WHERE identity IS NOT NULL;--> statement-breakpoint
ALTER TABLE `identities` ADD `brought_by` integer;--> statement-breakpoint
CREATE INDEX `identities_brought_by` ON `identities` (`brought_by`) WHERE brought_by IS NOT NULL;--> statement-breakpoint
ALTER TABLE `told_touches` ADD `brought_by` integer;