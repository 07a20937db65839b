CREATE TABLE `actions` (
	`id` text PRIMARY KEY NOT NULL,
	`agent` text NOT NULL,
	`kind` text NOT NULL,
	`target` text NOT NULL,
	`title` text NOT NULL,
	`intent` text NOT NULL,
	`basis` text NOT NULL,
	`status` text NOT NULL,
	`effect` text NOT NULL,
	`group_key` text NOT NULL,
	`batch_id` text,
	`run_id` text NOT NULL,
	`payload` text NOT NULL,
	`before` text,
	`after` text,
	`reasons` text NOT NULL,
	`provenance` text DEFAULT '{}' NOT NULL,
	`figures` text DEFAULT '{}' NOT NULL,
	`move_percent` real,
	`impact_minor` integer DEFAULT 0 NOT NULL,
	`money_minor` integer DEFAULT 0 NOT NULL,
	`currency` text NOT NULL,
	`confidence` real DEFAULT 0 NOT NULL,
	`verdict` text DEFAULT '{}' NOT NULL,
	`proposed_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	`decision_reason` text,
	`edited` integer DEFAULT 0 NOT NULL,
	`not_before` integer,
	`sent_at` integer,
	`claim_token` text,
	`claim_until` integer,
	`claimed_day` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`idempotency_key` text,
	`intent_at` integer,
	`applied_at` integer,
	`reverted_at` integer,
	`result` text,
	`error` text,
	`status_reason` text,
	`updated_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `one_open_action_per_target` ON `actions` (`kind`,`target`) WHERE status IN ('proposed','approved','scheduled','applying','unknown','reverting');--> statement-breakpoint
CREATE INDEX `actions_by_status` ON `actions` (`status`,`agent`,`updated_at`);--> statement-breakpoint
CREATE INDEX `actions_by_claim_day` ON `actions` (`claimed_day`,`kind`) WHERE claimed_day IS NOT NULL;--> statement-breakpoint
CREATE TABLE `cards` (
	`group_key` text PRIMARY KEY NOT NULL,
	`opened_day` text NOT NULL,
	`opened_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `cards_by_day` ON `cards` (`opened_day`);--> statement-breakpoint
CREATE TABLE `cursors` (
	`agent` text NOT NULL,
	`name` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`agent`, `name`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `fences` (
	`agent` text PRIMARY KEY NOT NULL,
	`token` integer NOT NULL,
	`stale` integer DEFAULT 0 NOT NULL,
	CONSTRAINT "fenced" CHECK("fences"."stale" = 0)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `forecasts` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`run_id` text NOT NULL,
	`at` integer NOT NULL,
	`document` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `notifications` (
	`id` text PRIMARY KEY NOT NULL,
	`agent` text NOT NULL,
	`run_id` text,
	`level` text NOT NULL,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	`sent_at` integer,
	`read_at` integer
);
--> statement-breakpoint
CREATE INDEX `notifications_unsent` ON `notifications` (`sent_at`,`created_at`);--> statement-breakpoint
CREATE TABLE `policies` (
	`version` integer PRIMARY KEY NOT NULL,
	`document` text NOT NULL,
	`author` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `purchase_drafts` (
	`id` text PRIMARY KEY NOT NULL,
	`supplier` text NOT NULL,
	`status` text NOT NULL,
	`currency` text NOT NULL,
	`total_minor` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `purchase_lines` (
	`draft_id` text NOT NULL,
	`variant_id` text NOT NULL,
	`sku` text NOT NULL,
	`title` text NOT NULL,
	`quantity` integer NOT NULL,
	`received` integer DEFAULT 0 NOT NULL,
	`unit_cost_minor` integer,
	PRIMARY KEY(`draft_id`, `variant_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `purchase_lines_by_variant` ON `purchase_lines` (`variant_id`);--> statement-breakpoint
CREATE TABLE `rejections` (
	`kind` text NOT NULL,
	`target` text NOT NULL,
	`intent` text NOT NULL,
	`figures` text NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`kind`, `target`, `intent`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`agent` text NOT NULL,
	`trigger` text NOT NULL,
	`mode` text NOT NULL,
	`token` integer NOT NULL,
	`chunk` integer DEFAULT 0 NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`outcome` text,
	`reason` text,
	`observed` integer DEFAULT 0 NOT NULL,
	`proposed` integer DEFAULT 0 NOT NULL,
	`measures` text DEFAULT '{}' NOT NULL,
	`log` text DEFAULT '[]' NOT NULL,
	`replay_of` text,
	`trace_id` text
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `runs_by_agent` ON `runs` (`agent`,`started_at`);--> statement-breakpoint
CREATE TABLE `daily_series` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`first_day` integer NOT NULL,
	`last_day` integer NOT NULL,
	`data` blob NOT NULL,
	`updated_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`topic` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`message` text,
	`triggered_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`done_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `deliveries_open` ON `deliveries` (`status`,`received_at`) WHERE status = 'accepted';--> statement-breakpoint
CREATE TABLE `dirty_days` (
	`variant_id` text NOT NULL,
	`day` text NOT NULL,
	PRIMARY KEY(`variant_id`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`topic` text NOT NULL,
	`subject` text NOT NULL,
	`projection` text DEFAULT '{}' NOT NULL,
	`caused_by` text,
	`occurred_at` integer NOT NULL,
	`recorded_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_by_topic` ON `events` (`topic`,`seq`);--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`purpose` text NOT NULL,
	`status` text NOT NULL,
	`bulk_id` text,
	`url` text,
	`bytes_total` integer,
	`bytes_done` integer DEFAULT 0 NOT NULL,
	`lines_done` integer DEFAULT 0 NOT NULL,
	`objects_total` integer,
	`carry` text,
	`error` text,
	`started_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `imports_by_status` ON `imports` (`status`);--> statement-breakpoint
CREATE TABLE `inventory_levels` (
	`item_id` text NOT NULL,
	`location_id` text NOT NULL,
	`available` integer NOT NULL,
	`on_hand` integer,
	`committed` integer,
	`incoming` integer,
	`updated_at` integer NOT NULL,
	`triggered_at` integer DEFAULT 0 NOT NULL,
	`deleted_at` integer,
	PRIMARY KEY(`item_id`, `location_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `locations` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`active` integer DEFAULT 1 NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `order_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`variant_id` text,
	`product_id` text,
	`sku` text,
	`day` text NOT NULL,
	`quantity` integer NOT NULL,
	`current_quantity` integer NOT NULL,
	`unit_price_minor` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `lines_by_variant_day` ON `order_lines` (`variant_id`,`day`);--> statement-breakpoint
CREATE INDEX `lines_by_order` ON `order_lines` (`order_id`);--> statement-breakpoint
CREATE INDEX `lines_by_day` ON `order_lines` (`day`);--> statement-breakpoint
CREATE TABLE `orders` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`customer_id` text,
	`currency` text NOT NULL,
	`total_minor` integer NOT NULL,
	`discount_minor` integer DEFAULT 0 NOT NULL,
	`tax_minor` integer DEFAULT 0 NOT NULL,
	`shipping_minor` integer DEFAULT 0 NOT NULL,
	`refunded_minor` integer DEFAULT 0 NOT NULL,
	`financial_status` text,
	`fulfillment_status` text,
	`test` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`processed_at` integer NOT NULL,
	`cancelled_at` integer,
	`updated_at` integer NOT NULL,
	`triggered_at` integer DEFAULT 0 NOT NULL,
	`deleted_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `orders_by_time` ON `orders` (`processed_at`);--> statement-breakpoint
CREATE INDEX `orders_by_customer` ON `orders` (`customer_id`);--> statement-breakpoint
CREATE TABLE `products` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`vendor` text,
	`product_type` text,
	`status` text NOT NULL,
	`tags` text DEFAULT '[]' NOT NULL,
	`created_at` integer,
	`updated_at` integer NOT NULL,
	`triggered_at` integer DEFAULT 0 NOT NULL,
	`deleted_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `refund_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`refund_id` text NOT NULL,
	`order_id` text NOT NULL,
	`line_id` text NOT NULL,
	`variant_id` text,
	`day` text NOT NULL,
	`quantity` integer NOT NULL,
	`amount_minor` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `refund_lines_by_order` ON `refund_lines` (`order_id`);--> statement-breakpoint
CREATE INDEX `refund_lines_by_variant_day` ON `refund_lines` (`variant_id`,`day`);--> statement-breakpoint
CREATE TABLE `shop` (
	`id` text PRIMARY KEY NOT NULL,
	`domain` text NOT NULL,
	`name` text NOT NULL,
	`currency` text NOT NULL,
	`time_zone` text NOT NULL,
	`plan` text,
	`taxes_included` integer DEFAULT 0 NOT NULL,
	`sandbox` integer DEFAULT 0 NOT NULL,
	`scopes` text DEFAULT '[]' NOT NULL,
	`imported_at` integer,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `variant_days` (
	`variant_id` text NOT NULL,
	`day` text NOT NULL,
	`available` integer,
	`price_minor` integer,
	`low_minor` integer,
	PRIMARY KEY(`variant_id`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `variants` (
	`id` text PRIMARY KEY NOT NULL,
	`product_id` text NOT NULL,
	`sku` text,
	`title` text NOT NULL,
	`price_minor` integer NOT NULL,
	`compare_at_minor` integer,
	`cost_minor` integer,
	`cost_provenance` text,
	`inventory_item_id` text,
	`tracked` integer DEFAULT 1 NOT NULL,
	`created_at` integer,
	`updated_at` integer NOT NULL,
	`triggered_at` integer DEFAULT 0 NOT NULL,
	`deleted_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `variants_by_product` ON `variants` (`product_id`);--> statement-breakpoint
CREATE INDEX `variants_by_item` ON `variants` (`inventory_item_id`);--> statement-breakpoint
CREATE INDEX `variants_by_sku` ON `variants` (`sku`);--> statement-breakpoint
CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`role` text NOT NULL,
	`operation` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text DEFAULT '{}' NOT NULL,
	`request_id` text,
	`previous_hash` text,
	`hash` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_id_unique` ON `audit` (`id`);--> statement-breakpoint
CREATE INDEX `audit_unsealed` ON `audit` (`seq`) WHERE hash IS NULL;--> statement-breakpoint
CREATE TABLE `dead_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`body` text NOT NULL,
	`at` integer NOT NULL,
	`handled_at` integer,
	`outcome` text
);
--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`key` text NOT NULL,
	`actor` text NOT NULL,
	`operation` text NOT NULL,
	`request_hash` text NOT NULL,
	`status` integer,
	`response` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`actor`, `key`)
);
--> statement-breakpoint
CREATE TABLE `roles` (
	`email` text PRIMARY KEY NOT NULL,
	`role` text NOT NULL,
	`granted_by` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`hash` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`actor` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`agent` text NOT NULL,
	`version` integer NOT NULL,
	`document` text NOT NULL,
	`author` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`agent`, `version`)
);
--> statement-breakpoint
CREATE TABLE `snapshots` (
	`at` integer PRIMARY KEY NOT NULL,
	`document` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`role` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`last_used_at` integer,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_hash_unique` ON `tokens` (`hash`);