CREATE TABLE `forecast_accuracy` (
	`day` text PRIMARY KEY NOT NULL,
	`run_id` text NOT NULL,
	`at` integer NOT NULL,
	`document` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `fixed_prices` (
	`list_id` text NOT NULL,
	`variant_id` text NOT NULL,
	`list_name` text NOT NULL,
	`currency` text NOT NULL,
	`price_minor` integer NOT NULL,
	`read_at` integer NOT NULL,
	PRIMARY KEY(`list_id`, `variant_id`)
);
--> statement-breakpoint
CREATE INDEX `fixed_prices_by_variant` ON `fixed_prices` (`variant_id`);--> statement-breakpoint
CREATE TABLE `price_bands` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`low_minor` integer,
	`high_minor` integer,
	`currency` text NOT NULL,
	`kind` text NOT NULL,
	`source` text NOT NULL,
	`as_of` integer NOT NULL,
	`set_by` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `forecasts` ADD `accuracy` text;--> statement-breakpoint
CREATE INDEX `actions_by_batch` ON `actions` (`batch_id`) WHERE batch_id IS NOT NULL;