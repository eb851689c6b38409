import { and, eq, inArray, like, lte, sql } from 'drizzle-orm';
import { buckets } from '../booking/claims.ts';
import type { Q } from './store.ts';

/** Rows that say who has which five minutes of what. The primary key is what makes a double booking impossible, whatever races. */

/** Somebody else, or the person's own other appointment, has a part of the time. */
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
/** Nobody is in two places; whoever comes along with somebody of the family is there with them. */
export const personClaim = (person: string, family: boolean): string => `${family ? 'family' : 'person'}:${person}`;
/** Who owns the claims of somebody who is choosing. */
export const holdOf = (person: string): string => `hold:${person}`;
/** Talks of many have a name of their own, from what they are about. */
export const sessionOf = (counsellor: string, startAt: number, topic: string): string =>
  `${counsellor}@${startAt}@${topic}`;

/** What is claimed, for [fromAt, toAt) in epoch ms. */
export interface Wanted {
  resource: string;
  fromAt: number;
  toAt: number;
  unit?: number;
}

export interface Owner {
  /** An appointment, a session or a hold. */
  owner: string;
  /** Whose hold may be taken over: it is their own. */
  person?: string;
  /** Of a hold: epoch ms. */
  until?: number;
}

/** Claims all of it, or as much as is free: false then, and the caller takes it back. What nobody holds any more is free. */
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

/** The first free of so many places of a session; false where there is none. */
export async function claimSeat(
  q: Q,
  session: string,
  places: number,
  startAt: number,
  owner: Owner,
  now: number,
): Promise<boolean> {
  for (let unit = 0; unit < places; unit += 1) {
    const seat = { resource: seatClaim(session), fromAt: startAt, toAt: startAt + 300_000, unit };
    if (await claim(q, [seat], owner, now)) return true;
  }
  return false;
}

/** Whether a session stands: somebody comes to it, so its counsellor is there. */
export async function hasSession(q: Q, session: string): Promise<boolean> {
  const rows = await q.db
    .select({ bucket: q.t.claim.bucket })
    .from(q.t.claim)
    .where(eq(q.t.claim.appointment, session))
    .limit(1);
  return rows.length > 0;
}

/** Gives back what an owner has claimed. A session to which nobody comes any more gives its counsellor back. */
export async function release(q: Q, owner: string): Promise<void> {
  const { claim: t } = q.t;
  const gone = await q.db.delete(t).where(eq(t.appointment, owner)).returning({ resource: t.resource });
  const seats = [...new Set(gone.map(({ resource }) => resource))].filter((name) => name.startsWith(seatClaim('')));
  for (const seat of seats) {
    const session = seat.slice(seatClaim('').length);
    await q.lockPerson(session);
    const others = await q.db.select({ unit: t.unit }).from(t).where(eq(t.resource, seat)).limit(1);
    if (others.length === 0 && session.includes('@')) await q.db.delete(t).where(eq(t.appointment, session));
  }
}

/** A person is forgotten: their claims would still tell which appointments were one person's. */
export async function releasePerson(q: Q, person: string): Promise<void> {
  const { claim: t } = q.t;
  await release(q, holdOf(person));
  await q.db.delete(t).where(inArray(t.resource, [personClaim(person, false), personClaim(person, true)]));
}

/** Gives one person's claims to another, as far as that one is not in another place then; what they hold is let go. */
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

/** Lets go of what nobody holds any more. */
export async function purgeHolds(q: Q, now: number): Promise<void> {
  const { claim: t } = q.t;
  await q.db.delete(t).where(and(like(t.appointment, holdOf('%')), lte(t.until, now)));
}
