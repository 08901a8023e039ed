-- The end is added by hand: renewals of before have journeys of their own, so that a site that has any is
-- derived anew beside what it shows.
ALTER TABLE `links` ADD `since` integer;--> statement-breakpoint
CREATE INDEX `links_since_customer` ON `links` (`customer_id`,`since`) WHERE since IS NOT NULL;--> statement-breakpoint
CREATE INDEX `links_since_email` ON `links` (`email_hash`,`customer_id`,`since`) WHERE since IS NOT NULL;--> statement-breakpoint
ALTER TABLE `conversion_versions` ADD `status` text;--> statement-breakpoint
ALTER TABLE `conversion_versions` ADD `origin` integer;--> statement-breakpoint
ALTER TABLE `conversion_versions` ADD `opportunity_ts` integer;--> statement-breakpoint
ALTER TABLE `conversion_versions` ADD `historical` integer;--> statement-breakpoint
ALTER TABLE `conversion_versions` ADD `customer_since` integer;--> statement-breakpoint
CREATE INDEX `conversion_versions_origin` ON `conversion_versions` (`origin`) WHERE origin IS NOT NULL;--> statement-breakpoint
ALTER TABLE `identities` ADD `customer_since` integer;--> statement-breakpoint
INSERT INTO `generations` (`settings`, `state`, `visitors_done`, `conversions_done`, `costs_done`)
SELECT max(`version`), 'migrated', 0, 0, 0 FROM `settings`
WHERE EXISTS (SELECT 1 FROM `conversions` WHERE `goal` IN ('renewal', 'churn'))
HAVING max(`version`) IS NOT NULL;--> statement-breakpoint
UPDATE `generations` SET `state` = 'retired' WHERE `state` IN ('building', 'proof') AND EXISTS (SELECT 1 FROM `generations` WHERE `state` = 'migrated');--> statement-breakpoint
UPDATE `generations` SET `state` = 'building' WHERE `state` = 'migrated';
