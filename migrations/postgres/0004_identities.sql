CREATE TABLE "alias" (
	"id" text PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"contact" text NOT NULL,
	"channel" text NOT NULL,
	"handle_hash" "bytea" NOT NULL,
	"handle" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "whatsapp_key" (
	"name" "bytea" PRIMARY KEY NOT NULL,
	"owner" "bytea",
	"body" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "alias_handle" ON "alias" USING btree ("channel","handle_hash");--> statement-breakpoint
CREATE INDEX "alias_person" ON "alias" USING btree ("person");--> statement-breakpoint
CREATE INDEX "whatsapp_key_owner" ON "whatsapp_key" USING btree ("owner");