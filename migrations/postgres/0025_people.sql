CREATE TABLE "shown_code" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "shown_code_person" ON "shown_code" USING btree ("person");--> statement-breakpoint
CREATE INDEX "shown_code_until" ON "shown_code" USING btree ("until");