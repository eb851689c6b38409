CREATE TABLE "request_file" (
	"id" text PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"request" text,
	"seq" integer,
	"media" text NOT NULL,
	"state" text NOT NULL,
	"channel" text,
	"ref" "bytea",
	"body" "bytea",
	"type" text,
	"bytes" integer NOT NULL,
	"due" bigint NOT NULL,
	"attempts" integer NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "request_file_person" ON "request_file" USING btree ("person");--> statement-breakpoint
CREATE INDEX "request_file_due" ON "request_file" USING btree ("state","due");