CREATE TABLE "request_entry" (
	"request" text NOT NULL,
	"seq" integer NOT NULL,
	"person" text NOT NULL,
	"from" text NOT NULL,
	"account" text,
	"handed_to" text,
	"language" text,
	"body" "bytea" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "request_entry_request_seq_pk" PRIMARY KEY("request","seq")
);
--> statement-breakpoint
ALTER TABLE "request" ADD COLUMN "kind" text DEFAULT 'human' NOT NULL;--> statement-breakpoint
ALTER TABLE "request" ADD COLUMN "taken_by" text;--> statement-breakpoint
ALTER TABLE "request" ADD COLUMN "snoozed_until" bigint;--> statement-breakpoint
ALTER TABLE "request" ADD COLUMN "waiting_since" bigint;--> statement-breakpoint
ALTER TABLE "request" ADD COLUMN "escalated_at" bigint;--> statement-breakpoint
ALTER TABLE "request" ADD COLUMN "closed_at" bigint;--> statement-breakpoint
ALTER TABLE "request" ADD COLUMN "entries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "request" ADD COLUMN "version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "request_entry_person" ON "request_entry" USING btree ("person");--> statement-breakpoint
CREATE INDEX "request_person" ON "request" USING btree ("person","state");--> statement-breakpoint
UPDATE "request" SET "waiting_since" = "at" WHERE "state" = 'open';--> statement-breakpoint
UPDATE "request" SET "closed_at" = coalesce("answered_at", "at") WHERE "state" <> 'open';--> statement-breakpoint
INSERT INTO "job" ("key", "kind", "due") SELECT 'requests', 'requests', 0 WHERE EXISTS (SELECT 1 FROM "request" WHERE "state" = 'open');
