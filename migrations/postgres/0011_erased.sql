CREATE TABLE "released" (
	"pilot" text NOT NULL,
	"period" text NOT NULL,
	"numbers" jsonb NOT NULL,
	CONSTRAINT "released_pilot_period_pk" PRIMARY KEY("pilot","period")
);
--> statement-breakpoint
CREATE TABLE "cancellation" (
	"appointment" text NOT NULL,
	"sequence" integer NOT NULL,
	"body" "bytea" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "cancellation_appointment_sequence_pk" PRIMARY KEY("appointment","sequence")
);
--> statement-breakpoint
ALTER TABLE "event" ALTER COLUMN "id" DROP IDENTITY;--> statement-breakpoint
ALTER TABLE "look" ALTER COLUMN "id" DROP IDENTITY;--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "loosened" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "event_pseudonym" ON "event" USING btree ("pseudonym");--> statement-breakpoint
UPDATE "event" SET "id" = ('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::bigint;--> statement-breakpoint
UPDATE "look" SET "id" = ('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::bigint;
