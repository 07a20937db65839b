-- WITHOUT ROWID is for small rows. One that does not fit in a quarter of a page keeps its end on a page of its own, which
-- SQLite reads at every comparison on the way to a key: finding one of n rows took log2(n) pages. With a rowid the keys
-- have a tree to themselves (https://sqlite.org/withoutrowid.html#when_to_use_without_rowid).
CREATE TABLE `__new_actions` (
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
	`updated_at` integer NOT NULL,
	`harm` text,
	`harm_at` integer,
	`measured` text
);--> statement-breakpoint
INSERT INTO `__new_actions` (`id`, `agent`, `kind`, `target`, `title`, `intent`, `basis`, `status`, `effect`, `group_key`, `batch_id`, `run_id`, `payload`, `before`, `after`, `reasons`, `provenance`, `figures`, `move_percent`, `impact_minor`, `money_minor`, `currency`, `confidence`, `verdict`, `proposed_at`, `expires_at`, `decided_by`, `decided_at`, `decision_reason`, `edited`, `not_before`, `sent_at`, `claim_token`, `claim_until`, `claimed_day`, `attempts`, `idempotency_key`, `intent_at`, `applied_at`, `reverted_at`, `result`, `error`, `status_reason`, `updated_at`, `harm`, `harm_at`, `measured`)
SELECT `id`, `agent`, `kind`, `target`, `title`, `intent`, `basis`, `status`, `effect`, `group_key`, `batch_id`, `run_id`, `payload`, `before`, `after`, `reasons`, `provenance`, `figures`, `move_percent`, `impact_minor`, `money_minor`, `currency`, `confidence`, `verdict`, `proposed_at`, `expires_at`, `decided_by`, `decided_at`, `decision_reason`, `edited`, `not_before`, `sent_at`, `claim_token`, `claim_until`, `claimed_day`, `attempts`, `idempotency_key`, `intent_at`, `applied_at`, `reverted_at`, `result`, `error`, `status_reason`, `updated_at`, `harm`, `harm_at`, `measured` FROM `actions`;--> statement-breakpoint
DROP TABLE `actions`;--> statement-breakpoint
ALTER TABLE `__new_actions` RENAME TO `actions`;--> statement-breakpoint
CREATE UNIQUE INDEX `one_open_action_per_target` ON `actions` (`kind`,`target`) WHERE status IN ('proposed','approved','scheduled','applying','unknown','reverting');--> statement-breakpoint
CREATE INDEX `actions_by_status` ON `actions` (`status`,`agent`,`updated_at`);--> statement-breakpoint
CREATE INDEX `actions_by_claim_day` ON `actions` (`claimed_day`,`kind`) WHERE claimed_day IS NOT NULL;--> statement-breakpoint
CREATE INDEX `actions_by_harm` ON `actions` (`kind`,`harm_at`) WHERE harm_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `actions_by_batch` ON `actions` (`batch_id`) WHERE batch_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `actions_by_target` ON `actions` (`target`);--> statement-breakpoint
CREATE INDEX `proposals_by_group` ON `actions` (`group_key`) WHERE status = 'proposed';--> statement-breakpoint
CREATE INDEX `actions_to_measure` ON `actions` (`kind`,`applied_at`) WHERE status = 'applied' AND measured IS NULL;--> statement-breakpoint
CREATE TABLE `__new_forecasts` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`run_id` text NOT NULL,
	`at` integer NOT NULL,
	`document` text NOT NULL,
	`accuracy` text
);--> statement-breakpoint
INSERT INTO `__new_forecasts` (`variant_id`, `run_id`, `at`, `document`, `accuracy`)
SELECT `variant_id`, `run_id`, `at`, `document`, `accuracy` FROM `forecasts`;--> statement-breakpoint
DROP TABLE `forecasts`;--> statement-breakpoint
ALTER TABLE `__new_forecasts` RENAME TO `forecasts`;--> statement-breakpoint
CREATE TABLE `__new_daily_series` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`first_day` integer NOT NULL,
	`last_day` integer NOT NULL,
	`data` blob NOT NULL,
	`updated_at` integer NOT NULL
);--> statement-breakpoint
INSERT INTO `__new_daily_series` (`variant_id`, `first_day`, `last_day`, `data`, `updated_at`)
SELECT `variant_id`, `first_day`, `last_day`, `data`, `updated_at` FROM `daily_series`;--> statement-breakpoint
DROP TABLE `daily_series`;--> statement-breakpoint
ALTER TABLE `__new_daily_series` RENAME TO `daily_series`;--> statement-breakpoint
CREATE TABLE `__new_runs` (
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
);--> statement-breakpoint
INSERT INTO `__new_runs` (`id`, `agent`, `trigger`, `mode`, `token`, `chunk`, `started_at`, `finished_at`, `outcome`, `reason`, `observed`, `proposed`, `measures`, `log`, `replay_of`, `trace_id`)
SELECT `id`, `agent`, `trigger`, `mode`, `token`, `chunk`, `started_at`, `finished_at`, `outcome`, `reason`, `observed`, `proposed`, `measures`, `log`, `replay_of`, `trace_id` FROM `runs`;--> statement-breakpoint
DROP TABLE `runs`;--> statement-breakpoint
ALTER TABLE `__new_runs` RENAME TO `runs`;--> statement-breakpoint
CREATE INDEX `runs_by_agent` ON `runs` (`agent`,`started_at`);
