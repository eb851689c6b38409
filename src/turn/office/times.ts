import type { Slot } from '../../booking/slots.ts';
import type { Content } from '../../content.ts';
import type { Appointment } from '../../store/booking.ts';
import { type Reason, reachOf } from '../../store/changes.ts';
import type { Deed } from '../../store/codes.ts';
import {
  type Absence,
  addAbsence,
  type Counsellor,
  removeAbsence,
  setClosing,
  setDayHours,
  setHours,
} from '../../store/counsellors.ts';
import { nameInLog, note } from '../../store/log.ts';
import { loadPerson } from '../../store/people.ts';
import type { Principal } from '../../store/principal.ts';
import type { Q } from '../../store/store.ts';
import { callOffAll, changeWorkingTimes, saveAndLook, type TimesChange } from '../appointments/away.ts';
import { moveByStaff, standByStaff, timesByStaff } from '../appointments/by-staff.ts';
import { type World, writesFirst } from '../world.ts';
import type { Window } from './read-times.ts';

/** The changes that staff make to working times, and what they decide about the appointments that a change hits. */

/** A change with its entry in the log. */
export type NotedChange = TimesChange & { pilot: string; target: string; what: Deed };

type Works = Pick<Counsellor, 'id' | 'pilot' | 'guests'>;

const ofCounsellor = (
  { pilots }: Pick<Content, 'pilots'>,
  { id, pilot, guests }: Works,
  what: Deed,
  save: TimesChange['save'],
): NotedChange => {
  const served = [pilot, ...guests].filter((name) => pilots[name] !== undefined);
  return { pilots: served, pilot, target: id, what, why: 'away', save };
};

/** Sets the hours of weekdays (1 Monday ... 7 Sunday); a weekday that is not named keeps its hours. */
export const weekChange = (content: Content, one: Works, week: ReadonlyMap<number, Window[]>): NotedChange =>
  ofCounsellor(content, one, 'hours-set', async (q) => {
    for (const [weekday, windows] of week) await setHours(q, one.id, weekday, windows);
  });

/** Sets the hours of one date in place of the weekly ones; none is a day off, null restores the weekly hours. */
export const dayChange = (content: Content, one: Works, date: string, windows: Window[] | null): NotedChange =>
  ofCounsellor(content, one, 'hours-set', (q) => setDayHours(q, one.id, date, windows));

/** Notes an absence, in place of the one that began at `instead` (epoch ms) where it is named. */
export const absenceChange = (content: Content, one: Works, absence: Omit<Absence, 'counsellor'>, instead?: number) =>
  ofCounsellor(content, one, 'absence-noted', async (q) => {
    if (instead !== undefined) await removeAbsence(q, one.id, instead);
    await addAbsence(q, { ...absence, counsellor: one.id });
  });

/** Removes the absence that begins at a time (epoch ms). */
export const absenceEnd = (content: Content, one: Works, fromAt: number): NotedChange =>
  ofCounsellor(content, one, 'absence-removed', (q) => removeAbsence(q, one.id, fromAt));

/** Closes a pilot's offices on a date, opens them though it is a holiday, or (null) leaves it to the country's holidays. */
export const closingChange = (pilot: string, date: string, closed: boolean | null): NotedChange => ({
  ...{ pilots: [pilot], pilot, target: date, what: 'closing-set', why: 'closed' },
  save: (q) => setClosing(q, pilot, date, closed),
});

/** An appointment that a change would hit, or a meeting of a group with the first appointment there. */
export interface Hit {
  appointment: Appointment;
  /** How many people have it: one, or all who come to the meeting. */
  people: number;
  /** The first free times that it could be moved to, as they are after the change. */
  slots: Slot[];
  /** The channel on which its person would hear of it, or why none can tell them. */
  reach: { channel: string } | { reason: Reason };
}

/** What a change would hit, and how many appointments of people whom other staff look after: these are kept for them. */
export interface Hits {
  hits: Hit[];
  others: number;
}

/** For so many appointments of a change other times are looked for, and so many for each: it happens in one transaction. */
const MOST_LOOKED = 12;
const MOST_SLOTS = 8;

/** Undoes a transaction that was only a look. */
class Looked extends Error {}

