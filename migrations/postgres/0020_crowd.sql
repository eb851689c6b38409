ALTER TABLE "appointment" ADD COLUMN "unreached" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "crowd" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "request" ADD COLUMN "crowd" boolean DEFAULT false NOT NULL;