import { correctableUntil } from '../../booking/marks.ts';
import { byDaylight } from '../../booking/reminders.ts';
import type { OpenDay } from '../../booking/slots.ts';
import { isMark, type Mark } from '../../booking/status.ts';
import { wishOfCodes } from '../../booking/wishes.ts';
import { pilotOf } from '../../content.ts';
import type { TimerKind } from '../../conversation/beginnings.ts';
import type { CodedEvent } from '../../evaluation/events.ts';
import { type Appointment, openOfSignUp, storeMark, storeStanding, storeUnmark } from '../../store/booking.ts';
import { markDone } from '../../store/changes.ts';
import { ClaimedError } from '../../store/claims.ts';
import type { Deed } from '../../store/codes.ts';
import { type MoveReason, moveFor, type OffReason, offFor } from '../../store/codes.ts';
import { nameInLog, note } from '../../store/log.ts';
import { loadPerson, openContacts } from '../../store/people.ts';
import type { Principal } from '../../store/principal.ts';
import { cameThrough, dropReminders, remindersSaid } from '../../store/reminders.ts';
import { KEEP } from '../../store/retention.ts';
import type { Q } from '../../store/store.ts';
import { dropTimersOf, setTimer } from '../../store/timers.ts';
import { sayTo } from '../people/tell-person.ts';
import { canBeTold } from '../run/open-conversation.ts';
import type { World } from '../world.ts';
import { cancelForPerson } from './cancel.ts';
import { count, uncount } from './count.ts';
import { appointmentFor } from './for-staff.ts';
import { moveAppointment } from './move.ts';
import { atShortNotice, daysOf, type Search, searchFor, slotOf } from './search.ts';
import { dropTelling, forgetUntold, tell } from './tell.ts';

/** Everything that staff do with an appointment. */

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** An arrival may be marked this long before the start, since people come early. */
const EARLY = 30 * MINUTE;
/** The question how an appointment was comes when the person is on their way home, and not a week later. */
const ASK_AFTER = 30 * MINUTE;
const ASK_UNTIL = 3 * DAY;
/** Where they did not meet, another time is offered so long after the mark, so that a wrong tap can be taken back. */
const SECOND_THOUGHTS = 5 * MINUTE;

export type Marked = 'done' | 'early' | 'gone';

/**
 * Marks whether the person came, or that the appointment did not take place because of us, and counts it. The person is
 * then asked how it was, or offered another time, with an apology where it was because of us; of a course, asked after
 * the last meeting alone. `early`: it cannot be marked yet. `gone`: it is not open, or not of this principal's pilots.
 */
export async function markByStaff(world: World, by: Principal, id: string, status: Mark): Promise<Marked> {
  return world.store.tx(async (q) => {
    const now = world.clock();
    const a = await openTo(world, q, by, id);
    if (a === undefined) return 'gone';
    if (now < a.startAt - EARLY || (status !== 'arrived' && now < a.startAt)) return 'early';
    const person = a.person === null ? undefined : await lockedPerson(q, a.person);
    if (!(await storeMark(q, id, status, now))) return 'gone';
    await noteOn(world, q, by, `appointment-${status}`, a, now);
    await dropReminders(q, a);
    await count(world, q, a, await eventOf(q, a, status));
    if (status === 'arrived') await forgetUntold(q, a);
    // A person who said STOP is asked nothing.
    if (person === undefined || !canBeTold(world, person)) return 'done';
    // Somebody who came is not asked days later how it was.
    if (status === 'arrived' && now > a.endAt + ASK_UNTIL) return 'done';
    // Of a course the others go on: it is asked after the last meeting how it was, and no other time is offered.
    if (a.signUp !== null && (status !== 'arrived' || (await openOfSignUp(q, a.signUp, now)).length > 0)) return 'done';
    const at = byDaylight(
      status === 'arrived' ? Math.max(now, a.endAt) + ASK_AFTER : now + SECOND_THOUGHTS,
      pilotOf(world.content, a.pilot).zone,
    );
    const about = QUESTIONS[status];
    await setTimer(q, {
      key: `${about}:${id}`,
      person: person.id,
      kind: about,
      target: a.reference,
      at,
      until: at + ASK_UNTIL,
    });
    return 'done';
  });
}

