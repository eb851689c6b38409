CREATE TABLE "change" (
	"appointment" text NOT NULL,
	"sequence" integer NOT NULL,
	"person" text,
	"kind" text NOT NULL,
	"was_at" bigint NOT NULL,
	"at" bigint NOT NULL,
	"seq" integer,
	"told_at" bigint,
	"done_at" bigint,
	CONSTRAINT "change_appointment_sequence_pk" PRIMARY KEY("appointment","sequence")
);
--> statement-breakpoint
CREATE TABLE "handover" (
	"appointment" text NOT NULL,
	"sequence" integer NOT NULL,
	"counsellor" text NOT NULL,
	"start_at" bigint NOT NULL,
	"end_at" bigint NOT NULL,
	"mode" text NOT NULL,
	CONSTRAINT "handover_appointment_sequence_pk" PRIMARY KEY("appointment","sequence")
);
--> statement-breakpoint
ALTER TABLE "person" ADD COLUMN "untold" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "timer" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "unasked" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "asked_at" bigint;--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "stands" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "change_person" ON "change" USING btree ("person");--> statement-breakpoint
CREATE INDEX "change_open" ON "change" USING btree ("told_at","done_at");--> statement-breakpoint
CREATE INDEX "handover_counsellor" ON "handover" USING btree ("counsellor");
