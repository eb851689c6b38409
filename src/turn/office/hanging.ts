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

const PAGE = 200;

/** Counts what hangs on a row. Whose it is, is told to nobody. */
export async function hangsOn(
  world: Pick<World, 'vault' | 'clock'>,
  q: Q,
  { pilot, kind, id }: { pilot: string; kind: EditedKind; id: string },
): Promise<Hanging> {
  const none = { plans: 0, counsellors: 0, rooms: 0, appointments: 0 };
  if (kind === 'services') return { ...none, plans: await plansFor(world, q, pilot, id) };
  if (kind === 'offices') return { ...none, ...(await neededAt(q, pilot, id, world.clock())) };
  return none;
}

export const isFree = (hanging: Hanging): boolean => Object.values(hanging).every((count) => count === 0);

/** Plans are sealed with the person whose they are: each is opened, counted and closed again. */
async function plansFor(world: Pick<World, 'vault'>, q: Q, pilot: string, service: string): Promise<number> {
  let count = 0;
  for (let page = await consentingAfter(q, '', PAGE); page.length > 0; ) {
    for (const id of page) {
      const person = await loadPerson(q, id);
      if (person === undefined) continue;
      const c = ifReadable(() => openConversation(world, person, world.vault.unwrap(id, person.wrapped)));
      const plans = c?.pilot === pilot ? (c.way?.plans ?? []) : [];
      count += plans.filter(({ place }) => place === service).length;
    }
    page = await consentingAfter(q, page.at(-1) ?? '', PAGE);
  }
  return count;
}
