import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Gender, Mode } from '../booking/slots.ts';
import { forgetCalendar } from './calendars.ts';
import { CALENDARS_JOB, scheduleJob } from './jobs.ts';
import type { Q } from './store.ts';

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
  /** Since when they counsel nobody here any more (epoch ms); null for those who do. */
  endedAt: number | null;
}

/** Every counsellor, those who have ended too. */
export const listCounsellors = (q: Q): Promise<Counsellor[]> => counsellors(q).orderBy(asc(q.t.counsellor.id));

/** The counsellors who counsel: those who have not ended. */
export const presentCounsellors = (q: Q): Promise<Counsellor[]> =>
  counsellors(q).where(isNull(q.t.counsellor.endedAt)).orderBy(asc(q.t.counsellor.id));

function counsellors(q: Q) {
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
      endedAt: c.endedAt,
    })
    .from(c);
}

/** Every counsellor with their sealed name and the name of their office: what a page needs to name them. */
export async function counsellorsNamed(q: Q): Promise<{ id: string; name: Buffer; officeName: string }[]> {
  const { counsellor: c, office } = q.t;
  return q.db
    .select({ id: c.id, name: c.name, officeName: office.name })
    .from(c)
    .innerJoin(office, eq(office.id, c.office));
}

export async function addCounsellor(q: Q, counsellor: Omit<Counsellor, 'endedAt'>): Promise<void> {
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
  windows: readonly { fromMinute: number; toMinute: number }[],
): Promise<void> {
  const { hours } = q.t;
  await q.db.delete(hours).where(and(eq(hours.counsellor, counsellor), eq(hours.weekday, weekday)));
  for (const window of windows) await q.db.insert(hours).values({ counsellor, weekday, ...window });
}

/** A time (epoch ms) at which a counsellor is not there. */
export interface Absence {
  counsellor: string;
  fromAt: number;
  toAt: number;
}

/** Stores an absence. One that began at the same moment has this end from then on. */
export async function addAbsence(q: Q, { counsellor, fromAt, toAt }: Absence): Promise<void> {
  const { absence } = q.t;
  await q.db
    .insert(absence)
    .values({ counsellor, fromAt, toAt })
    .onConflictDoUpdate({ target: [absence.counsellor, absence.fromAt], set: { toAt } });
}

/** Removes the absence of a counsellor that begins at a time (epoch ms). */
export async function removeAbsence(q: Q, counsellor: string, fromAt: number): Promise<void> {
  const { absence } = q.t;
  await q.db.delete(absence).where(and(eq(absence.counsellor, counsellor), eq(absence.fromAt, fromAt)));
}

/** Gives a counsellor's calendar feed a new secret; the old one stops working. False if there is no such counsellor. */
export async function renewFeed(q: Q, counsellor: string, feedHash: Buffer, feedDiscreet: boolean): Promise<boolean> {
  const { counsellor: c } = q.t;
  const rows = await q.db.update(c).set({ feedHash, feedDiscreet }).where(eq(c.id, counsellor)).returning({ id: c.id });
  return rows.length === 1;
}

/** The state of a counsellor's calendar feed; `none` where no address leads to it. */
export async function feedOf(q: Q, counsellor: string): Promise<'none' | 'open' | 'discreet'> {
  const { counsellor: c } = q.t;
  const rows = await q.db.select({ hash: c.feedHash, discreet: c.feedDiscreet }).from(c).where(eq(c.id, counsellor));
  const [row] = rows;
  if (row === undefined || row.hash === null) return 'none';
  return row.discreet ? 'discreet' : 'open';
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

/** The ids of the counsellors who have weekly hours. */
export async function withHours(q: Q): Promise<Set<string>> {
  const { hours } = q.t;
  return new Set((await q.db.selectDistinct({ id: hours.counsellor }).from(hours)).map(({ id }) => id));
}
