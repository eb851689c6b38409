import { byDaylight } from '../booking/reminders.ts';
import { alternatives } from '../booking/slots.ts';
import { wishOfCodes } from '../booking/wishes.ts';
import { pilotOf } from '../content.ts';
import type { CodedEvent } from '../evaluation/events.ts';
import { type Appointment, appointmentById, cancelAppointment, markAppointment, move } from '../store/booking.ts';
import { ClaimedError } from '../store/claims.ts';
import { noteChange } from '../store/notices.ts';
import { loadPerson } from '../store/people.ts';
import { dropReminders, remindersSaid, setReminders } from '../store/reminders.ts';
import { type Principal, recordLook } from '../store/staff.ts';
import type { Q } from '../store/store.ts';
import { supplyOf, topicsOf } from '../store/supply.ts';
import { setTimer } from '../store/timers.ts';
import { daysOf, type Search, slotOf } from './actions/search.ts';
import { sayTo } from './answer-request.ts';
import { saveEvent } from './events.ts';
import { tellWaiting } from './freed.ts';
import { openConversation } from './run-turn.ts';
import type { World } from './world.ts';

/** What staff do with an appointment. */

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Whoever is early is there. */
const EARLY = 30 * MINUTE;
/** A question about a talk is asked when people are on their way home, and not a week later. */
const ASK_AFTER = 30 * MINUTE;
const ASK_UNTIL = 3 * DAY;

export type Marked = 'done' | 'early' | 'gone';

