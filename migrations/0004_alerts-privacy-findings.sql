CREATE TABLE `access_refusals` (
	`hour` integer NOT NULL,
	`kind` text NOT NULL,
	`source` text NOT NULL,
	`count` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	PRIMARY KEY(`hour`, `kind`, `source`)
);
--> statement-breakpoint
CREATE INDEX `refusals_by_time` ON `access_refusals` (`last_at`);--> statement-breakpoint
CREATE TABLE `alerts` (
	`key` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`level` text NOT NULL,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`since` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`fired_at` integer,
	`clear_since` integer,
	`resolved_at` integer
);
--> statement-breakpoint
CREATE TABLE `notification_sends` (
	`notification_id` text NOT NULL,
	`channel` text NOT NULL,
	`status` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`not_before` integer NOT NULL,
	`claim_until` integer,
	`error` text,
	`created_at` integer NOT NULL,
	`done_at` integer,
	PRIMARY KEY(`notification_id`, `channel`)
);
--> statement-breakpoint
CREATE INDEX `sends_open` ON `notification_sends` (`not_before`) WHERE status IN ('waiting','sending');--> statement-breakpoint
CREATE TABLE `findings` (
	`id` text PRIMARY KEY NOT NULL,
	`check_name` text NOT NULL,
	`subject` text NOT NULL,
	`severity` text NOT NULL,
	`title` text NOT NULL,
	`detail` text DEFAULT '{}' NOT NULL,
	`first_seen_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`resolved_at` integer,
	`accepted_at` integer,
	`accepted_by` text
);
--> statement-breakpoint
CREATE INDEX `findings_open` ON `findings` (`resolved_at`,`severity`);--> statement-breakpoint
CREATE TABLE `privacy_documents` (
	`request_id` text NOT NULL,
	`part` integer NOT NULL,
	`sealed` text NOT NULL,
	`until` integer NOT NULL,
	PRIMARY KEY(`request_id`, `part`)
);
--> statement-breakpoint
CREATE TABLE `privacy_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`subject_hash` text NOT NULL,
	`identity` text,
	`status` text NOT NULL,
	`requested_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`done_at` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`error` text,
	`proof` text,
	`document_until` integer
);
--> statement-breakpoint
CREATE INDEX `privacy_by_status` ON `privacy_requests` (`status`,`requested_at`);--> statement-breakpoint
ALTER TABLE `notifications` ADD `alert` text;--> statement-breakpoint
ALTER TABLE `notifications` ADD `event` text DEFAULT 'notice' NOT NULL;--> statement-breakpoint
ALTER TABLE `notifications` ADD `dedup_key` text;