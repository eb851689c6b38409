ALTER TABLE "counsellor" ADD COLUMN "busy_tried_at" bigint;--> statement-breakpoint
ALTER TABLE "counsellor" ADD COLUMN "busy_failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "counsellor" ADD COLUMN "busy_failure" text;--> statement-breakpoint
ALTER TABLE "counsellor" ADD COLUMN "busy_skipped" jsonb DEFAULT '{}'::jsonb NOT NULL;