async function eventOf(q: Q, { id, topic }: Appointment, status: Mark): Promise<CodedEvent> {
  if (status === 'not-held') return { kind: 'appointment-not-held', topic };
  const [last] = (await remindersSaid(q, [id])).filter(cameThrough);
  return { kind: `appointment-${status}`, topic, reminded: last?.arm ?? 'none' };
}

/** The timer with the question that follows each mark. */
const QUESTIONS = {
  arrived: 'ask-rating',
  missed: 'appointment-missed',
  'not-held': 'appointment-not-held',
} as const satisfies Record<Mark, TimerKind>;

/** Whether the mark of an appointment in `zone` can be taken back at `now` (epoch ms). */
export const canUnmark = (
  { status, ...a }: Pick<Appointment, 'status' | 'endAt' | 'markedAt'>,
  zone: string,
  now: number,
): boolean => isMark(status) && now < correctableUntil(a, zone, KEEP.marks);

/**
 * Takes back a mark that was made by mistake: what was counted goes, and so does the question that would be asked.
 * `gone`: it has no mark (any more), or the mark is too old, or it is not of this principal's pilots.
 */
export async function unmarkByStaff(world: World, by: Principal, id: string): Promise<'done' | 'gone'> {
  return world.store.tx(async (q) => {
    const now = world.clock();
    const a = await appointmentFor(world, q, by, { id });
    if (a === undefined || !isMark(a.status) || !canUnmark(a, pilotOf(world.content, a.pilot).zone, now)) return 'gone';
    if (a.person !== null) await q.lockPerson(a.person);
    if (!(await storeUnmark(q, id))) return 'gone';
    await uncount(world, q, a, `appointment-${a.status}`, a.startAt - EARLY);
    await dropTimersOf(q, { target: a.reference, kind: QUESTIONS[a.status] });
    await noteOn(world, q, by, 'appointment-unmarked', a, now);
    return 'done';
  });
}

async function lockedPerson(q: Q, id: string) {
  await q.lockPerson(id);
  const person = await loadPerson(q, id);
  return person?.forgetAt === null ? person : undefined;
}

/** The free times that an appointment could be moved to, by day, up to the horizon of its topic. */
export interface Times {
  /** Those of its own counsellor. */
  own: OpenDay[];
  /** Those of others, one for each start. */
  others: OpenDay[];
  /** The ids of the other counsellors who have any. */
  colleagues: string[];
}

/**
 * The times that an appointment could be moved to; none for a group's appointment. They keep to the person's wishes.
 * `only`: the id of the one other counsellor whose times are wanted.
 */
export async function timesByStaff(world: World, q: Q, a: Appointment, only?: string): Promise<Times> {
  const search = await searchByStaff(world, q, a);
  if (search === undefined) return { own: [], others: [], colleagues: [] };
  const { desks } = search.supply;
  const openTo = (of: typeof desks, most?: number) =>
    daysOf({ ...search, supply: { ...search.supply, desks: of } }, most);
  const others = desks.filter(({ counsellor }) => counsellor !== a.counsellor);
  return {
    own: openTo(desks.filter(({ counsellor }) => counsellor === a.counsellor)),
    others: openTo(others.filter(({ counsellor }) => only === undefined || counsellor === only)),
    colleagues: others.filter((desk) => openTo([desk], 1).length > 0).map(({ counsellor }) => counsellor),
  };
}

/** Moves an appointment to another slot, of its counsellor or of another one, and tells the person and both of them. */
export async function moveByStaff(
  world: World,
  by: Principal,
  id: string,
  slot: string,
  why: MoveReason,
): Promise<'done' | 'gone' | 'taken'> {
  return world.store.tx(async (q) => {
    const a = await openTo(world, q, by, id);
    if (a === undefined) return 'gone';
    if (a.person !== null && (await lockedPerson(q, a.person)) === undefined) return 'gone';
    const search = await searchByStaff(world, q, a);
    if (search === undefined) return 'gone';
    const to = slotOf(search, slot);
    if (to === undefined) return 'taken';
    const taking = { slot: to, topic: search.topic, person: a.person, family: a.family };
    let moved: Appointment;
    try {
      moved = await moveAppointment(world, q, a, taking, { mode: a.mode, wishes: a.wishes, phone: a.phone });
    } catch (error) {
      if (error instanceof ClaimedError) return 'taken';
      throw error;
    }
    await noteOn(world, q, by, 'appointment-moved', a, world.clock());
    await count(world, q, a, { kind: 'appointment-moved', topic: a.topic, by: 'staff' });
    await tell(world, q, moveFor(why), a.startAt, moved);
    return 'done';
  });
}

