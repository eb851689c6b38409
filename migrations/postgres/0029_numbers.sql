CREATE TABLE "published" (
	"pilot" text NOT NULL,
	"demo" boolean NOT NULL,
	"period" text NOT NULL,
	"row" text NOT NULL,
	"number" integer NOT NULL,
	CONSTRAINT "published_pilot_demo_period_row_pk" PRIMARY KEY("pilot","demo","period","row")
);
--> statement-breakpoint
CREATE TABLE "enrolled" (
	"pilot" text NOT NULL,
	"demo" boolean NOT NULL,
	"period" text NOT NULL,
	"people" integer NOT NULL,
	"women" integer NOT NULL,
	CONSTRAINT "enrolled_pilot_demo_period_pk" PRIMARY KEY("pilot","demo","period")
);
--> statement-breakpoint
DROP INDEX "event_pseudonym";--> statement-breakpoint
CREATE INDEX "event_pseudonym" ON "event" USING btree ("pseudonym","hour");