import { and, asc, eq, gte, inArray, isNull, lt, max, min } from 'drizzle-orm';
import { BUCKET } from '../booking/claims.ts';
import { type Appointment, appointmentsById, appointmentsOfMeetings } from './booking.ts';
import { claim as claimTime, isSession, sharedClaim } from './claims.ts';
import type { Meeting } from './groups.ts';
import type { Resource } from './resources.ts';
import type { Q } from './store.ts';

/** What rooms and interpreters are claimed for. */

/** A time for which a room or an interpreter is claimed, with the appointments that need them then. */
export interface Use {
  /** The owner of the claim: the id of an appointment or of a group's meeting, or the name of a session. */
  owner: string;
  /** The time that is claimed, with the gap after the appointment (epoch ms). */
  fromAt: number;
  toAt: number;
  /** All who share a session or have signed up for a meeting; a meeting may have nobody yet. */
  appointments: Appointment[];
  /** The meeting of a group for which a room is claimed, with the office where it is. */
  meeting: (Meeting & { office: string }) | null;
}

type Claimed = Pick<Resource, 'kind' | 'id'>;

/** What a room or an interpreter is claimed for from `now` on (epoch ms), the soonest first. */
export async function usesOf(q: Q, resource: Claimed, now: number): Promise<Use[]> {
  const { claim: c } = q.t;
  const rows = await q.db
    .select({ owner: c.appointment, first: min(c.bucket), last: max(c.bucket) })
    .from(c)
    .where(and(eq(c.resource, sharedClaim(resource)), gte(c.bucket, Math.floor(now / BUCKET)), isNull(c.until)))
    .groupBy(c.appointment);
  const uses: Use[] = [];
  for (const { owner, first, last } of rows) {
    const meeting = await meetingAt(q, owner);
    const appointments =
      meeting === null
        ? await appointmentsById(q, isSession(owner) ? await idsIn(q, owner) : [owner])
        : await appointmentsOfMeetings(q, [owner]);
    const fromAt = Number(first) * BUCKET;
    uses.push({ owner, fromAt, toAt: (Number(last) + 1) * BUCKET, appointments, meeting });
  }
  return uses
    .filter(({ appointments, meeting }) => appointments.length > 0 || meeting !== null)
    .sort((a, b) => a.fromAt - b.fromAt);
}

/** The meeting of a group with this id. */
async function meetingAt(q: Q, id: string): Promise<Use['meeting']> {
  const { groupOffer: g, counsellor: c } = q.t;
  const [row] = await q.db
    .select({ meeting: g, office: c.office })
    .from(g)
    .innerJoin(c, eq(c.id, g.counsellor))
    .where(eq(g.id, id));
  return row === undefined ? null : { ...row.meeting, office: row.office };
}

/** The ids of the appointments of a session. */
async function idsIn(q: Q, session: string): Promise<string[]> {
  const { appointment: a } = q.t;
  const [counsellor = '', startAt = '', topic = ''] = session.split('@');
  const rows = await q.db
    .select({ id: a.id })
    .from(a)
    .where(
      and(eq(a.counsellor, counsellor), eq(a.startAt, Number(startAt)), eq(a.topic, topic), eq(a.status, 'scheduled')),
    )
    .orderBy(asc(a.id));
  return rows.map(({ id }) => id);
}

/** Those of these resources that nobody has claimed, or holds, in the time of a use. */
export async function freeAmong<T extends Claimed>(
  q: Q,
  all: readonly T[],
  { fromAt, toAt }: Pick<Use, 'fromAt' | 'toAt'>,
): Promise<T[]> {
  const { claim: c } = q.t;
  if (all.length === 0) return [];
  const rows = await q.db
    .selectDistinct({ resource: c.resource })
    .from(c)
    .where(
      and(
        inArray(c.resource, all.map(sharedClaim)),
        gte(c.bucket, Math.floor(fromAt / BUCKET)),
        lt(c.bucket, Math.ceil(toAt / BUCKET)),
      ),
    );
  const taken = new Set(rows.map(({ resource }) => resource));
  return all.filter((one) => !taken.has(sharedClaim(one)));
}

/** Gives a use of a room or an interpreter to another one (`to`), or to none. False where `to` is taken: then it has none. */
export async function replaceIn(q: Q, use: Use, from: Claimed, to: Claimed | null, now: number): Promise<boolean> {
  const { claim: c, appointment: a, groupOffer: g } = q.t;
  await q.db.delete(c).where(and(eq(c.resource, sharedClaim(from)), eq(c.appointment, use.owner)));
  const [free] = to === null ? [] : await freeAmong(q, [to], use);
  if (free !== undefined) {
    const { fromAt, toAt } = use;
    await claimTime(q, [{ resource: sharedClaim(free), fromAt, toAt }], { owner: use.owner }, now);
  }
  // Who signs up later is given the same room.
  if (use.meeting?.room === from.id)
    await q.db
      .update(g)
      .set({ room: free?.id ?? null })
      .where(eq(g.id, use.owner));
  const column = from.kind === 'room' ? ('room' as const) : ('interpretedBy' as const);
  const held = use.appointments.filter((one) => one[column] === from.id).map(({ id }) => id);
  if (held.length > 0)
    await q.db
      .update(a)
      .set({ [column]: free?.id ?? null })
      .where(inArray(a.id, held));
  return free?.id === to?.id;
}
