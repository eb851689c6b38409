import type { EventRow } from '../../src/evaluation/history.ts';
import { insertEvent } from '../../src/store/events.ts';
import type { Store } from '../../src/store/store.ts';
import { freezeNumbers } from '../../src/turn/due/release.ts';
import type { World } from '../../src/turn/world.ts';
import { DAY } from '../fakes/clock.ts';

/** In the first half-year of 2026, which is closed at the time of the tests. */
const APRIL = Date.UTC(2026, 3, 14, 10);

/** n imaginary people of a pilot's demonstration who said this about themselves, and came in a month of 2026 (0 is January). */
export function peopleWho(n: number, said: Record<string, string>, pilot = 'serbia', month = 3): EventRow[] {
  const hour = APRIL + (month - 3) * 30 * DAY;
  const name = `${pilot} ${month} ${Object.values(said)}`;
  return Array.from({ length: n }, (_, i) =>
    Object.entries(said).map(([dimension, value]) => ({
      pilot,
      pseudonym: `${name} ${i}`,
      kind: 'person-coded',
      data: { dimension, value },
      hour,
      demo: true,
    })),
  ).flat();
}

/** 46 people: 31 women, 12 men and 3 who said something else; 40 of them in Arabic. */
export const PILOT = [
  ...peopleWho(31, { gender: 'woman', language: 'ar', channel: 'telegram', status: 'recognised' }),
  ...peopleWho(9, { gender: 'man', language: 'ar', channel: 'web-chat', status: 'recognised' }),
  ...peopleWho(3, { gender: 'man', language: 'fa', channel: 'web-chat', status: 'asylum-seeker' }),
  ...peopleWho(3, { gender: 'other', language: 'en', channel: 'web-chat', status: 'recognised' }),
];

export const save = (store: Store, events: readonly EventRow[]) =>
  store.tx(async (q) => {
    for (const event of events) await insertEvent(q, event);
  });

/** Works out what can be published by now, as the job does. */
export const freeze = (world: World): Promise<void> => freezeNumbers(world);
