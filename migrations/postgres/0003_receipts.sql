CREATE TABLE "dispatch" (
	"key" "bytea" PRIMARY KEY NOT NULL,
	"person" text,
	"seq" integer,
	"state" text NOT NULL,
	"reason" text,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "dispatch_person" ON "dispatch" USING btree ("person");--> statement-breakpoint
CREATE INDEX "dispatch_at" ON "dispatch" USING btree ("at");