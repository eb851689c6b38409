import { setTimeout as sleep } from 'node:timers/promises';
import type { EventRow } from '../evaluation/history.ts';
import { loosened } from '../evaluation/loosened.ts';
import { eachPerson, replaceByLoosened } from '../store/events.ts';
import { holdsNobody } from '../store/people.ts';
import { freezeNumbers } from '../turn/due/release.ts';
import type { World } from '../turn/world.ts';
import { openScratch } from './scratch.ts';
import { type Plan, simulate } from './simulate.ts';

/** Who fills the demonstration that `npm start` opens. */
export const DEMONSTRATION: Omit<Plan, 'until'> = { people: 60, months: 7, seed: 1 };

/**
 * Fills a demonstration in which nobody has ever written with the numbers of imaginary people, while it runs. They live on
 * data of their own, since their clock is not the clock of the demonstration; what comes over is what stays of people who
 * were forgotten. Where somebody has written before, nothing happens; who writes during the `pause` (ms) before it begins
 * does no harm. Rejects where `stop` is aborted.
 */
export async function fillDemonstration(
  world: World,
  plan: Omit<Plan, 'until'>,
  { stop, pause }: { stop: AbortSignal; pause: number },
): Promise<void> {
  if (!(await holdsNobody(world.store.read))) return;
  await sleep(pause, undefined, { signal: stop });
  const { content, publicUrl } = world;
  // Nobody is to look after messages that reach no imaginary phone.
  const log = world.log.child({}, { level: 'error' });
  const until = world.clock();
  await using scratch = await openScratch(content);
  await simulate({ ...scratch, content, log, publicUrl }, { ...plan, until }, { stop });
  const zoneOf = (pilot: string | null) => content.pilots[pilot ?? '']?.zone ?? 'UTC';
  const people = new Map<string, EventRow[]>();
  for (const pilot of Object.keys(content.pilots))
    await eachPerson(scratch.store.read, { pilot, demo: true }, until, (pseudonym, events) => {
      people.set(pseudonym, [...(people.get(pseudonym) ?? []), ...events]);
    });
  stop.throwIfAborted();
  for (const [pseudonym, events] of people)
    await world.store.tx((q) => replaceByLoosened(q, pseudonym, loosened(events, zoneOf)));
  await freezeNumbers(world);
}
