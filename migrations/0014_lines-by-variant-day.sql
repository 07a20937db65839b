DROP INDEX `lines_by_variant_day`;--> statement-breakpoint
CREATE INDEX `lines_by_variant_day` ON `order_lines` (`variant_id`,`day`,`quantity`,`unit_price_minor`);