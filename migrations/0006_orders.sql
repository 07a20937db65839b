CREATE TABLE `fulfilment_states` (
	`order_id` text NOT NULL,
	`state` text NOT NULL,
	`lane` text NOT NULL,
	`since` integer NOT NULL,
	`until` integer NOT NULL,
	PRIMARY KEY(`order_id`, `since`, `state`)
);
--> statement-breakpoint
CREATE INDEX `fulfilment_states_by_lane` ON `fulfilment_states` (`state`,`lane`,`until`);--> statement-breakpoint
CREATE INDEX `fulfilment_states_by_age` ON `fulfilment_states` (`until`);--> statement-breakpoint
CREATE TABLE `fulfilments` (
	`order_id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`reason` text NOT NULL,
	`waits_for` text NOT NULL,
	`since` integer NOT NULL,
	`due_at` integer,
	`look_at` integer,
	`order_updated_at` integer NOT NULL,
	`paid_at` integer,
	`risk_score` real,
	`risk_level` text,
	`risk_decision` text,
	`detail` text DEFAULT '{}' NOT NULL,
	`attention` text,
	`attention_since` integer,
	`started_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `fulfilments_due` ON `fulfilments` (`look_at`);--> statement-breakpoint
CREATE INDEX `fulfilments_by_state` ON `fulfilments` (`state`,`since`);--> statement-breakpoint
CREATE INDEX `fulfilments_by_attention` ON `fulfilments` (`attention_since`);--> statement-breakpoint
CREATE INDEX `fulfilments_by_age` ON `fulfilments` (`updated_at`);--> statement-breakpoint
CREATE TABLE `shipments` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`supplier` text NOT NULL,
	`supplier_order_id` text,
	`status` text DEFAULT '' NOT NULL,
	`lines` text NOT NULL,
	`cost_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`paid` integer DEFAULT 0 NOT NULL,
	`promised_days` real,
	`tracking_number` text,
	`carrier` text,
	`placed_at` integer NOT NULL,
	`tracked_at` integer,
	`moved_at` integer,
	`delivered_at` integer,
	`look_at` integer,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `shipments_by_order` ON `shipments` (`order_id`);--> statement-breakpoint
CREATE INDEX `shipments_due` ON `shipments` (`look_at`);--> statement-breakpoint
CREATE INDEX `shipments_by_supplier` ON `shipments` (`supplier`,`placed_at`);--> statement-breakpoint
CREATE INDEX `shipments_by_age` ON `shipments` (`updated_at`);--> statement-breakpoint
CREATE TABLE `supplier_sources` (
	`variant_id` text NOT NULL,
	`supplier` text NOT NULL,
	`reference` text NOT NULL,
	`product_reference` text,
	`cost_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`set_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`variant_id`, `supplier`)
);
--> statement-breakpoint
CREATE INDEX `actions_by_target` ON `actions` (`target`);