DROP INDEX "contact_handle";--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "removed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "undo" text;--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "undo_until" bigint;--> statement-breakpoint
ALTER TABLE "link_code" ADD COLUMN "writer" text;--> statement-breakpoint
ALTER TABLE "link_code" ADD COLUMN "request" text;--> statement-breakpoint
CREATE INDEX "contact_removed" ON "contact" USING btree ("channel","handle_hash") WHERE "contact"."removed";--> statement-breakpoint
CREATE INDEX "contact_undo" ON "contact" USING btree ("undo");--> statement-breakpoint
CREATE UNIQUE INDEX "contact_handle" ON "contact" USING btree ("channel","handle_hash") WHERE not "contact"."removed";