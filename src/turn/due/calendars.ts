import { isDeepStrictEqual } from 'node:util';
import { backoff } from '../../backoff.ts';
import { pilotOf } from '../../content.ts';
import { type CalendarReader, openCalendarReader } from '../../foreign/calendar.ts';
import { ForeignError } from '../../foreign/failure.ts';
import { beginReading, type OwnCalendar, ownCalendars, saveBusy, saveFailure } from '../../store/calendars.ts';
import { reasonOf } from '../failure.ts';
import type { World } from '../world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How far ahead calendars are read: as far as any topic can be booked. */
const AHEAD = 92 * DAY;
/** How long a run of the job begins with further calendars: well within its lease, and other jobs wait for it. */
const LONGEST_RUN = 3 * MINUTE;
/** How a calendar that fails is tried again. One that was out of order for a day must not be unknown for another. */
const AGAIN = { first: 15 * MINUTE, most: 2 * HOUR };

/**
 * Reads the calendars that counsellors keep elsewhere, so that times that are busy there are not offered. When a
 * calendar cannot be read, the busy times that were read last stay, and the log names the counsellor's id. Returns
 * `over` when no counsellor has such a calendar.
 */
export async function readCalendars(world: World, stop: AbortSignal): Promise<'over' | undefined> {
  const calendars = await ownCalendars(world.store.read);
  const began = world.clock();
  const due = calendars.filter((one) => world.content.pilots[one.pilot] !== undefined && dueAt(one) <= began);
  await using reader = openCalendarReader(world.calendarHosts);
  for (const calendar of due.sort(byTrust)) {
    if (stop.aborted || world.clock() - began > LONGEST_RUN) break;
    await readCalendar(world, reader, calendar, stop);
  }
  return calendars.length === 0 ? 'over' : undefined;
}

const dueAt = ({ busyFailures, busyTriedAt }: OwnCalendar): number =>
  busyFailures === 0 ? 0 : (busyTriedAt ?? 0) + backoff(busyFailures - 1, AGAIN);

/** First the calendars that were read last time, the longest ago first; then new ones; last those that failed. */
const byTrust = (a: OwnCalendar, b: OwnCalendar): number =>
  a.busyFailures - b.busyFailures || (a.busyAt ?? Number.MAX_VALUE) - (b.busyAt ?? Number.MAX_VALUE);

async function readCalendar(world: World, reader: CalendarReader, calendar: OwnCalendar, stop: AbortSignal) {
  const { store, vault, log } = world;
  const now = world.clock();
  if (!(await store.tx((q) => beginReading(q, calendar, now)))) return;
  try {
    const address = vault.open('house', `counsellor:busyUrl:${calendar.id}`, calendar.busyUrl);
    const { zone } = pilotOf(world.content, calendar.pilot);
    const read = await reader.read(address, { zone, fromAt: now - DAY, toAt: now + AHEAD }, stop);
    await store.tx((q) => saveBusy(q, calendar, read, now));
    const { skipped } = read;
    if (!isDeepStrictEqual(skipped, calendar.busySkipped))
      log.warn({ counsellor: calendar.id, skipped, alert: 'calendar' }, 'other entries of a calendar are skipped now');
  } catch (error) {
    if (stop.aborted) return;
    const failure = error instanceof ForeignError ? error.failure : 'unreadable';
    await store.tx((q) => saveFailure(q, calendar, failure));
    log.warn({ counsellor: calendar.id, reason: reasonOf(error), alert: 'calendar' }, 'a calendar could not be read');
  }
}
