-- The end is added by hand: visitors who did more than look at pages are cut anew behind the requests, so that their
-- visits of before get their steps. A generation takes those it has not reached when it comes there.
ALTER TABLE `touches` ADD `steps` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `touches` ADD `cart_value` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `touches_steps` ON `touches` (`generation`,`day`) WHERE steps > 0;--> statement-breakpoint
INSERT OR IGNORE INTO `uncut` (`generation`, `visitor`)
SELECT g.`id`, h.`visitor` FROM `hits` h CROSS JOIN `generations` g
WHERE (g.`state` = 'active' OR (g.`state` IN ('building', 'proof') AND h.`visitor` <= g.`visitors_done`))
  AND h.`name` IN ('view_item', 'add_to_cart', 'remove_from_cart', 'view_cart', 'begin_checkout', 'add_payment_info', 'purchase');
