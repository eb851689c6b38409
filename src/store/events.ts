import { setImmediate as breathe } from 'node:timers/promises';
import { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, min, sql } from 'drizzle-orm';
import { currentName } from '../conversation/beginnings.ts';
import type { EventRow } from '../evaluation/history.ts';
import type { Q } from './store.ts';

/**
 * Stores an event. A characteristic that is corrected within the hour takes the place of the one that was said before,
 * since rows of one hour have no order.
 */
export async function insertEvent(q: Q, event: EventRow): Promise<void> {
  if (event.kind === 'person-coded' && event.pseudonym !== null) await dropCorrected(q, event);
  await q
    .prepared('event.insert', (db, t) =>
      db
        .insert(t.event)
        .values({
          pilot: sql.placeholder('pilot'),
          pseudonym: sql.placeholder('pseudonym'),
          kind: sql.placeholder('kind'),
          data: sql.placeholder('data'),
          hour: sql.placeholder('hour'),
          demo: sql.placeholder('demo'),
        })
        .prepare('event.insert'),
    )
    .execute({ ...event });
}

async function dropCorrected(q: Q, { pseudonym, hour, kind, data }: EventRow): Promise<void> {
  const { event } = q.t;
  const said = await q.db
    .select({ id: event.id, data: event.data })
    .from(event)
    .where(and(eq(event.pseudonym, pseudonym ?? ''), eq(event.hour, hour), eq(event.kind, kind)));
  const before = said.filter((one) => one.data.dimension === data.dimension).map(({ id }) => id);
  if (before.length > 0) await q.db.delete(event).where(inArray(event.id, before));
}

/**
 * Deletes the newest event of this kind with these codes, from `hour` (epoch ms) on. Events name no appointment and no
 * outcome: two of one person that agree in all this count alike, so it does not matter which goes.
 */
export async function withdrawEvent(
  q: Q,
  like: Pick<EventRow, 'pilot' | 'pseudonym' | 'kind' | 'demo' | 'data'>,
  hour: number,
): Promise<void> {
  const { event } = q.t;
  const { pilot, pseudonym, kind, demo } = like;
  const codes = Object.entries(like.data);
  const rows = await q.db
    .select({ id: event.id, data: event.data })
    .from(event)
    .where(
      and(
        pilot === null ? isNull(event.pilot) : eq(event.pilot, pilot),
        pseudonym === null ? isNull(event.pseudonym) : eq(event.pseudonym, pseudonym),
        eq(event.kind, kind),
        eq(event.demo, demo),
        gte(event.hour, hour),
      ),
    )
    .orderBy(desc(event.hour), desc(event.id));
  const found = rows.find(({ data }) => codes.every(([name, code]) => data[name] === code));
  if (found !== undefined) await q.db.delete(event).where(eq(event.id, found.id));
}

/**
 * Gives the rating of this pseudonym and hour (epoch ms) another value. Ratings name no appointment: where one of several
 * in an hour has the value already, it is taken for the one that is meant.
 */
export async function correctRating(
  q: Q,
  { pseudonym, hour }: { pseudonym: string; hour: number },
  rating: string,
): Promise<void> {
  const { event } = q.t;
  const said = await q.db
    .select({ id: event.id, data: event.data })
    .from(event)
    .where(and(eq(event.pseudonym, pseudonym), eq(event.hour, hour), eq(event.kind, 'appointment-rated')))
    .orderBy(desc(event.id));
  const [newest] = said;
  if (newest === undefined || said.some(({ data }) => data.rating === rating)) return;
  await q.db.update(event).set({ data: { rating } }).where(eq(event.id, newest.id));
}

/** Replaces the events of a pseudonym by the rows that stay once no conversation holds it. */
export async function replaceByLoosened(q: Q, pseudonym: string, rows: readonly EventRow[]): Promise<void> {
  const { event } = q.t;
  await q.db.delete(event).where(eq(event.pseudonym, pseudonym));
  for (const row of rows) await q.db.insert(event).values({ ...row, loosened: true });
}

/** The pseudonyms of all events that are not loosened. */
export async function boundPseudonyms(q: Q): Promise<string[]> {
  const { event } = q.t;
  const rows = await q.db
    .selectDistinct({ pseudonym: event.pseudonym })
    .from(event)
    .where(and(eq(event.loosened, false), isNotNull(event.pseudonym)));
  return rows.flatMap(({ pseudonym }) => pseudonym ?? []);
}

/** Adds one to a count that belongs to no person, for a pilot and half-year (`period`). */
export async function countTally(
  q: Q,
  tally: { pilot: string; period: string; kind: string; demo: boolean },
): Promise<void> {
  const { t, db } = q;
  await db
    .insert(t.tally)
    .values({ ...tally, count: 1 })
    .onConflictDoUpdate({
      target: [t.tally.pilot, t.tally.period, t.tally.kind, t.tally.demo],
      set: { count: sql`${t.tally.count} + 1` },
    });
}

