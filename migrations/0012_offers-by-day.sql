ALTER TABLE `candidate_days` ADD `shipping_minor` integer;--> statement-breakpoint
ALTER TABLE `candidate_days` ADD `ship_days_low` integer;--> statement-breakpoint
ALTER TABLE `candidate_days` ADD `ship_days_high` integer;--> statement-breakpoint
ALTER TABLE `candidate_days` ADD `rating` real;--> statement-breakpoint
ALTER TABLE `candidate_days` ADD `votes` integer;--> statement-breakpoint
ALTER TABLE `candidate_days` ADD `suggested_retail_minor` integer;--> statement-breakpoint
ALTER TABLE `candidate_days` ADD `quoted_at` integer;