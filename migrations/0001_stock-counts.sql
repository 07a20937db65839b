CREATE TABLE `stock_counts` (
	`id` text PRIMARY KEY NOT NULL,
	`variant_id` text NOT NULL,
	`item_id` text NOT NULL,
	`location_id` text NOT NULL,
	`counted` integer NOT NULL,
	`available_then` integer NOT NULL,
	`source` text NOT NULL,
	`counted_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `stock_counts_by_time` ON `stock_counts` (`counted_at`);