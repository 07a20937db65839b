CREATE TABLE `candidate_days` (
	`candidate_id` text NOT NULL,
	`day` text NOT NULL,
	`cost_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`stock` integer,
	`sellers` integer,
	`sold` integer,
	`score` real,
	PRIMARY KEY(`candidate_id`, `day`)
);
--> statement-breakpoint
CREATE TABLE `candidates` (
	`id` text PRIMARY KEY NOT NULL,
	`supplier` text NOT NULL,
	`reference` text NOT NULL,
	`title` text NOT NULL,
	`currency` text NOT NULL,
	`cost_minor` integer NOT NULL,
	`offer` text NOT NULL,
	`doubt` text,
	`score` real,
	`scored` text,
	`duplicate_of` text,
	`watched` integer DEFAULT 0 NOT NULL,
	`first_seen_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`quoted_at` integer,
	`scored_at` integer
);
--> statement-breakpoint
CREATE INDEX `candidates_by_supplier` ON `candidates` (`supplier`,`last_seen_at`);--> statement-breakpoint
CREATE INDEX `candidates_by_score` ON `candidates` (`score`,`id`);--> statement-breakpoint
CREATE INDEX `candidates_by_age` ON `candidates` (`last_seen_at`);--> statement-breakpoint
CREATE TABLE `supplier_states` (
	`supplier` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`detail` text NOT NULL,
	`evidence` text NOT NULL,
	`offers` integer DEFAULT 0 NOT NULL,
	`doubtful` integer DEFAULT 0 NOT NULL,
	`at` integer NOT NULL,
	`answered_at` integer
);
--> statement-breakpoint
CREATE TABLE `trends` (
	`variant_id` text PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`weekly_units` real NOT NULL,
	`score` real NOT NULL,
	`sd` real NOT NULL,
	`lower` real NOT NULL,
	`p` real NOT NULL,
	`direction` integer NOT NULL,
	`at` integer NOT NULL
);
