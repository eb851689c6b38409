ALTER TABLE "group_offer" ADD COLUMN "course" text;--> statement-breakpoint
ALTER TABLE "group_offer" ADD COLUMN "room" text;--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "sign_up" text;--> statement-breakpoint
CREATE INDEX "group_offer_course" ON "group_offer" USING btree ("course");--> statement-breakpoint
CREATE INDEX "appointment_group" ON "appointment" USING btree ("group_offer");