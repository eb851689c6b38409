ALTER TABLE "office" ADD COLUMN "confirmed_by" text;--> statement-breakpoint
ALTER TABLE "office" ADD COLUMN "confirmed_on" text;