CREATE TABLE "person" (
	"id" text PRIMARY KEY NOT NULL,
	"conversation" "bytea",
	"in_seq" integer DEFAULT 0 NOT NULL,
	"out_seq" integer DEFAULT 0 NOT NULL,
	"waiting" integer DEFAULT 0 NOT NULL,
	"consented" boolean DEFAULT false NOT NULL,
	"last_day" bigint NOT NULL,
	"forget_at" bigint
);
--> statement-breakpoint
CREATE TABLE "person_key" (
	"person" text PRIMARY KEY NOT NULL,
	"wrapped" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contact" (
	"id" text PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"channel" text NOT NULL,
	"handle_hash" "bytea" NOT NULL,
	"handle" "bytea" NOT NULL,
	"blocked" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seen" (
	"key" "bytea" PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"person" text NOT NULL,
	"seq" integer NOT NULL,
	"contact" text NOT NULL,
	"body" "bytea",
	"at" bigint NOT NULL,
	"state" text NOT NULL,
	"due" bigint NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"reason" text,
	CONSTRAINT "inbox_person_seq_pk" PRIMARY KEY("person","seq")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"person" text NOT NULL,
	"seq" integer NOT NULL,
	"contact" text NOT NULL,
	"channel" text NOT NULL,
	"body" "bytea",
	"card" boolean DEFAULT false NOT NULL,
	"at" bigint NOT NULL,
	"state" text NOT NULL,
	"due" bigint NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" bigint,
	"lease" text,
	"external_ids" "bytea",
	"sent_at" bigint,
	"reason" text,
	CONSTRAINT "outbox_person_seq_pk" PRIMARY KEY("person","seq")
);
--> statement-breakpoint
CREATE TABLE "timer" (
	"key" text PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"kind" text NOT NULL,
	"target" text NOT NULL,
	"at" bigint NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job" (
	"key" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"due" bigint NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" bigint,
	"lease" text,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"pilot" text,
	"pseudonym" text,
	"kind" text NOT NULL,
	"data" jsonb NOT NULL,
	"hour" bigint NOT NULL,
	"demo" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tally" (
	"pilot" text NOT NULL,
	"period" text NOT NULL,
	"kind" text NOT NULL,
	"count" integer NOT NULL,
	"demo" boolean NOT NULL,
	CONSTRAINT "tally_pilot_period_kind_demo_pk" PRIMARY KEY("pilot","period","kind","demo")
);
--> statement-breakpoint
CREATE TABLE "office" (
	"id" text PRIMARY KEY NOT NULL,
	"pilot" text NOT NULL,
	"name" text NOT NULL,
	"place" text NOT NULL,
	"address" text,
	"demo" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "topic" (
	"pilot" text NOT NULL,
	"id" text NOT NULL,
	"minutes" integer NOT NULL,
	"gap" integer NOT NULL,
	"notice_minutes" integer NOT NULL,
	"horizon_days" integer NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "topic_pilot_id_pk" PRIMARY KEY("pilot","id")
);
--> statement-breakpoint
CREATE TABLE "counsellor" (
	"id" text PRIMARY KEY NOT NULL,
	"pilot" text NOT NULL,
	"office" text NOT NULL,
	"name" "bytea" NOT NULL,
	"gender" text NOT NULL,
	"languages" jsonb NOT NULL,
	"feed_hash" "bytea",
	"demo" boolean NOT NULL,
	"last_booked" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "counsellor_feedHash_unique" UNIQUE("feed_hash")
);
--> statement-breakpoint
CREATE TABLE "hours" (
	"counsellor" text NOT NULL,
	"weekday" integer NOT NULL,
	"from_minute" integer NOT NULL,
	"to_minute" integer NOT NULL,
	CONSTRAINT "hours_counsellor_weekday_from_minute_pk" PRIMARY KEY("counsellor","weekday","from_minute")
);
--> statement-breakpoint
CREATE TABLE "absence" (
	"counsellor" text NOT NULL,
	"from_at" bigint NOT NULL,
	"to_at" bigint NOT NULL,
	CONSTRAINT "absence_counsellor_from_at_pk" PRIMARY KEY("counsellor","from_at")
);
--> statement-breakpoint
CREATE TABLE "appointment" (
	"id" text PRIMARY KEY NOT NULL,
	"pilot" text NOT NULL,
	"reference" text NOT NULL,
	"person" text,
	"counsellor" text NOT NULL,
	"topic" text NOT NULL,
	"start_at" bigint NOT NULL,
	"end_at" bigint NOT NULL,
	"status" text NOT NULL,
	"language" text NOT NULL,
	"interpreter" boolean NOT NULL,
	"wishes" jsonb NOT NULL,
	"can_remind" boolean NOT NULL,
	"sequence" integer DEFAULT 0 NOT NULL,
	"demo" boolean NOT NULL,
	CONSTRAINT "appointment_reference_unique" UNIQUE("reference")
);
--> statement-breakpoint
CREATE TABLE "claim" (
	"resource" text NOT NULL,
	"bucket" integer NOT NULL,
	"unit" integer NOT NULL,
	"appointment" text NOT NULL,
	CONSTRAINT "claim_resource_bucket_unit_pk" PRIMARY KEY("resource","bucket","unit")
);
--> statement-breakpoint
CREATE TABLE "request" (
	"id" text PRIMARY KEY NOT NULL,
	"pilot" text NOT NULL,
	"person" text,
	"language" text NOT NULL,
	"at" bigint NOT NULL,
	"state" text NOT NULL,
	"answered_at" bigint,
	"demo" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "service" (
	"pilot" text NOT NULL,
	"id" text NOT NULL,
	"position" integer NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "service_pilot_id_pk" PRIMARY KEY("pilot","id")
);
--> statement-breakpoint
CREATE TABLE "token" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"role" text NOT NULL,
	"pilots" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	"revoked_at" bigint
);
--> statement-breakpoint
CREATE TABLE "look" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "look_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"token" "bytea" NOT NULL,
	"what" text NOT NULL,
	"target" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "person_idle" ON "person" USING btree ("consented","last_day");--> statement-breakpoint
CREATE INDEX "person_forget" ON "person" USING btree ("forget_at");--> statement-breakpoint
CREATE UNIQUE INDEX "contact_handle" ON "contact" USING btree ("channel","handle_hash");--> statement-breakpoint
CREATE INDEX "contact_person" ON "contact" USING btree ("person");--> statement-breakpoint
CREATE INDEX "seen_at" ON "seen" USING btree ("at");--> statement-breakpoint
CREATE INDEX "inbox_due" ON "inbox" USING btree ("state","due");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("state","channel","due");--> statement-breakpoint
CREATE INDEX "timer_at" ON "timer" USING btree ("at");--> statement-breakpoint
CREATE INDEX "timer_person" ON "timer" USING btree ("person");--> statement-breakpoint
CREATE INDEX "job_due" ON "job" USING btree ("due");--> statement-breakpoint
CREATE INDEX "event_hour" ON "event" USING btree ("pilot","hour");--> statement-breakpoint
CREATE INDEX "appointment_day" ON "appointment" USING btree ("pilot","start_at");--> statement-breakpoint
CREATE INDEX "appointment_person" ON "appointment" USING btree ("person");--> statement-breakpoint
CREATE INDEX "claim_appointment" ON "claim" USING btree ("appointment");--> statement-breakpoint
CREATE INDEX "request_open" ON "request" USING btree ("pilot","state","at");