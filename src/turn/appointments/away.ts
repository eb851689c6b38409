import { notAtWork } from '../../booking/at-work.ts';
import { pilotOf } from '../../content.ts';
import {
  type Appointment,
  appointmentById,
  appointmentsById,
  type BookedSpan,
  bookedSpans,
} from '../../store/booking.ts';
import { type OffReason, offFor } from '../../store/codes.ts';
import { groupOfMeeting, openMeetings } from '../../store/groups.ts';
import type { Q, Store } from '../../store/store.ts';
import { closedOf, counsellorsIn, workingTimesOf } from '../../store/supply.ts';
import type { Booking } from '../world.ts';
import { cancelForPerson } from './cancel.ts';
import { callOffGroup, callOffMeeting } from './group.ts';

const DAY = 86_400_000;
/** How far ahead appointments are looked at: farther than any topic lets them be booked. */
const AHEAD = 400 * DAY;

/**
 * The appointments to come at whose time their counsellor is not at work: the hours were changed, or an absence or a
 * closed day was noted, after they were booked. Those of which staff have said that they take place are left out.
 */
export async function bookedWhileAway(
  { content, clock }: Pick<Booking, 'content' | 'clock'>,
  q: Q,
  pilots: readonly string[],
): Promise<Appointment[]> {
  const spans = await spansWhileAway({ content, clock }, q, pilots);
  return appointmentsById(
    q,
    spans.map(({ id }) => id),
  );
}

/** The same appointments as spans of their counsellors' time, the soonest first: there may be many. */
export async function spansWhileAway(
  { content, clock }: Pick<Booking, 'content' | 'clock'>,
  q: Q,
  pilots: readonly string[],
): Promise<BookedSpan[]> {
  const now = clock();
  const away: BookedSpan[] = [];
  for (const name of pilots) {
    const pilot = pilotOf(content, name);
    const spans = await bookedSpans(q, name, now, now + AHEAD);
    if (spans.length === 0) continue;
    const timesOf = await workingTimesOf(q, name, now);
    const desks = (await counsellorsIn(q, name)).map(({ id: counsellor, endedAt }) => {
      const times = timesOf(counsellor);
      // Who has ended is away from then on, also from a group that they would lead outside their hours.
      const ended = endedAt === null ? [] : [{ fromAt: endedAt, toAt: Number.POSITIVE_INFINITY }];
      return { counsellor, ...times, absences: [...times.absences, ...ended] };
    });
    const closed = await closedOf(q, pilot, now, Math.max(...spans.map(({ toAt }) => toAt)));
    away.push(...notAtWork(spans, desks, { zone: pilot.zone, closed, now }));
  }
  return away.sort((a, b) => a.fromAt - b.fromAt);
}

/** What to do with the appointments that a change of working times hits. */
export const DECISIONS = ['keep', 'call-off'] as const;
export type Decision = (typeof DECISIONS)[number];

/** A change of working times hits appointments, and nobody has decided what to do with them: it was not saved. */
export class BookedError extends Error {
  override name = 'BookedError';
  readonly hit: readonly Appointment[];
  constructor(hit: readonly Appointment[]) {
    super('appointments are booked at that time');
    this.hit = hit;
  }
}

/** A change of when counsellors work, or of what they offer, which may hit appointments of the people of these pilots. */
export interface TimesChange {
  pilots: readonly string[];
  /** Why, as the people are told whose appointments it hits. */
  why: OffReason;
  save(q: Q): Promise<void>;
  /** The appointments that it hits though their counsellor is at work then; asked before it is saved. */
  alsoHits?(q: Q): Promise<Appointment[]>;
  /** Does what the change means for an appointment that it has hit and that stays. */
  kept?(q: Q, id: string): Promise<void>;
}

/**
 * Changes when counsellors work, and returns the appointments that the change hits. Where it hits any, `decision` says
 * what to do: `keep` leaves them, `call-off` cancels them and tells their people why; or which of them are kept (`keeps`),
 * and the rest is the caller's.
 * Those that are kept though their counsellor is not at work stand on a list for staff. Throws `BookedError` without a
 * decision, and then nothing is changed.
 */
export async function changeWorkingTimes(
  world: Booking,
  store: Store,
  change: TimesChange,
  decision: Decision | { keeps(a: Appointment, hits: readonly Appointment[]): boolean } | undefined,
): Promise<Appointment[]> {
  const keeps = typeof decision === 'object' ? decision.keeps : () => decision === 'keep';
  const hit = await store.tx(async (q) => {
    const hits = await saveAndLook(world, q, change);
    if (hits.length > 0 && decision === undefined) throw new BookedError(hits);
    // With the change itself, so that no crash leaves somebody untold whose appointment stays.
    for (const a of hits.filter((one) => keeps(one, hits))) await change.kept?.(q, a.id);
    return hits;
  });
  if (decision === 'call-off') await callOffAll(world, store, hit, change.why);
  return hit;
}

/** Saves a change of working times, and returns the appointments that it hits. */
export async function saveAndLook(
  world: Booking,
  q: Q,
  { pilots, save, alsoHits }: TimesChange,
): Promise<Appointment[]> {
  const before = new Set((await bookedWhileAway(world, q, pilots)).map(({ id }) => id));
  const others = (await alsoHits?.(q)) ?? [];
  await save(q);
  const away = (await bookedWhileAway(world, q, pilots)).filter(({ id }) => !before.has(id));
  const hit = new Map([...away, ...others].map((a) => [a.id, a]));
  return [...hit.values()].sort((a, b) => a.startAt - b.startAt);
}

/**
 * Calls appointments off because their counsellor is not at work, and tells their people; of a group the whole meeting,
 * and where no meeting of it is left the group, of which each person is told once. Each in a transaction of its own, so
 * that a long list holds up no person. What a crash leaves is listed for staff.
 */
export async function callOffAll(
  world: Booking,
  store: Store,
  hit: readonly Appointment[],
  why: OffReason,
): Promise<void> {
  for (const { id } of hit.filter(({ groupOffer }) => groupOffer === null))
    await store.tx(async (q) => {
      const a = await appointmentById(q, id);
      if (a !== undefined) await cancelForPerson(world, q, a, offFor(why));
    });
  const meetings = new Set(hit.flatMap(({ groupOffer }) => groupOffer ?? []));
  for (const meeting of meetings)
    await store.tx(async (q) => {
      const group = await groupOfMeeting(q, meeting);
      const left = group === undefined ? [] : openMeetings(group, world.clock());
      if (group === undefined || !left.some(({ id }) => id === meeting)) return;
      if (left.every(({ id }) => meetings.has(id))) await callOffGroup(world, q, group, why);
      else await callOffMeeting(world, q, meeting, why);
    });
}
