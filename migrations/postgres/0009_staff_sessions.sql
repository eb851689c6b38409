CREATE TABLE "staff_session" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"token" "bytea" NOT NULL,
	"started_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "token" ADD COLUMN "until" bigint;