/** Cancels an appointment that cannot take place, and tells the person why. `begun`: it is too late for that. */
export async function cancelByStaff(
  world: World,
  by: Principal,
  id: string,
  why: OffReason = 'other',
): Promise<'done' | 'gone' | 'begun'> {
  return world.store.tx(async (q) => {
    const a = await openTo(world, q, by, id);
    if (a !== undefined && a.startAt <= world.clock()) return 'begun';
    if (a === undefined || !(await cancelForPerson(world, q, a, offFor(why)))) return 'gone';
    await noteOn(world, q, by, 'appointment-off', a, world.clock());
    return 'done';
  });
}

/**
 * Notes that a member of staff has dealt with the changes of an appointment that its person has not heard of. `gone`:
 * there are none any more.
 */
export async function doneByStaff(world: World, by: Principal, id: string): Promise<'done' | 'gone'> {
  return world.store.tx(async (q) => {
    const a = await appointmentFor(world, q, by, { id });
    if (a === undefined || !(await markDone(q, id, world.clock()))) return 'gone';
    await dropTelling(q, a);
    await noteOn(world, q, by, 'appointment-told', a, world.clock());
    return 'done';
  });
}

/** Notes that an appointment takes place although its counsellor is not at work then. */
export async function standByStaff(world: World, by: Principal, id: string): Promise<'done' | 'gone'> {
  return world.store.tx(async (q) => {
    const a = await openTo(world, q, by, id);
    if (a === undefined) return 'gone';
    await storeStanding(q, id);
    await noteOn(world, q, by, 'appointment-stands', a, world.clock());
    return 'done';
  });
}

/**
 * Writes to an appointment's person, in their chat. `gone`: it is not open any more, or the person cannot be reached.
 * `stopped`: they want to hear nothing.
 */
export async function writeByStaff(
  world: World,
  by: Principal,
  id: string,
  words: string,
): Promise<'sent' | 'gone' | 'stopped'> {
  return world.store.tx(async (q) => {
    const a = await openTo(world, q, by, id);
    const person = a?.person == null ? undefined : await lockedPerson(q, a.person);
    if (a?.person == null || person === undefined) return 'gone';
    if ((await openContacts(q, person.id)).length === 0) return 'gone';
    if (!canBeTold(world, person)) return 'stopped';
    await noteOn(world, q, by, 'appointment-written', a, world.clock());
    return sayTo(world, q, a.person, words);
  });
}

const noteOn = (
  { vault }: World,
  q: Q,
  { who }: Principal,
  what: Deed,
  { id, pilot }: Appointment,
  at: number,
): Promise<void> => note(q, { who, what, target: nameInLog(vault, id), pilot, at });

/** The appointment, if it is scheduled and belongs to one of the principal's pilots. */
async function openTo(world: World, q: Q, by: Principal, id: string): Promise<Appointment | undefined> {
  const a = await appointmentFor(world, q, by, { id });
  return a?.status === 'scheduled' ? a : undefined;
}

/** Searches the times for an appointment's person; undefined for a group's appointment. */
async function searchByStaff(world: World, q: Q, a: Appointment): Promise<Search | undefined> {
  if (a.groupOffer !== null) return undefined;
  const { pilot, topic } = a;
  const wish = wishOfCodes(a.wishes, a.mode, a.language);
  const asked = { pilot, topic, wish, now: world.clock(), ...(a.person !== null && { person: a.person }) };
  const search = await searchFor(q, world.content, asked);
  return search && atShortNotice(search);
}
