import { and, asc, eq, gte, inArray, isNull, lt, max, min } from 'drizzle-orm';
import { BUCKET } from '../booking/claims.ts';
import { type Appointment, appointmentsById } from './booking.ts';
import { claim as claimTime, isSession, sharedClaim } from './claims.ts';
import type { Resource } from './resources.ts';
import type { Q } from './store.ts';

/** What rooms and interpreters are claimed for. */

/** A time for which a room or an interpreter is claimed, with the appointments that need them then. */
export interface Use {
  /** The owner of the claim: an appointment's id, or the name of a session, which several appointments share. */
  owner: string;
  /** The time that is claimed, with the gap after the appointment (epoch ms). */
  fromAt: number;
  toAt: number;
  appointments: Appointment[];
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
  for (const { owner, first, last } of rows)
    uses.push({
      ...{ owner, fromAt: Number(first) * BUCKET, toAt: (Number(last) + 1) * BUCKET },
      appointments: await appointmentsById(q, isSession(owner) ? await idsIn(q, owner) : [owner]),
    });
  return uses.filter(({ appointments }) => appointments.length > 0).sort((a, b) => a.fromAt - b.fromAt);
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
  const { claim: c, appointment: a } = q.t;
  await q.db.delete(c).where(and(eq(c.resource, sharedClaim(from)), eq(c.appointment, use.owner)));
  const [free] = to === null ? [] : await freeAmong(q, [to], use);
  if (free !== undefined) {
    const { fromAt, toAt } = use;
    await claimTime(q, [{ resource: sharedClaim(free), fromAt, toAt }], { owner: use.owner }, now);
  }
  const column = from.kind === 'room' ? ('room' as const) : ('interpretedBy' as const);
  const held = use.appointments.filter((one) => one[column] === from.id).map(({ id }) => id);
  if (held.length > 0)
    await q.db
      .update(a)
      .set({ [column]: free?.id ?? null })
      .where(inArray(a.id, held));
  return free?.id === to?.id;
}
