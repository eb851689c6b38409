import { pilotOf } from '../../../content.ts';
import { appointmentsBetween, appointmentsById, listAppointments } from '../../../store/booking.ts';
import { type OpenInvitation, openInvitations } from '../../../store/booking-invitations.ts';
import { ownCalendars } from '../../../store/calendars.ts';
import { openChanges } from '../../../store/changes.ts';
import type { Principal } from '../../../store/principal.ts';
import { cameThrough, type Reminded, remindersHeld, remindersSaid } from '../../../store/reminders.ts';
import { openRequests } from '../../../store/requests.ts';
import { spansWhileAway } from '../../../turn/appointments/away.ts';
import { type World, writesFirst } from '../../../turn/world.ts';
import { countCrowd } from '../crowd/query.ts';
import { beginOf, dateIn, daysAfter } from '../desk/dates.ts';
import type { Filter } from '../desk/filter.ts';
import { PAGE_SIZE } from '../desk/list.ts';
import { type Names, rowsOf, shownAs } from '../desk/query.ts';
import { isTroubled } from './calendars.ts';
import { MOST, type WhyToCall } from './to-do.ts';
import type { Today } from './view.ts';

/** How long before an appointment staff call a person who has not answered the reminder, in milliseconds. */
const CALL_AHEAD = 36 * 3_600_000;
/** How many of the appointments that nobody has marked the page shows at once. */
const OVERDUE = 20;

type Found = Omit<Today, 'principal' | 'filter' | 'served' | 'notice' | 'demo' | 'now'>;

/** The data that the page of the day shows. `page`: the part of a long list, from 1. */
export async function lookAtToday(
  world: World,
  names: Names,
  principal: Principal,
  filter: Filter,
  page: number,
): Promise<Found> {
  const { store, content } = world;
  const now = world.clock();
  const { counsellor, pilots } = filter;
  const zoneOf = (pilot: string) => pilotOf(content, pilot).zone;
  // The day as it is in each pilot; where their zones differ, the list holds the days of all.
  const dates = pilots.map((pilot) => ({ zone: zoneOf(pilot), date: dateIn(now, zoneOf(pilot)) }));
  const beginIn = (days: number) => dates.map(({ date, zone }) => beginOf(daysAfter(date, days), zone));
  const [fromAt, toAt] = [Math.min(now, ...beginIn(0)), Math.max(now, ...beginIn(1))];
  // However long ago: what nobody marks would be missing in the numbers.
  const past = { pilots, counsellor, fromAt: 0, toAt: fromAt, unmarked: true } as const;
  const overdue = await listAppointments(store.read, past, { limit: OVERDUE });
  const part = { limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE };
  // A person is told that their counsellor hears of a cancellation. Where no message goes out, the list says so.
  const shownDay = { pilots, counsellor, fromAt, toAt, cancelledFrom: now };
  const today = await listAppointments(store.read, shownDay, part);
  const rows = await rowsOf(world, names, [...overdue.of, ...today.of]);
  const shown = shownAs(world, names);
  const isShown = (one: { counsellor: string }) => counsellor === null || one.counsellor === counsellor;
  const away = (await spansWhileAway(world, store.read, pilots)).filter(isShown);
  return {
    ...(dates[0] ?? { zone: 'UTC', date: dateIn(now, 'UTC') }),
    overdue: { of: rows.slice(0, overdue.of.length), count: overdue.count },
    today: { of: rows.slice(overdue.of.length), count: today.count },
    page,
    unanswered: await unansweredIn(world, names, filter),
    untold: (await openChanges(store.read, { pilots }, (name) => writesFirst(world, name)))
      .filter(isShown)
      .map((change) => ({ ...change, zone: zoneOf(change.pilot) })),
    away: {
      of: (await appointmentsById(store.read, firstOf(away))).map(shown),
      count: away.length,
    },
    invitations: (await openInvitations(store.read, { pilots }, (name) => writesFirst(world, name)))
      .filter((one) => isToCall(one, now) && (one.counsellor === null || isShown({ counsellor: one.counsellor })))
      .map((one) => ({ ...one, zone: zoneOf(one.pilot) })),
    calendars: (await ownCalendars(store.read))
      .filter((one) => pilots.includes(one.pilot) && isShown({ counsellor: one.id }) && isTroubled(one))
      .map((one) => ({ ...one, name: names.nameOf(one.id), zone: zoneOf(one.pilot) })),
    requests: (await openRequests(store.read, { role: principal.role, pilots })).length,
    crowd: await countCrowd(world, principal),
  };
}

/** Whether staff call: the person has had time to book, or nothing else can reach them. */
const isToCall = ({ callAt, reason }: OpenInvitation, now: number): boolean =>
  now >= callAt || reason === 'no-chat' || reason === 'blocked' || reason === 'refused';

const firstOf = (spans: readonly { id: string }[]): string[] => spans.slice(0, MOST).map(({ id }) => id);

/** The appointments of the next day and a half whose person was reminded, or should have been, and gave no answer. */
async function unansweredIn(world: World, names: Names, { pilots, counsellor }: Filter): Promise<Today['unanswered']> {
  const q = world.store.read;
  const now = world.clock();
  const soon = await appointmentsBetween(q, pilots, now + 1, now + CALL_AHEAD);
  const silent = soon.filter(
    ({ status, confirmedAt, ...a }) =>
      status === 'scheduled' && confirmedAt === null && (counsellor === null || a.counsellor === counsellor),
  );
  const said = await remindersSaid(
    q,
    silent.map(({ id }) => id),
  );
  const reminders = Map.groupBy(said, ({ appointment }) => appointment);
  const held = await remindersHeld(
    q,
    silent.map(({ reference }) => reference),
  );
  return silent.flatMap((a) => {
    const why = whyToCall(reminders.get(a.id) ?? [], held.has(a.reference));
    return why === undefined ? [] : [{ ...shownAs(world, names)(a), why }];
  });
}

/**
 * Why staff should call a person, by the reminders of their appointment; undefined while none has gone out. `isHeld`: one
 * waits because the person has blocked us.
 */
function whyToCall(reminders: readonly Reminded[], isHeld: boolean): WhyToCall | undefined {
  if (reminders.some(cameThrough)) return 'noAnswer';
  return isHeld || reminders.some(({ state }) => state === 'failed') ? 'notReached' : undefined;
}
