import { pilotOf } from '../../../content.ts';
import { today } from '../../../pilot/confirmed.ts';
import { ownCalendars } from '../../../store/calendars.ts';
import { type Counsellor, feedOf, listCounsellors, presentCounsellors } from '../../../store/counsellors.ts';
import { noteRefusal } from '../../../store/log.ts';
import type { Q } from '../../../store/store.ts';
import { type WorkingTimes, workingTimesOf } from '../../../store/supply.ts';
import type { World } from '../../../turn/world.ts';
import type { Reader } from '../reader.ts';
import type { Line, Named, Times } from './shown.ts';

/** The counsellors whose times a reader may change: a counsellor their own, others those of their pilots. */
export async function changeable({ store, vault, demo }: World, reader: Reader): Promise<Named[]> {
  const all = await presentCounsellors(store.read);
  return all
    .filter((one) => isTheirs(reader, one) && (demo || !one.demo))
    .map((one) => ({ ...one, name: vault.open('house', `counsellor:name:${one.id}`, one.name) }));
}

const isTheirs = ({ role, counsellor, pilots }: Reader, { id, pilot }: Counsellor): boolean =>
  pilots.includes(pilot) && (role !== 'counsellor' || counsellor === id);

/** One of these counsellors. That somebody asked for another who is there is noted, and they are like one who is not. */
export async function changeableById(world: World, reader: Reader, id: string): Promise<Named | undefined> {
  const found = (await changeable(world, reader)).find((one) => one.id === id);
  if (found !== undefined) return found;
  const other = (await listCounsellors(world.store.read)).find((one) => one.id === id);
  const { who } = reader;
  if (other !== undefined)
    await world.store.tx((q) => noteRefusal(q, { who, target: id, pilot: other.pilot, at: world.clock() }));
  return undefined;
}

/** When a counsellor works, from today on. */
async function timesFrom(q: Q, one: Named, zone: string, now: number): Promise<WorkingTimes> {
  const times = (await workingTimesOf(q, one.pilot, now))(one.id);
  const from = today(now, zone);
  return {
    hours: times.hours,
    days: times.days.filter(({ date }) => date >= from).toSorted((a, b) => a.date.localeCompare(b.date)),
    absences: times.absences.toSorted((a, b) => a.fromAt - b.fromAt),
  };
}

/** The data that the page of one counsellor's times shows. */
export async function readTimes(
  { store, vault, content, clock }: World,
  one: Named,
): Promise<Pick<Times, 'one' | 'times' | 'zone' | 'calendar' | 'feed'>> {
  const { zone } = pilotOf(content, one.pilot);
  const own = (await ownCalendars(store.read)).find(({ id }) => id === one.id);
  return {
    one,
    zone,
    times: await timesFrom(store.read, one, zone, clock()),
    calendar:
      own === undefined ? null : { ...own, url: vault.open('house', `counsellor:busyUrl:${one.id}`, own.busyUrl) },
    feed: await feedOf(store.read, one.id),
  };
}

export async function readLines({ store, content, clock }: World, all: readonly Named[]): Promise<Line[]> {
  const lines: Line[] = [];
  for (const one of all) {
    const { zone } = pilotOf(content, one.pilot);
    const { hours, absences } = await timesFrom(store.read, one, zone, clock());
    lines.push({ one, zone, days: new Set(hours.map(({ weekday }) => weekday)).size, absence: absences[0] ?? null });
  }
  return lines;
}
