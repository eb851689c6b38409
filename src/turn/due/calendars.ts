import { busyTimes } from '../../booking/busy-times.ts';
import { pilotOf } from '../../content.ts';
import { counsellorsWithCalendar, saveBusy } from '../../store/staff.ts';
import { reasonOf } from '../failure.ts';
import type { World } from '../world.ts';

const SECOND = 1000;
const DAY = 86_400_000;
/** As far ahead as any topic can be booked. */
const AHEAD = 92 * DAY;
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * Reads the calendars that counsellors keep elsewhere, so that what stands there is not offered. One that cannot be read
 * keeps what was read last, and is named in the log by its counsellor's id.
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
      // The address is a secret, and an error may name it.
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
