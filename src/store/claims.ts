import { and, eq, isNull, like, lte, sql } from 'drizzle-orm';
import { buckets } from '../booking/claims.ts';
import type { Q } from './store.ts';

/**
 * A claim says which owner has which five minutes of which resource. Its primary key makes a double booking impossible,
 * whatever transactions race.
 */

/**
 * A part of the time is claimed already: by another owner (`supply`), or by another appointment of the person
 * (`person`).
 */
export class ClaimedError extends Error {
  override name = 'ClaimedError';
  readonly by: 'supply' | 'person';
  constructor(by: 'supply' | 'person') {
    super(`the time is claimed: ${by}`);
    this.by = by;
  }
}

export const counsellorClaim = (id: string): string => `counsellor:${id}`;
export const sharedClaim = ({ kind, id }: { kind: string; id: string }): string => `${kind}:${id}`;
export const seatClaim = (session: string): string => `seat:${session}`;
/**
 * The resource that keeps a person from being in two places at once. An appointment for the family claims another
 * resource than the person's own: the person comes along to it, so it may be at the same time as their own.
 */
export const personClaim = (person: string, family: boolean): string => `${family ? 'family' : 'person'}:${person}`;
/** The owner of the claims that are held for a person while they choose. */
export const holdOf = (person: string): string => `hold:${person}`;
/** The name of a session, an appointment time that several people share: its counsellor, start (epoch ms) and topic. */
export const sessionOf = (counsellor: string, startAt: number, topic: string): string =>
  `${counsellor}@${startAt}@${topic}`;

/** Whether the owner of a claim is a session; a group offer, which has seats too, is none. */
export const isSession = (owner: string): boolean => owner.includes('@');

/** A resource to claim for [fromAt, toAt), in epoch ms. `unit`: the number of a place, 0 where none is given. */
export interface Wanted {
  resource: string;
  fromAt: number;
  toAt: number;
  unit?: number;
}

export interface Owner {
  /** An appointment's id, a group offer's id, a session's name (`sessionOf`) or a hold (`holdOf`). */
  owner: string;
  /** The person who books: their own hold may be taken over. */
  person?: string;
  /** Set for a hold: when it ends, epoch ms. */
  until?: number;
}

/**
 * Claims all of `wanted` and returns true. If a part is taken, it claims the rest and returns false; the caller must
 * then undo the claims. Time whose hold has run out counts as free.
 */
export async function claim(
  q: Q,
  wanted: readonly Wanted[],
  { owner, person, until }: Owner,
  now: number,
): Promise<boolean> {
  const { claim: t } = q.t;
  const rows = wanted.flatMap(({ resource, fromAt, toAt, unit = 0 }) =>
    buckets(fromAt, toAt).map((bucket) => ({ resource, bucket, unit, appointment: owner, until: until ?? null })),
  );
  const isOver = sql`${t.until} is not null and ${t.until} <= ${now}`;
  const claimed = await q.db
    .insert(t)
    .values(rows)
    .onConflictDoUpdate({
      target: [t.resource, t.bucket, t.unit],
      set: { appointment: owner, until: until ?? null },
      setWhere: person === undefined ? isOver : sql`${isOver} or ${t.appointment} = ${holdOf(person)}`,
    })
    .returning({ bucket: t.bucket });
  return claimed.length === rows.length;
}

/** Claims the first free one of the `places` of a session or group offer; false if all are taken. */
export async function claimSeat(
  q: Q,
  session: string,
  places: number,
  startAt: number,
  owner: Owner,
  now: number,
): Promise<boolean> {
  const { claim: t } = q.t;
  const taken = await q.db
    .select({ unit: t.unit })
    .from(t)
    .where(and(eq(t.resource, seatClaim(session)), isNull(t.until)));
  const full = new Set(taken.map(({ unit }) => unit));
  for (let unit = 0; unit < places; unit += 1) {
    if (full.has(unit)) continue;
    const seat = { resource: seatClaim(session), fromAt: startAt, toAt: startAt + 300_000, unit };
    if (await claim(q, [seat], owner, now)) return true;
  }
  return false;
}

/** Whether a session exists already: at least one person has booked it, so it has claimed its counsellor. */
export async function hasSession(q: Q, session: string): Promise<boolean> {
  const rows = await q.db
    .select({ bucket: q.t.claim.bucket })
    .from(q.t.claim)
    .where(eq(q.t.claim.appointment, session))
    .limit(1);
  return rows.length > 0;
}

/** Deletes all claims of an owner. A session that loses its last person releases its counsellor too. */
export async function release(q: Q, owner: string): Promise<void> {
  const { claim: t } = q.t;
  const gone = await q.db.delete(t).where(eq(t.appointment, owner)).returning({ resource: t.resource });
  const seats = [...new Set(gone.map(({ resource }) => resource))].filter((name) => name.startsWith(seatClaim('')));
  for (const seat of seats) {
    const session = seat.slice(seatClaim('').length);
    await q.lockPerson(session);
    const others = await q.db.select({ unit: t.unit }).from(t).where(eq(t.resource, seat)).limit(1);
    if (others.length === 0 && isSession(session)) await q.db.delete(t).where(eq(t.appointment, session));
  }
}

/**
 * Gives the claims of person `from` to person `to`, except at times that `to` has claimed already. Ends the hold of
 * `from`.
 */
export async function giveClaims(q: Q, from: string, to: string): Promise<void> {
  const { claim: t } = q.t;
  await release(q, holdOf(from));
  for (const family of [false, true]) {
    const [was, is] = [personClaim(from, family), personClaim(to, family)];
    const taken = q.db.select({ bucket: t.bucket }).from(t).where(eq(t.resource, is));
    await q.db
      .update(t)
      .set({ resource: is })
      .where(and(eq(t.resource, was), sql`${t.bucket} not in ${taken}`));
    await q.db.delete(t).where(eq(t.resource, was));
  }
}

/** Deletes holds that have run out. */
export async function purgeHolds(q: Q, now: number): Promise<void> {
  const { claim: t } = q.t;
  await q.db.delete(t).where(and(like(t.appointment, holdOf('%')), lte(t.until, now)));
}
