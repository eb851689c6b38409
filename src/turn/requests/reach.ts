import { openContacts } from '../../store/people.ts';
import { lastHeard, waitingUntilHeard } from '../../store/reach.ts';
import { channelOf, runsHere, type World } from '../world.ts';

/** For so long after a person's last message WhatsApp lets us write freely, in milliseconds. */
const WINDOW = 24 * 3_600_000;

/**
 * How an answer reaches a person. `nowhere`: no app leads to them. `fetches`: they read it when they open the chat.
 * `window`: freely until then, and `waiting` replies wait for their next message.
 */
export type Reach =
  | { way: 'nowhere' | 'fetches' | 'freely' }
  | { way: 'window'; until: number; isOpen: boolean; waiting: number };

export async function reachOf(world: World, person: string): Promise<Reach> {
  const { read } = world.store;
  const contact = (await openContacts(read, person)).find(({ channel }) => runsHere(world, channel));
  if (contact === undefined) return { way: 'nowhere' };
  const { can } = channelOf(world, contact.channel);
  if (can.pulls) return { way: 'fetches' };
  if (!can.window) return { way: 'freely' };
  const { heardAt, closedAt } = (await lastHeard(read, contact.id)) ?? { heardAt: null, closedAt: null };
  const until = Math.min((heardAt ?? 0) + WINDOW, closedAt ?? Number.POSITIVE_INFINITY);
  return { way: 'window', until, isOpen: world.clock() < until, waiting: await waitingUntilHeard(read, contact.id) };
}
