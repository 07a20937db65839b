CREATE TABLE `purchase_receipts` (
	`draft_id` text NOT NULL,
	`receipt` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`units` text NOT NULL,
	PRIMARY KEY(`draft_id`, `receipt`)
);
--> statement-breakpoint
ALTER TABLE `purchase_drafts` ADD `mail_tried_at` integer;--> statement-breakpoint
ALTER TABLE `purchase_drafts` ADD `mail_id` text;--> statement-breakpoint
ALTER TABLE `purchase_drafts` ADD `sent_at` integer;