import { and, asc, eq, gt, gte, inArray, lt, ne, sql } from 'drizzle-orm';
import { insertAppointment, type NewAppointment } from './booking.ts';
import { ClaimedError, claim, claimSeat, counsellorClaim, holdOf, personClaim, release, seatClaim } from './claims.ts';
import type { GroupKind } from './codes.ts';
import type { Q } from './store.ts';

export interface GroupOffer {
  id: string;
  pilot: string;
  kind: GroupKind;
  counsellor: string;
  titles: Record<string, string>;
  startAt: number;
  endAt: number;
  places: number;
  womenOnly: boolean;
  cancelled: boolean;
  demo: boolean;
}

/** Stores a group offer and claims its counsellor for its time. Throws `ClaimedError` if the counsellor is taken. */
export async function addGroupOffer(q: Q, offer: GroupOffer, now: number): Promise<void> {
  const { id, counsellor, startAt: fromAt, endAt: toAt } = offer;
  const leader = { resource: counsellorClaim(counsellor), fromAt, toAt };
  if (!(await claim(q, [leader], { owner: id }, now))) throw new ClaimedError('supply');
  await q.db.insert(q.t.groupOffer).values(offer);
}

/** The group offers of these pilots that are still to come, with the number of places left, the soonest first. */
export async function openGroupOffers(
  q: Q,
  pilots: readonly string[],
  now: number,
): Promise<(GroupOffer & { left: number })[]> {
  const { groupOffer: g } = q.t;
  if (pilots.length === 0) return [];
  const offers = await q.db
    .select()
    .from(g)
    .where(and(inArray(g.pilot, [...pilots]), eq(g.cancelled, false), gt(g.startAt, now)))
    .orderBy(asc(g.startAt), asc(g.id));
  const seats = await seatsOf(
    q,
    offers.map(({ id }) => id),
  );
  return offers.map((offer) => ({ ...offer, left: offer.places - (seats.get(offer.id) ?? 0) }));
}

/** How many people have signed up, by the id of the offer. */
export async function seatsOf(q: Q, offers: string[]): Promise<Map<string, number>> {
  const { claim: c } = q.t;
  if (offers.length === 0) return new Map();
  const rows = await q.db
    .select({ resource: c.resource, seats: sql<number>`count(*)` })
    .from(c)
    .where(inArray(c.resource, offers.map(seatClaim)))
    .groupBy(c.resource);
  return new Map(rows.map(({ resource, seats }) => [resource.slice(seatClaim('').length), Number(seats)]));
}

/** An offer by its id, as long as it is neither cancelled nor begun. */
export async function findGroupOffer(q: Q, id: string, now: number): Promise<GroupOffer | undefined> {
  const { groupOffer: g } = q.t;
  const rows = await q.db
    .select()
    .from(g)
    .where(and(eq(g.id, id), eq(g.cancelled, false), gt(g.startAt, now)));
  return rows[0];
}

/**
 * Signs a person up for an offer: stores an appointment with its counsellor and claims a place. False if the reference
 * exists already. Throws `ClaimedError` if no place is left (`supply`) or the person has another appointment then
 * (`person`). Run it in a savepoint.
 */
export async function joinGroup(
  q: Q,
  a: NewAppointment & { person: string },
  offer: GroupOffer,
  now: number,
): Promise<boolean> {
  const { counsellor, startAt, endAt, kind, id, places } = offer;
  const row = { ...a, counsellor, topic: kind, startAt, endAt, interpreter: false, groupOffer: id };
  if (!(await insertAppointment(q, { ...row, status: 'scheduled' }))) return false;
  const owner = { owner: a.id, person: a.person };
  const own = { resource: personClaim(a.person, false), fromAt: startAt, toAt: endAt };
  if (!(await claim(q, [own], owner, now))) throw new ClaimedError('person');
  if (!(await claimSeat(q, id, places, startAt, owner, now))) throw new ClaimedError('supply');
  await release(q, holdOf(a.person));
  return true;
}

/** Calls a group offer off: nobody can sign up any more. */
export async function callOffGroup(q: Q, id: string): Promise<void> {
  await q.db.update(q.t.groupOffer).set({ cancelled: true }).where(eq(q.t.groupOffer.id, id));
}

/** Whether a person is signed up for an offer already. */
export async function isInGroup(q: Q, person: string, offer: string): Promise<boolean> {
  const { appointment: a } = q.t;
  const rows = await q.db
    .select({ id: a.id })
    .from(a)
    .where(and(eq(a.person, person), eq(a.groupOffer, offer), ne(a.status, 'cancelled')))
    .limit(1);
  return rows.length > 0;
}

/** The group offers of these pilots that begin in [fromAt, toAt), cancelled or not, the soonest first. */
export async function groupOffersBetween(
  q: Q,
  pilots: readonly string[],
  fromAt: number,
  toAt: number,
): Promise<GroupOffer[]> {
  const { groupOffer: g } = q.t;
  if (pilots.length === 0) return [];
  return q.db
    .select()
    .from(g)
    .where(and(inArray(g.pilot, [...pilots]), gte(g.startAt, fromAt), lt(g.startAt, toAt)))
    .orderBy(asc(g.startAt));
}
