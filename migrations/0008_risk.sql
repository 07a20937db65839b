CREATE TABLE `risk_measures` (
	`month` text PRIMARY KEY NOT NULL,
	`orders` integer NOT NULL,
	`frauds` integer NOT NULL,
	`brier` real,
	`log_loss` real,
	`recall_at_1_percent` real,
	`reliability` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `risk_orders` (
	`order_id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`at` integer NOT NULL,
	`card_key` text,
	`device_key` text,
	`ip_key` text,
	`email_key` text,
	`address_key` text,
	`account_key` text,
	`failed_payments` integer DEFAULT 0 NOT NULL,
	`discounted` integer DEFAULT 0 NOT NULL,
	`amount_minor` integer NOT NULL,
	`margin_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`features` text NOT NULL,
	`velocity` text NOT NULL,
	`score` real NOT NULL,
	`level` text NOT NULL,
	`reasons` text NOT NULL,
	`decision` text NOT NULL,
	`expected` text NOT NULL,
	`weights_version` integer NOT NULL,
	`scored_at` integer NOT NULL,
	`queued` integer DEFAULT 0 NOT NULL,
	`fraud` integer,
	`said_by` text,
	`known_at` integer
);
--> statement-breakpoint
CREATE INDEX `risk_by_age` ON `risk_orders` (`at`);--> statement-breakpoint
CREATE INDEX `risk_by_queue` ON `risk_orders` (`queued`,`at`);--> statement-breakpoint
CREATE INDEX `risk_by_known` ON `risk_orders` (`known_at`);--> statement-breakpoint
CREATE INDEX `risk_by_card` ON `risk_orders` (`card_key`,`at`);--> statement-breakpoint
CREATE INDEX `risk_by_device` ON `risk_orders` (`device_key`,`at`);--> statement-breakpoint
CREATE INDEX `risk_by_ip` ON `risk_orders` (`ip_key`,`at`);--> statement-breakpoint
CREATE INDEX `risk_by_email` ON `risk_orders` (`email_key`,`at`);--> statement-breakpoint
CREATE INDEX `risk_by_address` ON `risk_orders` (`address_key`,`at`);--> statement-breakpoint
CREATE INDEX `risk_by_account` ON `risk_orders` (`account_key`,`at`);--> statement-breakpoint
CREATE TABLE `risk_weights` (
	`version` integer PRIMARY KEY NOT NULL,
	`document` text NOT NULL,
	`action_id` text NOT NULL,
	`orders` integer NOT NULL,
	`frauds` integer NOT NULL,
	`at` integer NOT NULL,
	`retired_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `risk_weights_action_id_unique` ON `risk_weights` (`action_id`);