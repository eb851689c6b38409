ALTER TABLE "person" ADD COLUMN "lapse_at" bigint;--> statement-breakpoint
CREATE INDEX "person_lapse" ON "person" USING btree ("lapse_at");