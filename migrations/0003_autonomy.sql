ALTER TABLE `actions` ADD `harm` text;--> statement-breakpoint
ALTER TABLE `actions` ADD `harm_at` integer;--> statement-breakpoint
ALTER TABLE `actions` ADD `measured` text;--> statement-breakpoint
CREATE INDEX `actions_by_harm` ON `actions` (`kind`,`harm_at`) WHERE harm_at IS NOT NULL;