CREATE TABLE `supplier_answers` (
	`supplier` text NOT NULL,
	`reference` text NOT NULL,
	`stock` integer,
	`cost_minor` integer,
	`asked_at` integer NOT NULL,
	PRIMARY KEY(`supplier`, `reference`)
);
--> statement-breakpoint
CREATE INDEX `supplier_answers_by_age` ON `supplier_answers` (`asked_at`);