import { createHash } from 'node:crypto';
import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Gender, Mode } from '../booking/slots.ts';
import { forgetCalendar } from './calendars.ts';
import { CALENDARS_JOB, scheduleJob } from './jobs.ts';
import type { Q } from './store.ts';
import type { Tables } from './tables.ts';

/** The SHA-256 under which a token is stored. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/** The roles of staff; each token has one role in some pilots. */
export const ROLES = ['counsellor', 'coordinator', 'evaluator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The member of staff who acts, on a page or through the API, however they signed in. */
export interface Principal {
  role: Role;
  pilots: readonly string[];
  /** The hash of their token; the log of looks names them by it. */
  token: Buffer;
}

/** The principal of a token, with what the token says of itself. */
export interface TokenHolder extends Principal {
  /** The name that the operator gave the token. */
  label: string;
  /** When the token ends (epoch ms). */
  until: number;
}

/** How long a token opens pages and API unless its maker says another time, in milliseconds: half a year of work. */
export const TOKEN_LIFE = 180 * 86_400_000;

type TokenRow = Tables['token']['$inferSelect'];

/**
 * When a token ends (epoch ms). A token of a version that gave tokens no end has none stored; it ends as if it had been
 * made with the usual one.
 */
export const endOf = ({ until, createdAt }: Pick<TokenRow, 'until' | 'createdAt'>): number =>
  until ?? createdAt + TOKEN_LIFE;

export async function addToken(
  q: Q,
  token: { hash: Buffer; label: string; role: Role; pilots: readonly string[]; createdAt: number; until: number },
): Promise<void> {
  await q.db.insert(q.t.token).values({ ...token, pilots: [...token.pilots] });
}

/** Why a token opens nothing: `wrong` is for one that is unknown or revoked. */
type Shut = 'wrong' | 'expired';

/** The holder of a token, or why it opens nothing at `now`. */
export function holderOf(token: TokenRow, now: number): TokenHolder | Shut {
  const { role, pilots, hash, label, revokedAt } = token;
  if (revokedAt !== null) return 'wrong';
  const until = endOf(token);
  return now >= until ? 'expired' : { role: role as Role, pilots, token: hash, label, until };
}

/** The holder of the token with this hash, or why it opens nothing at `now`. */
export async function findPrincipal(q: Q, hash: Buffer, now: number): Promise<TokenHolder | Shut> {
  const [found] = await q.db.select().from(q.t.token).where(eq(q.t.token.hash, hash));
  return found === undefined ? 'wrong' : holderOf(found, now);
}

/** All tokens that are stored, the oldest first. */
export async function listTokens(q: Q): Promise<TokenRow[]> {
  return q.db.select().from(q.t.token).orderBy(asc(q.t.token.createdAt));
}

/** Revokes every token with this label; returns how many. */
export async function revokeTokens(q: Q, label: string, at: number): Promise<number> {
  const { token } = q.t;
  const rows = await q.db
    .update(token)
    .set({ revokedAt: at })
    .where(and(eq(token.label, label), isNull(token.revokedAt)))
    .returning({ hash: token.hash });
  return rows.length;
}

/** Notes that a member of staff looked into a record or changed something. */
export async function recordLook(
  q: Q,
  look: { token: Buffer; what: string; target: string; at: number },
): Promise<void> {
  await q.db.insert(q.t.look).values(look);
}

export interface Counsellor {
  id: string;
  pilot: string;
  office: string;
  name: Buffer;
  gender: Gender;
  languages: string[];
  topics: string[];
  modes: Mode[];
  guests: string[];
  demo: boolean;
}

export async function listCounsellors(q: Q): Promise<Counsellor[]> {
  const { counsellor: c } = q.t;
  return q.db
    .select({
      id: c.id,
      pilot: c.pilot,
      office: c.office,
      name: c.name,
      gender: c.gender,
      languages: c.languages,
      topics: c.topics,
      modes: c.modes,
      guests: c.guests,
      demo: c.demo,
    })
    .from(c)
    .orderBy(asc(c.id));
}

export async function addCounsellor(q: Q, counsellor: Counsellor): Promise<void> {
  await q.db.insert(q.t.counsellor).values(counsellor);
}

/** The optional details of a counsellor, each sealed; null deletes a detail. */
export type Details = Partial<Record<'video' | 'mail' | 'busyUrl', Buffer | null>>;

/** Stores details of a counsellor. A change of `busyUrl` deletes all that is known from their old calendar. */
export async function setDetails(q: Q, counsellor: string, details: Details, now: number): Promise<void> {
  await q.db.update(q.t.counsellor).set(details).where(eq(q.t.counsellor.id, counsellor));
  if (details.busyUrl === undefined) return;
  await forgetCalendar(q, counsellor);
  if (details.busyUrl !== null) await scheduleJob(q, { key: CALENDARS_JOB, kind: CALENDARS_JOB, due: now });
}

export type MailedCounsellor = Pick<Counsellor, 'id' | 'pilot' | 'languages'> & { mail: Buffer | null };

export async function counsellorById(q: Q, id: string): Promise<MailedCounsellor | undefined> {
  const { counsellor: c } = q.t;
  const rows = await q.db
    .select({ id: c.id, pilot: c.pilot, languages: c.languages, mail: c.mail })
    .from(c)
    .where(eq(c.id, id));
  return rows[0];
}

export async function counsellorsWithMail(q: Q): Promise<{ id: string }[]> {
  const { counsellor: c } = q.t;
  return q.db.select({ id: c.id }).from(c).where(isNotNull(c.mail)).orderBy(asc(c.id));
}

/**
 * Sets the hours of one date in place of the weekly ones. An empty list is a day off; null restores the weekly hours.
 */
export async function setDayHours(
  q: Q,
  counsellor: string,
  date: string,
  windows: readonly { fromMinute: number; toMinute: number }[] | null,
): Promise<void> {
  const { dayHours } = q.t;
  await q.db.delete(dayHours).where(and(eq(dayHours.counsellor, counsellor), eq(dayHours.date, date)));
  if (windows === null) return;
  const rows = windows.length === 0 ? [{ fromMinute: 0, toMinute: 0 }] : windows;
  for (const window of rows) await q.db.insert(dayHours).values({ counsellor, date, ...window });
}

/** Sets whether a pilot is closed on a date; null leaves it to the country's holidays. */
export async function setClosing(q: Q, pilot: string, date: string, closed: boolean | null): Promise<void> {
  const { closing } = q.t;
  await q.db.delete(closing).where(and(eq(closing.pilot, pilot), eq(closing.date, date)));
  if (closed !== null) await q.db.insert(closing).values({ pilot, date, closed });
}

/** The sealed address of a counsellor's video room; null if there is none. */
export async function videoOf(q: Q, counsellor: string): Promise<Buffer | null> {
  const { counsellor: c } = q.t;
  const rows = await q.db.select({ video: c.video }).from(c).where(eq(c.id, counsellor));
  return rows[0]?.video ?? null;
}

/** Replaces a weekday's hours. */
export async function setHours(
  q: Q,
  counsellor: string,
  weekday: number,
  windows: { fromMinute: number; toMinute: number }[],
): Promise<void> {
  const { hours } = q.t;
  await q.db.delete(hours).where(and(eq(hours.counsellor, counsellor), eq(hours.weekday, weekday)));
  for (const window of windows) await q.db.insert(hours).values({ counsellor, weekday, ...window });
}

export async function addAbsence(q: Q, absence: { counsellor: string; fromAt: number; toAt: number }): Promise<void> {
  await q.db.insert(q.t.absence).values(absence).onConflictDoNothing();
}

/** Gives a counsellor's calendar feed a new secret; the old one stops working. False if there is no such counsellor. */
export async function renewFeed(q: Q, counsellor: string, feedHash: Buffer, feedDiscreet: boolean): Promise<boolean> {
  const { counsellor: c } = q.t;
  const rows = await q.db.update(c).set({ feedHash, feedDiscreet }).where(eq(c.id, counsellor)).returning({ id: c.id });
  return rows.length === 1;
}

export async function findFeed(
  q: Q,
  feedHash: Buffer,
): Promise<{ id: string; pilot: string; discreet: boolean } | undefined> {
  const { counsellor: c } = q.t;
  const rows = await q.db
    .select({ id: c.id, pilot: c.pilot, discreet: c.feedDiscreet })
    .from(c)
    .where(eq(c.feedHash, feedHash));
  return rows[0];
}
