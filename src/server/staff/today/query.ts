import { Temporal } from 'temporal-polyfill';
import { pilotOf } from '../../../content.ts';
import { type Appointment, appointmentsBetween } from '../../../store/booking.ts';
import { ownCalendars } from '../../../store/calendars.ts';
import { openChanges } from '../../../store/changes.ts';
import { listCounsellors } from '../../../store/counsellors.ts';
import { openRequests } from '../../../store/offices.ts';
import { cameThrough, type Reminded, remindersSaid } from '../../../store/reminders.ts';
import { bookedWhileAway } from '../../../turn/appointments/away.ts';
import { type World, writesFirst } from '../../../turn/world.ts';
import type { Reader } from '../session.ts';
import { isTroubled } from './calendars.ts';
import type { WhyToCall } from './to-do.ts';
import type { Today } from './view.ts';

/** How far ahead appointments are shown: as far as any topic lets them be booked. */
const DAYS_AHEAD = 91;
/** How long before an appointment staff call a person who has not answered the reminder, in milliseconds. */
const CALL_AHEAD = 36 * 3_600_000;

/** The data that the page of appointments and requests shows to one of the staff. */
export async function lookAtToday(world: World, principal: Reader, notice: Today['notice']): Promise<Today> {
  const { store, vault, content } = world;
  const now = world.clock();
  const pilots = principal.pilots.filter((pilot) => content.pilots[pilot] !== undefined);
  const names = new Map(
    (await listCounsellors(store.read)).map((one) => [
      one.id,
      vault.open('house', `counsellor:name:${one.id}`, one.name),
    ]),
  );
  const zoneOf = (pilot: string) => pilotOf(content, pilot).zone;
  const shownAs = (a: Appointment) => ({ ...a, zone: zoneOf(a.pilot), counsellorName: names.get(a.counsellor) ?? '' });
  const from = Math.min(now, ...pilots.map((pilot) => startOfDay(now, zoneOf(pilot))));
  const found = await appointmentsBetween(store.read, pilots, from, now + DAYS_AHEAD * 86_400_000);
  const shown = found.filter(({ status }) => status !== 'cancelled').map(shownAs);
  const untold = await openChanges(store.read, { pilots }, (name) => writesFirst(world, name));
  const silent = shown.filter(
    ({ status, confirmedAt, startAt }) =>
      status === 'scheduled' && confirmedAt === null && startAt > now && startAt < now + CALL_AHEAD,
  );
  const ids = silent.map(({ id }) => id);
  const reminders = Map.groupBy(await remindersSaid(store.read, ids), ({ appointment }) => appointment);
  const byDate = Map.groupBy(shown, (a) => localDate(a.startAt, a.zone));
  return {
    appointments: [...byDate].map(([date, of]) => ({ date, of })),
    unanswered: silent.flatMap((a) => {
      const why = whyToCall(reminders.get(a.id) ?? []);
      return why === undefined ? [] : [{ ...a, why }];
    }),
    untold: untold.map((change) => ({ ...change, zone: zoneOf(change.pilot) })),
    away: (await bookedWhileAway(world, store.read, pilots)).map((a) => shownAs(a)),
    calendars: (await ownCalendars(store.read))
      .filter((one) => pilots.includes(one.pilot) && isTroubled(one))
      .map((one) => ({ ...one, name: names.get(one.id) ?? '', zone: zoneOf(one.pilot) })),
    requests: await openRequests(store.read, pilots),
    now,
    demo: world.demo,
    pilots: pilots.map((name) => ({ name, zone: zoneOf(name) })),
    principal,
    notice,
  };
}

/** Why staff should call a person, by the reminders of their appointment; undefined while none has gone out. */
function whyToCall(reminders: readonly Reminded[]): WhyToCall | undefined {
  if (reminders.some(cameThrough)) return 'noAnswer';
  return reminders.some(({ state }) => state === 'failed') ? 'notReached' : undefined;
}

const local = (ms: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
const startOfDay = (ms: number, zone: string): number => local(ms, zone).startOfDay().epochMilliseconds;
const localDate = (ms: number, zone: string): string => local(ms, zone).toPlainDate().toString();
