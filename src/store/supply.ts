import { and, asc, eq, gt, gte, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm';
import { BUCKET } from '../booking/claims.ts';
import { type ClosedDay, type Closing, type Country, closedDays } from '../booking/holidays.ts';
import type { Schedule } from '../booking/hours.ts';
import type { Desk, Supply, TopicRule } from '../booking/slots.ts';
import { counsellorClaim, holdOf, seatClaim, sharedClaim } from './claims.ts';
import type { Q } from './store.ts';

const DAY = 86_400_000;

export interface Topic extends TopicRule {
  id: string;
  /** How many people can come at the same time. */
  capacity: number;
}

export async function topicsOf(q: Q, pilot: string): Promise<Topic[]> {
  const { topic } = q.t;
  const rows = await q.db.select().from(topic).where(eq(topic.pilot, pilot)).orderBy(asc(topic.position));
  return rows.map(({ pilot: _, position: __, ...rest }) => rest);
}

/** The pilot whose supply is read, with its country, which decides the holidays. */
export interface Place extends Country {
  pilot: string;
}

/**
 * The terms of a search. The own hold of `person` does not stand in their way, nor does anybody's where they are `unheld`;
 * without a topic, every topic counts.
 */
export interface Asked {
  topic?: Topic;
  person?: string | undefined;
  unheld?: boolean | undefined;
  now: number;
  /** The end of the time that is searched, epoch ms. */
  toAt: number;
}

/** Everything that people of a pilot can book for a topic (or for any), with its claims until `toAt`. */
export async function supplyOf(q: Q, place: Place, { topic, person, unheld, now, toAt }: Asked): Promise<Supply> {
  const { db, t } = q;
  const staff = (await staffOf(q, place.pilot)).filter(
    ({ topics }) => topic === undefined || topics.length === 0 || topics.includes(topic.id),
  );
  const closed = await closedOf(q, place, now, toAt);
  const none = { desks: [], rooms: [], interpreters: [], childcare: new Set<string>(), closed };
  if (staff.length === 0) return none;
  const timesOf = await workingTimesOf(q, place.pilot, now);
  const busy = await db
    .select()
    .from(t.busy)
    .where(and(inArray(t.busy.counsellor, idsIn(q, place.pilot)), gte(t.busy.toAt, now - DAY)));
  const offices = new Set(staff.map(({ office }) => office));
  const resources = (await db.select().from(t.resource).orderBy(asc(t.resource.id))).filter(({ office, pilot }) =>
    office === null ? pilot === place.pilot : offices.has(office),
  );
  const withCorner = await db
    .select({ id: t.office.id })
    .from(t.office)
    .where(and(inArray(t.office.id, [...offices]), eq(t.office.childcare, true)));
  const span = { person, unheld, now, toAt };
  const taken = await takenOf(q, claimNames(q, place.pilot), span);
  const takenShared = resources.length === 0 ? taken : await takenOf(q, resources.map(sharedClaim), span);
  const joinable = topic === undefined || topic.capacity < 2 ? new Map() : await joinableOf(q, topic, span);

  const busyOf = byCounsellor(busy);
  const desks = staff.map(
    (one): Desk => ({
      counsellor: one.id,
      office: one.office,
      gender: one.gender,
      languages: one.languages,
      modes: one.modes,
      lastBooked: one.lastBooked,
      ...timesOf(one.id),
      busy: busyOf.get(one.id) ?? [],
      taken: taken.get(counsellorClaim(one.id)) ?? [],
      joinable: joinable.get(one.id) ?? [],
    }),
  );
  const shared = resources.map((one) => ({ ...one, taken: takenShared.get(sharedClaim(one)) ?? [] }));
  return {
    desks,
    rooms: shared.flatMap(({ id, kind, office, taken }) =>
      kind === 'room' && office !== null ? [{ id, office, taken }] : [],
    ),
    interpreters: shared.flatMap(({ id, kind, languages, gender, taken }) =>
      kind === 'interpreter' ? [{ id, languages, gender: gender ?? 'other', taken }] : [],
    ),
    childcare: new Set(withCorner.map(({ id }) => id)),
    closed,
  };
}

/** When a counsellor is at work. */
export type WorkingTimes = Pick<Desk, keyof Schedule | 'absences'>;

/** When the counsellors of a pilot are at work from `now` (epoch ms) on, by their ids. */
export async function workingTimesOf(q: Q, pilot: string, now: number): Promise<(counsellor: string) => WorkingTimes> {
  const { db, t } = q;
  const ids = idsIn(q, pilot);
  const hours = byCounsellor(await db.select().from(t.hours).where(inArray(t.hours.counsellor, ids)));
  const days = byCounsellor(await db.select().from(t.dayHours).where(inArray(t.dayHours.counsellor, ids)));
  const absences = byCounsellor(
    await db
      .select()
      .from(t.absence)
      .where(and(inArray(t.absence.counsellor, ids), gte(t.absence.toAt, now))),
  );
  return (id) => ({ hours: hours.get(id) ?? [], days: days.get(id) ?? [], absences: absences.get(id) ?? [] });
}

const byCounsellor = <T extends { counsellor: string }>(rows: readonly T[]) =>
  Map.groupBy(rows, ({ counsellor }) => counsellor);

/** The ids of the counsellors of a pilot. A subquery keeps the statement the same for one counsellor and for hundreds. */
const idsIn = (q: Q, pilot: string) =>
  q.db.select({ id: q.t.counsellor.id }).from(q.t.counsellor).where(counselsIn(q, pilot));

/** The ids of the counsellors of a pilot, its own and its guests, with when they ended (epoch ms), if they did. */
export const counsellorsIn = (q: Q, pilot: string): Promise<{ id: string; endedAt: number | null }[]> =>
  q.db
    .select({ id: q.t.counsellor.id, endedAt: q.t.counsellor.endedAt })
    .from(q.t.counsellor)
    .where(counselsIn(q, pilot));

/**
 * The counsellors of a pilot who have not ended, its own and its guests, with only the columns that the search needs:
 * names and addresses are sealed.
 */
function staffOf(q: Q, pilot: string) {
  const { id, office, gender, languages, modes, topics, lastBooked } = q.t.counsellor;
  return q.db
    .select({ id, office, gender, languages, modes, topics, lastBooked })
    .from(q.t.counsellor)
    .where(and(counselsIn(q, pilot), isNull(q.t.counsellor.endedAt)))
    .orderBy(asc(id));
}

/** The names that the counsellors of a pilot have as resources of claims. */
const claimNames = (q: Q, pilot: string) =>
  q.db
    .select({ name: sql<string>`${counsellorClaim('')} || ${q.t.counsellor.id}` })
    .from(q.t.counsellor)
    .where(counselsIn(q, pilot));

const counselsIn = ({ t }: Q, pilot: string) =>
  or(eq(t.counsellor.pilot, pilot), sql`cast(${t.counsellor.guests} as text) like ${`%"${pilot}"%`}`);

/** The dates around [now, toAt] on which a pilot's offices are closed. */
export async function closedOf(q: Q, place: Place, now: number, toAt: number): Promise<ReadonlySet<string>> {
  return new Set((await closedDaysOf(q, place, now, toAt)).map(({ date }) => date));
}

/** The same days in their order, with the names of holidays. */
export async function closedDaysOf(q: Q, place: Place, now: number, toAt: number): Promise<ClosedDay[]> {
  const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return closedDays(place, await closingsOf(q, place.pilot), iso(now - 2 * DAY), iso(toAt + 2 * DAY));
}

/** A pilot's own decisions about dates, in the order of the dates. */
export async function closingsOf(q: Q, pilot: string): Promise<Closing[]> {
  const { closing } = q.t;
  return q.db
    .select({ date: closing.date, closed: closing.closed })
    .from(closing)
    .where(eq(closing.pilot, pilot))
    .orderBy(asc(closing.date));
}

/** The claims that stand at `now`: those for good, and unless they are `unheld`, the holds that have not run out. */
const standsAt = ({ t: { claim } }: Q, now: number, unheld = false) =>
  unheld ? isNull(claim.until) : or(isNull(claim.until), gt(claim.until, now));

/** The taken buckets of each resource, ascending: those claimed for good, and those that other people hold at `now`. */
async function takenOf(
  q: Q,
  names: string[] | ReturnType<typeof claimNames>,
  { person, unheld, now, toAt }: Omit<Asked, 'topic'>,
): Promise<Map<string, number[]>> {
  const { claim } = q.t;
  // The database joins the buckets into one row per resource: objects for thousands of rows would take most of the
  // time.
  const buckets =
    q.dialect === 'postgres'
      ? sql<string>`string_agg(${claim.bucket}::text, ',')`
      : sql<string>`group_concat(${claim.bucket})`;
  const rows = await q.db
    .select({ resource: claim.resource, buckets })
    .from(claim)
    .where(
      and(
        inArray(claim.resource, names),
        gte(claim.bucket, Math.floor((now - DAY) / BUCKET)),
        lt(claim.bucket, Math.ceil(toAt / BUCKET)),
        standsAt(q, now, unheld),
        ...(person === undefined ? [] : [ne(claim.appointment, holdOf(person))]),
      ),
    )
    .groupBy(claim.resource);
  return new Map(
    rows.map(({ resource, buckets }) => [resource, (JSON.parse(`[${buckets}]`) as number[]).sort((a, b) => a - b)]),
  );
}

/** When the sessions of a topic that have a place left begin (epoch ms), by counsellor. */
async function joinableOf(
  q: Q,
  { id, capacity }: Topic,
  { unheld, now, toAt }: Omit<Asked, 'topic'>,
): Promise<Map<string, number[]>> {
  const { claim } = q.t;
  const rows = await q.db
    .select({ resource: claim.resource, seats: sql<number>`count(*)` })
    .from(claim)
    .where(
      and(
        sql`${claim.resource} like ${seatClaim('%')}`,
        gte(claim.bucket, Math.floor(now / BUCKET)),
        lt(claim.bucket, Math.ceil(toAt / BUCKET)),
        standsAt(q, now, unheld),
      ),
    )
    .groupBy(claim.resource);
  const open = rows.flatMap(({ resource, seats }) => {
    const [counsellor = '', startAt = '', topic] = resource.slice(seatClaim('').length).split('@');
    return topic === id && Number(seats) < capacity ? [{ counsellor, startAt: Number(startAt) }] : [];
  });
  return new Map(
    [...Map.groupBy(open, ({ counsellor }) => counsellor)].map(([counsellor, of]) => [
      counsellor,
      of.map(({ startAt }) => startAt),
    ]),
  );
}
