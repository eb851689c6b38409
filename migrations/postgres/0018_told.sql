CREATE TABLE "chat_code" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"until" bigint NOT NULL,
	CONSTRAINT "chat_code_account_unique" UNIQUE("account")
);
--> statement-breakpoint
ALTER TABLE "notice" DROP CONSTRAINT "notice_appointment_sequence_counsellor_pk";--> statement-breakpoint
ALTER TABLE "notice" ALTER COLUMN "sequence" SET DATA TYPE bigint;--> statement-breakpoint
ALTER TABLE "notice" RENAME COLUMN "appointment" TO "subject";--> statement-breakpoint
ALTER TABLE "notice" RENAME COLUMN "counsellor" TO "recipient";--> statement-breakpoint
ALTER TABLE "notice" ADD COLUMN "to" text DEFAULT 'counsellor' NOT NULL;--> statement-breakpoint
ALTER TABLE "notice" ALTER COLUMN "to" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_subject_sequence_kind_to_recipient_pk" PRIMARY KEY("subject","sequence","kind","to","recipient");--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "chat" "bytea";--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "chat_at" bigint;--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "quiet_from" integer DEFAULT 1200 NOT NULL;--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "quiet_to" integer DEFAULT 420 NOT NULL;--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "languages" jsonb DEFAULT '[]'::jsonb NOT NULL;