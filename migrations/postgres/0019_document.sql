CREATE TABLE "document" (
	"id" text PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"body" "bytea" NOT NULL,
	"link" "bytea",
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "document_person" ON "document" USING btree ("person");--> statement-breakpoint
CREATE UNIQUE INDEX "document_link" ON "document" USING btree ("link");--> statement-breakpoint
CREATE INDEX "document_until" ON "document" USING btree ("until");