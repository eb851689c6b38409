CREATE TABLE "erasure" (
	"person" text PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "erasure_at" ON "erasure" USING btree ("at");