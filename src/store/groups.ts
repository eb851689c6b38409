import { and, asc, eq, gt, gte, inArray, isNull, ne, or, sql } from 'drizzle-orm';
import { insertAppointment, type NewAppointment } from './booking.ts';
import {
  ClaimedError,
  claim,
  claimSeat,
  counsellorClaim,
  holdOf,
  personClaim,
  release,
  seatClaim,
  sharedClaim,
} from './claims.ts';
import type { GroupKind } from './codes.ts';
import type { Q } from './store.ts';

/** What many come to at one time: a workshop, an information day, or one meeting of a course. */
export interface Meeting {
  id: string;
  pilot: string;
  /** What the meetings of one course have in common; null where there is one meeting. */
  course: string | null;
  kind: GroupKind;
  counsellor: string;
  room: string | null;
  titles: Record<string, string>;
  startAt: number;
  endAt: number;
  places: number;
  womenOnly: boolean;
  cancelled: boolean;
  demo: boolean;
}

/** A group: all that one sign-up counts for, with its meetings in their order. Its id is that of its course or meeting. */
export interface Group {
  id: string;
  /** What its meetings have in common, as the last one has it: a change holds for those that are still to come. */
  of: Meeting;
  meetings: Meeting[];
}

const groupOf = ({ id, course }: Pick<Meeting, 'id' | 'course'>): string => course ?? id;

/** Meetings as groups, in the order of their first meetings. */
const grouped = (meetings: readonly Meeting[]): Group[] =>
  [...Map.groupBy(meetings, groupOf)].flatMap(([id, all]) => {
    const of = all.at(-1);
    return of === undefined ? [] : [{ id, of, meetings: all }];
  });

/**
 * Stores meetings, and claims their counsellor and room. Returns the starts (epoch ms) at which one of them is taken
 * already: then the caller must undo it.
 */
export async function addMeetings(q: Q, meetings: readonly Meeting[], now: number): Promise<number[]> {
  const taken: number[] = [];
  for (const one of meetings) {
    const { id: owner, counsellor, room, startAt: fromAt, endAt: toAt } = one;
    const names = [counsellorClaim(counsellor), ...(room === null ? [] : [sharedClaim({ kind: 'room', id: room })])];
    const wanted = names.map((resource) => ({ resource, fromAt, toAt }));
    if (!(await claim(q, wanted, { owner }, now))) taken.push(fromAt);
    await q.db.insert(q.t.groupOffer).values(one);
  }
  return taken;
}

/** Sets what all meetings of a group have in common, where they are still to come. */
export async function editGroup(
  q: Q,
  group: string,
  set: Pick<Meeting, 'titles' | 'places' | 'womenOnly'>,
  now: number,
): Promise<void> {
  const { groupOffer: g } = q.t;
  await q.db
    .update(g)
    .set(set)
    .where(and(isOf(q, group), gt(g.startAt, now)));
}

/** Whether a meeting is of the group with this id. */
const isOf = ({ t: { groupOffer: g } }: Q, group: string) => or(eq(g.course, group), eq(g.id, group));

