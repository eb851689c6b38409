CREATE TABLE "day_hours" (
	"counsellor" text NOT NULL,
	"date" text NOT NULL,
	"from_minute" integer NOT NULL,
	"to_minute" integer NOT NULL,
	CONSTRAINT "day_hours_counsellor_date_from_minute_pk" PRIMARY KEY("counsellor","date","from_minute")
);
--> statement-breakpoint
CREATE TABLE "closing" (
	"pilot" text NOT NULL,
	"date" text NOT NULL,
	"closed" boolean NOT NULL,
	CONSTRAINT "closing_pilot_date_pk" PRIMARY KEY("pilot","date")
);
--> statement-breakpoint
CREATE TABLE "busy" (
	"counsellor" text NOT NULL,
	"from_at" bigint NOT NULL,
	"to_at" bigint NOT NULL,
	CONSTRAINT "busy_counsellor_from_at_to_at_pk" PRIMARY KEY("counsellor","from_at","to_at")
);
--> statement-breakpoint
CREATE TABLE "resource" (
	"id" text PRIMARY KEY NOT NULL,
	"pilot" text NOT NULL,
	"kind" text NOT NULL,
	"name" "bytea" NOT NULL,
	"office" text,
	"languages" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"gender" text,
	"demo" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "group_offer" (
	"id" text PRIMARY KEY NOT NULL,
	"pilot" text NOT NULL,
	"kind" text NOT NULL,
	"counsellor" text NOT NULL,
	"titles" jsonb NOT NULL,
	"start_at" bigint NOT NULL,
	"end_at" bigint NOT NULL,
	"places" integer NOT NULL,
	"women_only" boolean NOT NULL,
	"cancelled" boolean DEFAULT false NOT NULL,
	"demo" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reminder" (
	"appointment" text NOT NULL,
	"arm" text NOT NULL,
	"start_at" bigint NOT NULL,
	"person" text,
	"seq" integer NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "reminder_appointment_arm_start_at_pk" PRIMARY KEY("appointment","arm","start_at")
);
--> statement-breakpoint
CREATE TABLE "waitlist" (
	"id" text PRIMARY KEY NOT NULL,
	"pilot" text NOT NULL,
	"person" text NOT NULL,
	"topic" text NOT NULL,
	"wish" jsonb NOT NULL,
	"at" bigint NOT NULL,
	"demo" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"appointment" text NOT NULL,
	"sequence" integer NOT NULL,
	"counsellor" text NOT NULL,
	"kind" text NOT NULL,
	"due" bigint NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "notice_appointment_sequence_counsellor_pk" PRIMARY KEY("appointment","sequence","counsellor")
);
--> statement-breakpoint
ALTER TABLE "office" ADD COLUMN "pin" jsonb;--> statement-breakpoint
ALTER TABLE "office" ADD COLUMN "access" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "office" ADD COLUMN "childcare" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "topic" ADD COLUMN "capacity" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "counsellor" ADD COLUMN "topics" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "counsellor" ADD COLUMN "modes" jsonb DEFAULT '["in-person"]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "counsellor" ADD COLUMN "guests" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "counsellor" ADD COLUMN "video" "bytea";--> statement-breakpoint
ALTER TABLE "counsellor" ADD COLUMN "mail" "bytea";--> statement-breakpoint
ALTER TABLE "counsellor" ADD COLUMN "feed_discreet" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "counsellor" ADD COLUMN "busy_url" "bytea";--> statement-breakpoint
ALTER TABLE "counsellor" ADD COLUMN "busy_at" bigint;--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "mode" text DEFAULT 'in-person' NOT NULL;--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "family" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "room" text;--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "interpreted_by" text;--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "group_offer" text;--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "phone" "bytea";--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "confirmed_at" bigint;--> statement-breakpoint
ALTER TABLE "claim" ADD COLUMN "until" bigint;--> statement-breakpoint
CREATE INDEX "group_offer_day" ON "group_offer" USING btree ("pilot","start_at");--> statement-breakpoint
CREATE INDEX "reminder_person" ON "reminder" USING btree ("person");--> statement-breakpoint
CREATE INDEX "waitlist_pilot" ON "waitlist" USING btree ("pilot","at");--> statement-breakpoint
CREATE UNIQUE INDEX "waitlist_once" ON "waitlist" USING btree ("person","topic");--> statement-breakpoint
CREATE INDEX "notice_due" ON "notice" USING btree ("due");