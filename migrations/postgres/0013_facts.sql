CREATE TABLE "fact" (
	"pilot" text NOT NULL,
	"id" text NOT NULL,
	"position" integer NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "fact_pilot_id_pk" PRIMARY KEY("pilot","id")
);
