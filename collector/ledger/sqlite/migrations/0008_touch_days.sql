CREATE INDEX `touches_day` ON `touches` (`generation`,`day`,`tuple`,`ts`,`event_id`);--> statement-breakpoint
CREATE INDEX `refunds_ts` ON `refunds` (`ts`);