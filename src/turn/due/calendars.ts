import { busyTimes } from '../../booking/busy-times.ts';
import { pilotOf } from '../../content.ts';
import { counsellorsWithCalendar, saveBusy } from '../../store/staff.ts';
import { reasonOf } from '../failure.ts';
import type { World } from '../world.ts';

const SECOND = 1000;
const DAY = 86_400_000;
/** How far ahead calendars are read: as far as any topic can be booked. */
const AHEAD = 92 * DAY;
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * Reads the calendars that counsellors keep elsewhere, so that times that are busy there are not offered. When a
 * calendar cannot be read, the busy times that were read last stay, and the log names the counsellor's id. Returns
 * `over` when no counsellor has such a calendar.
 */
export async function readCalendars(world: World): Promise<'over' | undefined> {
  const { store, vault, content } = world;
  const calendars = await counsellorsWithCalendar(store.read);
  for (const { id, pilot, busyUrl } of calendars) {
    try {
      const url = vault.open('house', `counsellor:busyUrl:${id}`, busyUrl);
      const text = await download(url);
      const now = world.clock();
      const zone = pilotOf(content, pilot).zone;
      const spans = busyTimes(text, zone, now - DAY, now + AHEAD);
      await store.tx((q) => saveBusy(q, id, spans, now));
    } catch (error) {
      // The calendar's address is a secret, and the error may name it.
      world.log.warn({ counsellor: id, reason: reasonOf(error), alert: 'calendar' }, 'a calendar could not be read');
    }
  }
  return calendars.length === 0 ? 'over' : undefined;
}

async function download(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(15 * SECOND), headers: { accept: 'text/calendar' } });
  if (!response.ok || response.body === null) throw new Error(`answered ${response.status}`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > MOST_BYTES) throw new Error('too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