/** A count of a pilot's half-year. */
export interface Tally {
  period: string;
  kind: string;
  count: number;
}

/** All counts of a pilot, the newest half-year first, and of each the highest first. */
export async function talliesOf(q: Q, { pilot, demo }: { pilot: string; demo: boolean }): Promise<Tally[]> {
  const { tally } = q.t;
  return q.db
    .select({ period: tally.period, kind: tally.kind, count: tally.count })
    .from(tally)
    .where(and(eq(tally.pilot, pilot), eq(tally.demo, demo)))
    .orderBy(desc(tally.period), desc(tally.count), tally.kind);
}

/** Sets a count, unless it is higher already. */
export async function raiseTally(
  { t: { tally }, db }: Q,
  row: Tally & { pilot: string; demo: boolean },
): Promise<void> {
  await db
    .insert(tally)
    .values(row)
    .onConflictDoUpdate({
      target: [tally.pilot, tally.period, tally.kind, tally.demo],
      set: { count: row.count },
      setWhere: lt(tally.count, row.count),
    });
}

/** The names that kinds of events and milestones had in earlier versions, with today's names. */
const RENAMED_KINDS: Readonly<Record<string, string>> = { 'talk-rated': 'appointment-rated' };
const RENAMED_MILESTONES: Readonly<Record<string, string>> = { 'talk-booked': 'appointment-booked' };

/** An event with today's names: a stored row has the names of the version that wrote it. */
function current<T extends Pick<EventRow, 'kind' | 'data'>>(event: T): T {
  const { flow, name } = event.data;
  const data = {
    ...event.data,
    ...(typeof flow === 'string' && { flow: currentName(flow) }),
    ...(typeof name === 'string' && { name: RENAMED_MILESTONES[name] ?? name }),
  };
  return { ...event, kind: RENAMED_KINDS[event.kind] ?? event.kind, data };
}

const events = ({ db, t: { event } }: Q) =>
  db
    .select({
      pilot: event.pilot,
      pseudonym: event.pseudonym,
      kind: event.kind,
      data: event.data,
      hour: event.hour,
      demo: event.demo,
    })
    .from(event);

/** How many events are read at once: so much of the memory, and of the event loop's time, a release takes. */
const AT_ONCE = 200;

/**
 * Gives a pilot's people one after the other to `take`, each with all their events before `toAt` by the hour. It reads
 * them in parts, and lets others have their turn in between.
 */
export async function eachPerson(
  q: Q,
  { pilot, demo }: { pilot: string; demo: boolean },
  toAt: number,
  take: (pseudonym: string, events: EventRow[]) => void,
): Promise<void> {
  const { event } = q.t;
  const give = (pseudonym: string, own: readonly EventRow[]) => {
    const mine = own.filter((one) => one.pilot === pilot && one.demo === demo && one.hour < toAt);
    if (mine.length > 0) take(pseudonym, mine);
  };
  let after = '';
  for (let isWhole = false; !isWhole; ) {
    // Only by pseudonym: asked for a pilot as well, SQLite would sort all events of the pilot anew for each part.
    const rows = await events(q)
      .where(gt(event.pseudonym, after))
      .orderBy(asc(event.pseudonym), asc(event.hour), asc(event.id))
      .limit(AT_ONCE);
    isWhole = rows.length < AT_ONCE;
    const people = [...Map.groupBy(rows, ({ pseudonym }) => pseudonym ?? '')];
    // The last one may go on in the next part; who fills a part alone is read whole.
    const [last] = isWhole ? [] : people.splice(-1);
    for (const [pseudonym, own] of people) give(pseudonym, own.map(current));
    after = people.at(-1)?.[0] ?? after;
    if (last !== undefined && people.length === 0) {
      give(last[0], await eventsOf(q, last[0]));
      after = last[0];
    }
    await breathe();
  }
}

/** The events of one person, by the hour. */
export async function eventsOf(q: Q, pseudonym: string): Promise<EventRow[]> {
  const { event } = q.t;
  const found = await events(q).where(eq(event.pseudonym, pseudonym)).orderBy(asc(event.hour), asc(event.id));
  return found.map(current);
}

/** The hour (epoch ms) of a pilot's first event that counts a person, in a period where one is given; null without any. */
export async function firstCountedHour(
  q: Q,
  { pilot, demo }: { pilot: string; demo: boolean },
  within?: { fromAt: number; toAt: number },
): Promise<number | null> {
  const { event } = q.t;
  const [first] = await q.db
    .select({ hour: min(event.hour) })
    .from(event)
    .where(
      and(
        ...[eq(event.pilot, pilot), eq(event.demo, demo), isNotNull(event.pseudonym)],
        ...(within === undefined ? [] : [gte(event.hour, within.fromAt), lt(event.hour, within.toAt)]),
      ),
    );
  return first?.hour ?? null;
}
