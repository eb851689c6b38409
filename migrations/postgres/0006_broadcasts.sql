CREATE TABLE "broadcast" (
	"id" text PRIMARY KEY NOT NULL,
	"pilot" text NOT NULL,
	"texts" jsonb NOT NULL,
	"step" text,
	"state" text NOT NULL,
	"cursor" text DEFAULT '' NOT NULL,
	"enqueued" integer DEFAULT 0 NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "broadcast_state" ON "broadcast" USING btree ("state");--> statement-breakpoint
CREATE INDEX "broadcast_pilot" ON "broadcast" USING btree ("pilot","at");