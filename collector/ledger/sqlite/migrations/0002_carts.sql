-- The end is added by hand: visits of before get the first event of a cart that is in them. A hit is in the
-- last visit of its visitor that had begun.
ALTER TABLE `touches` ADD `cart` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `touches` SET `cart` = `opened`.`cart` FROM (
  SELECT `generation`, `visitor`, `first`, min(`ts`) AS `cart` FROM (
    SELECT g.`id` AS `generation`, h.`visitor`, h.`ts`, (
      SELECT t.`hit` FROM `touches` t
      WHERE t.`generation` = g.`id` AND t.`visitor` = h.`visitor`
        AND (t.`ts`, t.`event_id`) <= (h.`ts`, h.`event_id`)
      ORDER BY t.`ts` DESC, t.`event_id` DESC LIMIT 1
    ) AS `first`
    FROM `hits` h CROSS JOIN `generations` g WHERE h.`name` IN ('add_to_cart', 'begin_checkout')
  ) WHERE `first` IS NOT NULL GROUP BY `generation`, `visitor`, `first`
) AS `opened`
WHERE `touches`.`generation` = `opened`.`generation` AND `touches`.`visitor` = `opened`.`visitor`
  AND `touches`.`hit` = `opened`.`first`;
