CREATE TABLE `erased_orders` (
	`order_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
