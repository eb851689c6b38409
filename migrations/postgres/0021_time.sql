ALTER TABLE "contact" ADD COLUMN "closed_at" bigint;--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "marked_at" bigint;--> statement-breakpoint
ALTER TABLE "waitlist" ADD COLUMN "known" jsonb;--> statement-breakpoint
ALTER TABLE "waitlist" ADD COLUMN "told_at" bigint;