/** Somebody came, or didn't: noted, counted, and the person is asked how it was or offered another time. */
export async function markTalk(world: World, by: Principal, id: string, status: 'arrived' | 'missed'): Promise<Marked> {
  return world.store.tx(async (q) => {
    const now = world.clock();
    const a = await openTo(q, by, id);
    if (a === undefined) return 'gone';
    if (now < a.startAt - EARLY || (status === 'missed' && now < a.startAt)) return 'early';
    const person = a.person === null ? undefined : await lockedPerson(q, a.person);
    if (!(await markAppointment(q, id, status))) return 'gone';
    await recordLook(q, { token: by.token, what: `appointment-${status}`, target: a.reference, at: now });
    await dropReminders(q, a);
    const [last] = (await remindersSaid(q, [id])).filter(({ state }) => state !== 'failed' && state !== 'queued');
    const kind = status === 'arrived' ? ('appointment-arrived' as const) : ('appointment-missed' as const);
    await count(world, q, a, { kind, topic: a.topic, reminded: last?.arm ?? 'none' });
    // Whoever said STOP is asked nothing.
    if (person?.consented !== true) return 'done';
    const at = byDaylight(status === 'arrived' ? Math.max(now, a.endAt) + ASK_AFTER : now, zoneOf(world, a));
    const about = status === 'arrived' ? 'ask-rating' : 'appointment-missed';
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

/** Under the name that the person's events have; bare where they left consent or are forgotten. */
async function count(world: World, q: Q, a: Appointment, event: CodedEvent): Promise<void> {
  const person = a.person === null ? undefined : await loadPerson(q, a.person);
  const key = person && world.vault.unwrap(person.id, person.wrapped);
  const pseudonym = person && key ? openConversation(world, person, key).pseudonym : null;
  await saveEvent(world, q, { pilot: a.pilot, pseudonym, demo: a.demo }, event);
}

async function lockedPerson(q: Q, id: string) {
  await q.lockPerson(id);
  const person = await loadPerson(q, id);
  return person?.forgetAt === null ? person : undefined;
}

/** The times that a talk could be moved to by its counsellor, around its own: nothing for a group's. */
export async function timesFor(world: World, q: Q, a: Appointment, count = 12) {
  const search = await searchFor(world, q, a);
  return search === undefined ? [] : alternatives(daysOf(search), a.startAt, count);
}

/** Gives a talk another time, and tells the person. */
export async function moveTalk(
  world: World,
  by: Principal,
  id: string,
  slot: string,
): Promise<'done' | 'gone' | 'taken'> {
  return world.store.tx(async (q) => {
    const now = world.clock();
    const a = await openTo(q, by, id);
    if (a === undefined || a.person === null) return 'gone';
    const person = await lockedPerson(q, a.person);
    const search = await searchFor(world, q, a);
    if (person === undefined || search === undefined) return 'gone';
    const to = slotOf(search, slot);
    if (to === undefined) return 'taken';
    const taking = { slot: to, topic: search.topic, person: person.id, family: a.family };
    try {
      await q.savepoint(() => move(q, id, taking, { mode: a.mode, wishes: a.wishes, phone: a.phone }, now));
    } catch (error) {
      if (error instanceof ClaimedError) return 'taken';
      throw error;
    }
    await recordLook(q, { token: by.token, what: 'appointment-moved', target: a.reference, at: now });
    await dropReminders(q, a);
    const moved = { ...a, person: person.id, startAt: to.startAt, sequence: a.sequence + 1 };
    const zone = zoneOf(world, a);
    if (a.canRemind) await setReminders(q, moved, zone, now);
    await noteChange(q, moved, 'moved', now);
    await tellWaiting(world, q, a);
    await count(world, q, a, { kind: 'appointment-moved', topic: a.topic });
    const told = {
      key: `appointment-moved:${id}:${moved.sequence}`,
      person: person.id,
      kind: 'appointment-moved',
      target: a.reference,
    } as const;
    await setTimer(q, { ...told, at: soon(now, zone, to.startAt), until: to.startAt });
    return 'done';
  });
}

/** A talk cannot be: its time is free again, and the person is told. */
export async function callOffTalk(world: World, by: Principal, id: string): Promise<'done' | 'gone'> {
  return world.store.tx(async (q) => {
    const a = await openTo(q, by, id);
    if (a === undefined || !(await callOff(world, q, a))) return 'gone';
    await recordLook(q, { token: by.token, what: 'appointment-off', target: a.reference, at: world.clock() });
    return 'done';
  });
}

/** The same, whoever decided it. False where it was not scheduled any more. */
export async function callOff(world: World, q: Q, a: Appointment): Promise<boolean> {
  const now = world.clock();
  const person = a.person === null ? undefined : await lockedPerson(q, a.person);
  if (!(await cancelAppointment(q, a.id))) return false;
  await dropReminders(q, a);
  await noteChange(q, { ...a, sequence: a.sequence + 1 }, 'cancelled', now);
  await tellWaiting(world, q, a);
  await count(world, q, a, { kind: 'appointment-cancelled', topic: a.topic });
  if (person !== undefined)
    await setTimer(q, {
      ...{
        key: `appointment-cancelled:${a.id}`,
        person: person.id,
        kind: 'appointment-cancelled',
        target: a.reference,
      },
      ...{ at: soon(now, zoneOf(world, a), a.startAt), until: a.startAt },
    });
  return true;
}

/** By day; whoever would read it too late is told at once, at whatever hour. */
function soon(now: number, zone: string, startAt: number): number {
  const at = byDaylight(now, zone);
  return at < startAt ? at : now;
}

/** Writes to the person of a talk, in their chat. `gone`: nobody is there any more. */
export async function writeAbout(world: World, by: Principal, id: string, words: string): Promise<'sent' | 'gone'> {
  return world.store.tx(async (q) => {
    const a = await openTo(q, by, id);
    if (a?.person == null) return 'gone';
    await recordLook(q, { token: by.token, what: 'appointment-written', target: a.reference, at: world.clock() });
    return sayTo(world, q, a.person, words);
  });
}

/** The appointment, as long as it is open and of a pilot of theirs. */
async function openTo(q: Q, { pilots }: Principal, id: string): Promise<Appointment | undefined> {
  const a = await appointmentById(q, id);
  return a !== undefined && pilots.includes(a.pilot) && a.status === 'scheduled' ? a : undefined;
}

/** A search among the same counsellor's times, as short-notice as staff like. */
async function searchFor(world: World, q: Q, a: Appointment): Promise<Search | undefined> {
  const now = world.clock();
  const pilot = world.content.pilots[a.pilot];
  const topic = (await topicsOf(q, a.pilot)).find(({ id }) => id === a.topic);
  if (pilot === undefined || topic === undefined || a.groupOffer !== null) return undefined;
  const asked = {
    topic,
    now,
    toAt: now + (topic.horizonDays + 2) * DAY,
    ...(a.person !== null && { person: a.person }),
  };
  const supply = await supplyOf(q, pilot, asked);
  const desks = supply.desks.filter(({ counsellor }) => counsellor === a.counsellor);
  const wish = wishOfCodes(a.wishes, a.mode, a.language);
  return { pilot, topic: { ...topic, noticeMinutes: 0 }, wish, supply: { ...supply, desks }, now };
}

const zoneOf = ({ content }: World, { pilot }: Appointment): string => pilotOf(content, pilot).zone;
