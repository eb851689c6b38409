ALTER TABLE "office" ADD COLUMN "told_address" text;--> statement-breakpoint
UPDATE "office" SET "told_address" = "address" WHERE "confirmed_on" IS NOT NULL OR "demo";