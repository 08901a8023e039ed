-- WITHOUT ROWID is added by hand, as in 0000.
CREATE TABLE `fit_paths` (
	`fit` text NOT NULL,
	`path` text NOT NULL,
	`conversions` integer NOT NULL,
	`value` integer NOT NULL,
	`nulls` integer NOT NULL,
	PRIMARY KEY(`fit`, `path`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `fits` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`request` text NOT NULL,
	`state` text NOT NULL,
	`stage` text NOT NULL,
	`progress` integer NOT NULL,
	`error` text NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`requested_at` integer NOT NULL,
	`work` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `model_versions` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`model` text NOT NULL,
	`request` text NOT NULL,
	`fingerprint` text NOT NULL,
	`fit` text NOT NULL,
	`fitted_at` integer NOT NULL,
	`source` text NOT NULL,
	`owner` text NOT NULL,
	`schema_version` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `model_versions_id_unique` ON `model_versions` (`id`);