CREATE TABLE `backtest_chunks` (
	`backtest_id` text NOT NULL,
	`week` integer NOT NULL,
	`chunk` integer NOT NULL,
	`observed` integer NOT NULL,
	`measures` text NOT NULL,
	`unanswered` text NOT NULL,
	`carry` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`backtest_id`, `week`, `chunk`)
);
--> statement-breakpoint
CREATE TABLE `backtest_decisions` (
	`backtest_id` text NOT NULL,
	`week` integer NOT NULL,
	`kind` text NOT NULL,
	`target` text NOT NULL,
	`nth` integer NOT NULL,
	`instant` integer NOT NULL,
	`title` text NOT NULL,
	`intent` text NOT NULL,
	`before` text,
	`after` text,
	`why` text NOT NULL,
	`move_percent` real,
	`money_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`confidence` real NOT NULL,
	`fate` text NOT NULL,
	`verdict` text NOT NULL,
	`effect_minor` integer NOT NULL,
	`low_minor` integer,
	`high_minor` integer,
	`effect_from` text NOT NULL,
	`digest` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`backtest_id`, `week`, `kind`, `target`)
);
--> statement-breakpoint
CREATE INDEX `backtest_decisions_worst` ON `backtest_decisions` (`backtest_id`,`low_minor`);--> statement-breakpoint
CREATE TABLE `backtests` (
	`id` text PRIMARY KEY NOT NULL,
	`agent` text NOT NULL,
	`trigger` text NOT NULL,
	`asked_by` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`newest` integer NOT NULL,
	`live` integer NOT NULL,
	`weeks` integer NOT NULL,
	`week` integer DEFAULT 0 NOT NULL,
	`chunk` integer DEFAULT 0 NOT NULL,
	`place` text,
	`step` integer DEFAULT 0 NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`shop_zone` text NOT NULL,
	`imported_at` integer NOT NULL,
	`settings` text NOT NULL,
	`policy` text NOT NULL,
	`policy_version` integer NOT NULL,
	`at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `backtests_by_agent` ON `backtests` (`agent`,`at`);--> statement-breakpoint
CREATE INDEX `backtests_running` ON `backtests` (`agent`,`updated_at`) WHERE status = 'running';--> statement-breakpoint
ALTER TABLE `variant_days` ADD `compare_at_minor` integer;--> statement-breakpoint
ALTER TABLE `variant_days` ADD `cost_minor` integer;