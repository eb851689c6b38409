CREATE TABLE "link_code" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "link_code_person" ON "link_code" USING btree ("person");--> statement-breakpoint
CREATE INDEX "link_code_until" ON "link_code" USING btree ("until");