/** The groups of these pilots with a meeting still to come, with the places left in those, the soonest first. */
export async function openGroups(q: Q, pilots: readonly string[], now: number): Promise<(Group & { left: number })[]> {
  const { groupOffer: g, counsellor: c } = q.t;
  if (pilots.length === 0) return [];
  // Nobody signs up for what somebody would lead who has left.
  const led = inArray(g.counsellor, q.db.select({ id: c.id }).from(c).where(isNull(c.endedAt)));
  const meetings = await q.db
    .select()
    .from(g)
    .where(and(inArray(g.pilot, [...pilots]), eq(g.cancelled, false), gt(g.startAt, now), led))
    .orderBy(asc(g.startAt), asc(g.id));
  const seats = await seatsOf(
    q,
    meetings.map(({ id }) => id),
  );
  return grouped(meetings).map((group) => ({
    ...group,
    left: Math.min(...group.meetings.map(({ id, places }) => places - (seats.get(id) ?? 0))),
  }));
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

/** A group by its id with all its meetings, those that are over or called off too. */
export async function groupById(q: Q, id: string): Promise<Group | undefined> {
  const { groupOffer: g } = q.t;
  const meetings = await q.db.select().from(g).where(isOf(q, id)).orderBy(asc(g.startAt), asc(g.id));
  return grouped(meetings)[0];
}

/**
 * The group with this id, or that a meeting with this id belongs to. It is locked until the transaction ends: who signs up
 * and who calls a meeting off wait for each other.
 */
export async function lockedGroup(q: Q, id: string): Promise<Group | undefined> {
  const known = await groupOfMeeting(q, id);
  const group = known?.id ?? id;
  await q.lockPerson(group);
  return groupById(q, group);
}

/** The group that a meeting belongs to. */
export async function groupOfMeeting(q: Q, meeting: string): Promise<Group | undefined> {
  const { groupOffer: g } = q.t;
  const [row] = await q.db.select({ id: g.id, course: g.course }).from(g).where(eq(g.id, meeting));
  return row && groupById(q, groupOf(row));
}

/** The meetings of a group that are neither called off nor begun. */
export const openMeetings = ({ meetings }: Group, now: number): Meeting[] =>
  meetings.filter(({ cancelled, startAt }) => !cancelled && startAt > now);

/**
 * Signs a person up for a meeting: stores an appointment with its counsellor and claims a place. False if the reference
 * exists already. Throws `ClaimedError` if no place is left (`supply`) or the person has another appointment then
 * (`person`). Run it in a savepoint.
 */
export async function joinMeeting(
  q: Q,
  a: NewAppointment & { person: string; signUp: string | null },
  meeting: Meeting,
  now: number,
): Promise<boolean> {
  const { counsellor, room, startAt, endAt, kind, id, places } = meeting;
  const row = { ...a, counsellor, room, topic: kind, startAt, endAt, interpreter: false, groupOffer: id };
  if (!(await insertAppointment(q, { ...row, status: 'scheduled' }))) return false;
  const owner = { owner: a.id, person: a.person };
  const own = { resource: personClaim(a.person, false), fromAt: startAt, toAt: endAt };
  if (!(await claim(q, [own], owner, now))) throw new ClaimedError('person');
  if (!(await claimSeat(q, id, places, startAt, owner, now))) throw new ClaimedError('supply');
  await release(q, holdOf(a.person));
  return true;
}

/** Calls a meeting off: nobody can sign up any more, and its counsellor and room are free. */
export async function callOffMeeting(q: Q, id: string): Promise<void> {
  await q.db.update(q.t.groupOffer).set({ cancelled: true }).where(eq(q.t.groupOffer.id, id));
  await release(q, id);
}

/** Whether anybody has ever signed up for a group, as far as it is still kept. */
export async function hasSignUps(q: Q, { meetings }: Group): Promise<boolean> {
  const { appointment: a } = q.t;
  const ids = meetings.map(({ id }) => id);
  return (await q.db.select({ id: a.id }).from(a).where(inArray(a.groupOffer, ids)).limit(1)).length > 0;
}

/** The meetings to come that a counsellor leads and that are not called off. */
export async function meetingsToLead(q: Q, counsellor: string, now: number): Promise<Meeting[]> {
  const { groupOffer: g } = q.t;
  return q.db
    .select()
    .from(g)
    .where(and(eq(g.counsellor, counsellor), eq(g.cancelled, false), gt(g.startAt, now)));
}

/** Deletes a group to which nobody has ever signed up, and frees its counsellor and room. */
export async function deleteGroup(q: Q, { meetings }: Group): Promise<void> {
  const ids = meetings.map(({ id }) => id);
  for (const id of ids) await release(q, id);
  await q.db.delete(q.t.groupOffer).where(inArray(q.t.groupOffer.id, ids));
}

/** The groups of these pilots with a meeting that ends at `since` (epoch ms) or later, the soonest first. */
export async function groupsSince(q: Q, pilots: readonly string[], since: number): Promise<Group[]> {
  const { groupOffer: g } = q.t;
  if (pilots.length === 0) return [];
  const open = await q.db
    .select({ id: g.id, course: g.course })
    .from(g)
    .where(and(inArray(g.pilot, [...pilots]), gte(g.endAt, since)));
  const ids = [...new Set(open.map(groupOf))];
  const meetings = await q.db
    .select()
    .from(g)
    .where(or(inArray(g.id, ids), inArray(g.course, ids)))
    .orderBy(asc(g.startAt), asc(g.id));
  return grouped(meetings);
}

/** Whether a person is signed up for one of these meetings already. */
export async function isInGroup(q: Q, person: string, meetings: readonly Meeting[]): Promise<boolean> {
  const { appointment: a } = q.t;
  const ids = meetings.map(({ id }) => id);
  const rows = await q.db
    .select({ id: a.id })
    .from(a)
    .where(and(eq(a.person, person), inArray(a.groupOffer, ids), ne(a.status, 'cancelled')))
    .limit(1);
  return rows.length > 0;
}
