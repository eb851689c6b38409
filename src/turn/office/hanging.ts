import { setImmediate } from 'node:timers/promises';
import { consentingAfter } from '../../store/broadcasts.ts';
import { type EditedKind, neededAt } from '../../store/holdings.ts';
import { loadPerson } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { ifReadable, openConversation } from '../run/open-conversation.ts';
import type { World } from '../world.ts';

/** What hangs on a service or an office, and keeps it from being removed. */
export interface Hanging {
  /** Plans of people that lead to a service. */
  plans: number;
  /** Counsellors and rooms of an office, and appointments there that are to come. */
  counsellors: number;
  rooms: number;
  appointments: number;
}

const PAGE = 100;

const NONE: Hanging = { plans: 0, counsellors: 0, rooms: 0, appointments: 0 };

/** Counts the plans that hang on a row, outside of any transaction (`plansFor`). Whose they are, is told to nobody. */
export async function plansOn(
  world: Pick<World, 'store' | 'vault'>,
  { pilot, kind, id }: { pilot: string; kind: EditedKind; id: string },
): Promise<number> {
  return kind === 'services' ? ((await plansFor(world, pilot, [id])).get(id) ?? 0) : 0;
}

/** All that hangs on a row, with its plans. */
export async function hangsOn(
  { clock }: Pick<World, 'clock'>,
  q: Q,
  { pilot, kind, id }: { pilot: string; kind: EditedKind; id: string },
  plans: number,
): Promise<Hanging> {
  return { ...NONE, plans, ...(kind === 'offices' && (await neededAt(q, pilot, id, clock()))) };
}

export const isFree = (hanging: Hanging): boolean => Object.values(hanging).every((count) => count === 0);

/**
 * How many plans of people lead to each of these services of a pilot. Plans are sealed with the person whose they are:
 * each is opened, counted and closed again, page by page, and no message waits for all of them. A plan that somebody
 * makes meanwhile stays without a place, as if its service were no longer offered.
 */
export async function plansFor(
  { store, vault }: Pick<World, 'store' | 'vault'>,
  pilot: string,
  services: readonly string[],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  if (services.length === 0) return counts;
  const q = store.read;
  for (let page = await consentingAfter(q, '', PAGE); page.length > 0; ) {
    for (const id of page) {
      const person = await loadPerson(q, id);
      if (person === undefined) continue;
      const c = ifReadable(() => openConversation({ vault }, person, vault.unwrap(id, person.wrapped)));
      for (const { place } of c?.pilot === pilot ? (c.way?.plans ?? []) : [])
        if (place !== null && services.includes(place)) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    await setImmediate();
    page = await consentingAfter(q, page.at(-1) ?? '', PAGE);
  }
  return counts;
}
