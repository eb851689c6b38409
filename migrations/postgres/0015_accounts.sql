CREATE TABLE "account" (
	"id" text PRIMARY KEY NOT NULL,
	"mail_hash" "bytea" NOT NULL,
	"mail" "bytea" NOT NULL,
	"name" "bytea" NOT NULL,
	"role" text NOT NULL,
	"pilots" jsonb NOT NULL,
	"counsellor" text,
	"password" text,
	"totp" "bytea",
	"totp_step" integer DEFAULT 0 NOT NULL,
	"created_at" bigint NOT NULL,
	"disabled_at" bigint,
	"demo" boolean NOT NULL,
	CONSTRAINT "account_mailHash_unique" UNIQUE("mail_hash")
);
--> statement-breakpoint
CREATE TABLE "invitation" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"name" "bytea" NOT NULL,
	"role" text NOT NULL,
	"pilots" jsonb NOT NULL,
	"counsellor" text,
	"account" text,
	"by" text,
	"created_at" bigint NOT NULL,
	"until" bigint NOT NULL,
	CONSTRAINT "invitation_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "passkey" (
	"id" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"counter" integer NOT NULL,
	"transports" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	"used_at" bigint
);
--> statement-breakpoint
CREATE TABLE "recovery_code" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"account" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "challenge" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"account" text,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "throttle" (
	"key" "bytea" PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log" (
	"id" bigint PRIMARY KEY NOT NULL,
	"who" text,
	"what" text NOT NULL,
	"target" text NOT NULL,
	"pilot" text,
	"at" bigint NOT NULL
);
--> statement-breakpoint
DELETE FROM "staff_session";--> statement-breakpoint
ALTER TABLE "staff_session" ADD COLUMN "id" text NOT NULL;--> statement-breakpoint
ALTER TABLE "staff_session" ADD COLUMN "account" text NOT NULL;--> statement-breakpoint
ALTER TABLE "staff_session" ADD COLUMN "browser" text NOT NULL;--> statement-breakpoint
ALTER TABLE "staff_session" ADD COLUMN "proved_at" bigint NOT NULL;--> statement-breakpoint
CREATE INDEX "passkey_account" ON "passkey" USING btree ("account");--> statement-breakpoint
CREATE INDEX "recovery_code_account" ON "recovery_code" USING btree ("account");--> statement-breakpoint
CREATE INDEX "challenge_until" ON "challenge" USING btree ("until");--> statement-breakpoint
CREATE INDEX "throttle_at" ON "throttle" USING btree ("at");--> statement-breakpoint
CREATE INDEX "log_at" ON "log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "log_target" ON "log" USING btree ("target");--> statement-breakpoint
CREATE INDEX "staff_session_account" ON "staff_session" USING btree ("account");--> statement-breakpoint
ALTER TABLE "staff_session" DROP COLUMN "token";--> statement-breakpoint
ALTER TABLE "staff_session" ADD CONSTRAINT "staff_session_id_unique" UNIQUE("id");--> statement-breakpoint
INSERT INTO "log" ("id", "who", "what", "target", "pilot", "at")
	SELECT l."id", 'token:' || encode(l."token", 'hex'), l."what", coalesce(r."id", b."id", c."id", ''), coalesce(a."pilot", r."pilot", b."pilot", c."pilot"), l."at"
	FROM "look" l
	LEFT JOIN "appointment" a ON a."reference" = l."target"
	LEFT JOIN "request" r ON r."id" = l."target"
	LEFT JOIN "broadcast" b ON b."id" = l."target"
	LEFT JOIN "counsellor" c ON c."id" = l."target";--> statement-breakpoint
DROP TABLE "look" CASCADE;--> statement-breakpoint
CREATE FUNCTION log_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' AND OLD."at" <= (SELECT max("at") FROM "log") - 31536000000 THEN
		RETURN OLD;
	END IF;
	RAISE EXCEPTION 'the log is append-only';
END
$$;--> statement-breakpoint
CREATE TRIGGER log_is_kept BEFORE UPDATE OR DELETE ON "log" FOR EACH ROW EXECUTE FUNCTION log_is_kept();
