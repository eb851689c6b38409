import { Temporal } from 'temporal-polyfill';
import { byDaylight } from '../../../booking/reminders.ts';
import { pilotOf } from '../../../content.ts';
import { today } from '../../../pilot/confirmed.ts';
import { openAppointments } from '../../../store/booking.ts';
import {
  type BookingInvitation,
  endInvitation,
  invitationById,
  saveInvitation,
  tellingKey,
} from '../../../store/booking-invitations.ts';
import { nameInLog, note, noteRefusal } from '../../../store/log.ts';
import { openContacts } from '../../../store/people.ts';
import type { Principal } from '../../../store/principal.ts';
import type { Q } from '../../../store/store.ts';
import { topicsOf } from '../../../store/supply.ts';
import { setTimer } from '../../../store/timers.ts';
import { canBeTold } from '../../run/open-conversation.ts';
import { newId, runsHere, type World } from '../../world.ts';
import { type Faults, fieldsOf, type Typed } from '../typed.ts';
import { type ForStaff, type Found, personFor } from './person.ts';

/** The invitation to book by which staff write to a person, and the end of it. */

const DAY = 86_400_000;
/** The last day of an invitation that says no other, and the latest possible one: so many days from today. */
const USUAL_DAYS = 14;
export const MOST_DAYS = 60;
/** A person who could not be told is called so long after the invitation, as if they had been reminded of it. */
const CALL_AFTER = 6 * DAY;

/** A member of staff, and the counsellor whose account it is. */
type Inviter = Principal & { counsellor: string | null };

/**
 * The end of an invitation. `stopped`: the person has not consented, or has said STOP. `nowhere`: no app leads to them.
 * `gone`: they are not of the principal's pilots, or nothing of them can be read.
 */
export type Invited = 'invited' | 'stopped' | 'nowhere' | 'gone' | { faults: Faults };

/** Whether a person can be invited to book, or why not. */
export async function mayInvite(world: World, q: Q, { person, openness }: ForStaff) {
  if (openness === 'forgotten' || openness === 'unreadable') return 'gone';
  if (openness === 'bare' || !canBeTold(world, person)) return 'stopped';
  const isReached = (await openContacts(q, person.id)).some(({ channel }) => runsHere(world, channel));
  return isReached ? 'yes' : 'nowhere';
}

/** The first and the latest day that can be the last one, and the usual one (ISO), on the wall clock of the pilot. */
export function lastDays({ clock, content }: World, pilot: string): { least: string; most: string; usual: string } {
  const from = Temporal.PlainDate.from(today(clock(), pilotOf(content, pilot).zone));
  const after = (days: number) => from.add({ days }).toString();
  return { least: after(1), most: after(MOST_DAYS), usual: after(USUAL_DAYS) };
}

/**
 * Invites a person to book an appointment: `topic` says about what, `until` is the last day. It takes the place of an
 * invitation before it. The person is told by day.
 */
export const inviteByStaff = (world: World, by: Inviter, found: Found, typed: Typed): Promise<Invited> =>
  world.store.tx(async (q) => {
    const theirs = await personFor(world, q, by, found);
    if (theirs === undefined) return 'gone';
    const may = await mayInvite(world, q, theirs);
    if (may !== 'yes') return may;
    const { person, pilot } = theirs;
    const read = await readForm(world, q, theirs, typed);
    if ('faults' in read) return read;
    const { topic, until } = read.value;
    const now = world.clock();
    const id = newId(world);
    const callAt = Math.min(now + CALL_AFTER, until);
    await saveInvitation(q, {
      ...{ id, pilot, person: person.id, topic, counsellor: by.counsellor },
      ...{ at: now, until, callAt },
    });
    const at = byDaylight(now, pilotOf(world.content, pilot).zone);
    await setTimer(q, { key: tellingKey(id, 1), person: person.id, kind: 'invite-to-book', target: id, at, until });
    await noteOn(world, q, by, 'person-invited', { person: person.id, pilot });
    return 'invited';
  });

async function readForm(world: World, q: Q, { person, pilot }: ForStaff, typed: Typed) {
  const fields = fieldsOf(typed);
  const topics = (await topicsOf(q, pilot)).map(({ id }) => id);
  const open = await openAppointments(q, person.id, world.clock());
  const { least, most } = lastDays(world, pilot);
  const isDay = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
  const topic = fields.one('topic', topics);
  if (open.some((a) => a.topic === topic && !a.family)) fields.wrong('topic', { text: 'faults:hasOne' });
  const until = fields.parsed(
    'until',
    (day) => (isDay(day) && least <= day && day <= most ? endOf(day, pilotOf(world.content, pilot).zone) : undefined),
    { text: 'faults:day', params: { least: { fullDate: least }, most: { fullDate: most } } },
  );
  return fields.done(() => ({ topic, until }));
}

/** The instant at which a day is over on the wall clock (epoch ms). */
const endOf = (day: string, zone: string): number =>
  Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;

/**
 * Ends an invitation with which a member of staff has dealt; nothing of it goes out any more. `gone`: it is not open, or
 * not of the principal's pilots.
 */
export const endByStaff = (world: World, by: Principal, id: string): Promise<'done' | 'gone'> =>
  world.store.tx(async (q) => {
    const found = await invitationById(q, id);
    if (found === undefined) return 'gone';
    const { person, pilot } = found;
    if (!by.pilots.includes(pilot)) {
      await noteRefusal(q, { who: by.who, target: nameInLog(world.vault, person), pilot, at: world.clock() });
      return 'gone';
    }
    await q.lockPerson(person);
    // Another may have taken its place while this waited.
    if ((await invitationById(q, id)) === undefined || !(await endInvitation(q, { person }, 'done'))) return 'gone';
    await noteOn(world, q, by, 'person-invitation-done', found);
    return 'done';
  });

const noteOn = (
  { vault, clock }: World,
  q: Q,
  { who }: Principal,
  what: 'person-invited' | 'person-invitation-done',
  { person, pilot }: Pick<BookingInvitation, 'person' | 'pilot'>,
): Promise<void> => note(q, { who, what, target: nameInLog(vault, person), pilot, at: clock() });
