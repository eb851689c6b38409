import { and, asc, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Trouble } from '../booking/calendar-event.ts';
import type { Span } from '../booking/hours.ts';
import type { CalendarFailure } from './codes.ts';
import type { Q } from './store.ts';

type Skipped = Partial<Record<Trouble, number>>;

/** The calendar that a counsellor keeps elsewhere. */
export interface OwnCalendar {
  /** The counsellor's id. */
  id: string;
  pilot: string;
  /** Its address, sealed. */
  busyUrl: Buffer;
  /** When it was last read (epoch ms). */
  busyAt: number | null;
  /** When its reading was last begun. */
  busyTriedAt: number | null;
  /** How many readings were begun since the last that succeeded. */
  busyFailures: number;
  /** The code of the last failure; null after a reading. */
  busyFailure: CalendarFailure | null;
  /** How many entries could not be read, or not all of them, by code. */
  busySkipped: Skipped;
}

/** How many rows one statement writes: a database limits the number of its parameters. */
const ROWS = 500;

/** The counsellors' own calendars, of all pilots. */
export async function ownCalendars(q: Q): Promise<OwnCalendar[]> {
  const { id, pilot, busyUrl, busyAt, busyTriedAt, busyFailures, busyFailure, busySkipped } = q.t.counsellor;
  const rows = await q.db
    .select({ id, pilot, busyUrl, busyAt, busyTriedAt, busyFailures, busyFailure, busySkipped })
    .from(q.t.counsellor)
    .where(isNotNull(busyUrl))
    .orderBy(asc(id));
  return rows.flatMap(({ busyUrl, ...rest }) => (busyUrl === null ? [] : [{ ...rest, busyUrl }]));
}

/**
 * Notes that the reading of a calendar begins. It counts as failed until `saveBusy`, so that a calendar whose reading
 * ends the server is not read again at once after the next start. False where they have another calendar by now.
 */
export async function beginReading(q: Q, calendar: OwnCalendar, now: number): Promise<boolean> {
  const { counsellor } = q.t;
  const { busyFailures, busyFailure } = calendar;
  const failure = busyFailures > 0 ? (busyFailure ?? 'stopped') : null;
  const rows = await q.db
    .update(counsellor)
    .set({ busyTriedAt: now, busyFailures: busyFailures + 1, busyFailure: failure })
    .where(isStill(q, calendar))
    .returning({ id: counsellor.id });
  return rows.length === 1;
}

export async function saveFailure(q: Q, calendar: OwnCalendar, failure: CalendarFailure): Promise<void> {
  const { counsellor } = q.t;
  await q.db.update(counsellor).set({ busyFailure: failure }).where(isStill(q, calendar));
}

/**
 * Replaces the busy times from a counsellor's own calendar, of which no two begin together; it was read at `now` (epoch
 * ms). Does nothing where they have another calendar by now.
 */
export async function saveBusy(
  q: Q,
  calendar: OwnCalendar,
  read: { spans: readonly Span[]; skipped: Skipped },
  now: number,
): Promise<void> {
  const { busy, counsellor: c } = q.t;
  const set = { busyAt: now, busyFailures: 0, busyFailure: null, busySkipped: read.skipped };
  const rows = await q.db.update(c).set(set).where(isStill(q, calendar)).returning({ id: c.id });
  if (rows.length === 0) return;
  const own = eq(busy.counsellor, calendar.id);
  const known = await q.db.select({ fromAt: busy.fromAt, toAt: busy.toAt }).from(busy).where(own);
  // Mostly nothing has changed: what stays is not written again.
  const gone = new Set(without(known, read.spans).map(({ fromAt }) => fromAt));
  for (const begins of inParts([...gone])) await q.db.delete(busy).where(and(own, inArray(busy.fromAt, begins)));
  const kept = known.filter(({ fromAt }) => !gone.has(fromAt));
  for (const spans of inParts(without(read.spans, kept)))
    await q.db.insert(busy).values(spans.map((span) => ({ counsellor: calendar.id, ...span })));
}

function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  const ends = new Map(others.map(({ fromAt, toAt }) => [fromAt, toAt]));
  return spans.filter(({ fromAt, toAt }) => ends.get(fromAt) !== toAt);
}

const inParts = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / ROWS) }, (_, i) => all.slice(i * ROWS, (i + 1) * ROWS));

const isStill = ({ t }: Q, { id, busyUrl }: OwnCalendar) =>
  and(eq(t.counsellor.id, id), eq(t.counsellor.busyUrl, busyUrl));

/** Deletes all that is known from a counsellor's calendar. */
export async function forgetCalendar(q: Q, counsellor: string): Promise<void> {
  const { busy, counsellor: c } = q.t;
  await q.db.delete(busy).where(eq(busy.counsellor, counsellor));
  const nothing = { busyAt: null, busyTriedAt: null, busyFailures: 0, busyFailure: null, busySkipped: {} };
  await q.db.update(c).set(nothing).where(eq(c.id, counsellor));
}