/** What a change would hit, with the times that it could be moved to. Changes nothing. */
export async function hitBy(world: World, { pilots }: Principal, change: TimesChange): Promise<Hits> {
  const found: Hits = { hits: [], others: 0 };
  const look = world.store.tx(async (q) => {
    const hit = await saveAndLook(world, q, change);
    const own = unitsOf(hit.filter(({ pilot }) => pilots.includes(pilot)));
    Object.assign(found, { hits: [], others: hit.filter(({ pilot }) => !pilots.includes(pilot)).length });
    for (const [at, { appointment, people }] of own.entries()) {
      const person = appointment.person === null ? undefined : await loadPerson(q, appointment.person);
      const reach = await reachOf(q, person, (name) => writesFirst(world, name));
      const slots = at < MOST_LOOKED ? await firstSlots(world, q, appointment) : [];
      found.hits.push({ appointment, people, reach, slots });
    }
    throw new Looked();
  });
  await look.catch((error: unknown) => {
    if (!(error instanceof Looked)) throw error;
  });
  return found;
}

/** Appointments as they are decided about: each talk, and each meeting of a group by its first appointment. */
const unitsOf = (all: readonly Appointment[]): { appointment: Appointment; people: number }[] =>
  [...Map.groupBy(all, ({ id, groupOffer }) => groupOffer ?? id).values()].flatMap((of) =>
    of.slice(0, 1).map((appointment) => ({ appointment, people: of.length })),
  );

async function firstSlots(world: World, q: Q, a: Appointment): Promise<Slot[]> {
  const { own, others } = await timesByStaff(world, q, a);
  const soonest = (days: typeof own) => days.flatMap(({ slots }) => slots).slice(0, MOST_SLOTS / 2);
  return [...soonest(own), ...soonest(others)];
}

/** What staff decide about an appointment: a list keeps it for later, it takes place, it is called off, or a slot's id. */
export type Decided = 'keep' | 'stands' | 'call-off' | { slot: string };

/**
 * How many of the appointments that a change has hit were kept, moved, called off, or kept because their new time was
 * taken meanwhile.
 */
export type Made = Record<(typeof FATES)[number], number>;
export const FATES = ['kept', 'moved', 'off', 'taken'] as const;

/**
 * Makes a change of working times in a principal's name. Without `decided`, and where it hits appointments, throws
 * `BookedError` and changes nothing. `decided` says what becomes of each talk, and of each meeting of a group by its
 * first appointment (`hitBy`); appointments of other staff's pilots are kept.
 */
export async function changeByStaff(
  world: World,
  by: Principal,
  change: NotedChange,
  decided?: (id: string) => Decided,
): Promise<Made> {
  const decisionOf = (a: Appointment, hit: readonly Appointment[]): Decided => {
    const first =
      a.groupOffer === null ? a : hit.find((one) => one.groupOffer === a.groupOffer && by.pilots.includes(one.pilot));
    return by.pilots.includes(a.pilot) ? (decided?.(first?.id ?? a.id) ?? 'keep') : 'keep';
  };
  const isKept = (decision: Decided) => decision === 'keep' || decision === 'stands';
  const keeps = (a: Appointment, hit: readonly Appointment[]) => isKept(decisionOf(a, hit));
  const hit = await changeWorkingTimes(world, world.store, noted(change, by.who, world.clock), decided && { keeps });
  const made: Made = { kept: 0, moved: 0, off: 0, taken: 0 };
  const off: Appointment[] = [];
  for (const a of hit) {
    const fate = await decide(world, by, change.why, a, decisionOf(a, hit));
    if (fate === 'off') off.push(a);
    if (fate === 'taken') await world.store.tx(async (q) => change.kept?.(q, a.id));
    made[fate] += 1;
  }
  await callOffAll(world, world.store, off, change.why);
  return made;
}

/** A change that notes in the log who makes it when it is saved; null for the command line. */
export const noted = (
  { what, target, pilot, ...change }: NotedChange,
  who: string | null,
  clock: () => number,
): TimesChange => ({
  ...change,
  async save(q) {
    await change.save(q);
    await note(q, { who, what, target, pilot, at: clock() });
  },
});

/** Does what was decided about an appointment; those that are called off are left to the caller, who does it together. */
async function decide(
  world: World,
  by: Principal,
  why: TimesChange['why'],
  { id, pilot }: Appointment,
  decided: Decided,
): Promise<keyof Made> {
  if (decided === 'keep') return 'kept';
  if (decided === 'stands') {
    await standByStaff(world, by, id);
    return 'kept';
  }
  if (decided !== 'call-off')
    return (await moveByStaff(world, by, id, decided.slot, why)) === 'done' ? 'moved' : 'taken';
  await world.store.tx((q) => {
    const target = nameInLog(world.vault, id);
    return note(q, { who: by.who, what: 'appointment-off', target, pilot, at: world.clock() });
  });
  return 'off';
}
