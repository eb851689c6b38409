import { openBetween } from '../../booking/opening.ts';
import { note } from '../../store/log.ts';
import { freeRequest, isAnybodyWaiting, type Request, waitingRequests } from '../../store/requests.ts';
import { supplyOf } from '../../store/supply.ts';
import { tellOfLate } from '../requests/tell.ts';
import { lockedRequest } from '../requests/thread.ts';
import type { World } from '../world.ts';

const HOUR = 3_600_000;
/** The hours of opening within which a request is answered, where the pilot says nothing else: a working day. */
const WITHIN = 8;
/** Longer than this (ms) nobody waits unnoticed, even where no hours are known. */
const LONGEST = 3 * 24 * HOUR;

/**
 * Frees the requests that nobody has answered within their pilot's limit, so that they are everybody's again. Returns
 * `over` when nobody waits whose limit is still to come.
 */
export async function freeLateRequests(world: World): Promise<'over' | undefined> {
  const { store, content } = world;
  for (const pilot of Object.values(content.pilots)) {
    const now = world.clock();
    const waiting = await waitingRequests(store.read, pilot.pilot);
    const [first] = waiting;
    if (first?.waitingSince == null) continue;
    const { desks, closed } = await supplyOf(store.read, pilot, { now: first.waitingSince, toAt: now });
    const most = (pilot.answerWithin ?? WITHIN) * HOUR;
    const isLate = ({ waitingSince }: Request) => {
      const span = { fromAt: waitingSince ?? now, toAt: now };
      return now - span.fromAt > LONGEST || openBetween(desks, closed, pilot.zone, span) >= most;
    };
    for (const { id, waitingSince } of waiting.filter(isLate)) await free(world, id, waitingSince);
  }
  return (await isAnybodyWaiting(store.read)) ? undefined : 'over';
}

async function free(world: World, id: string, since: number | null): Promise<void> {
  await world.store.tx(async (q) => {
    const open = await lockedRequest(world, q, id);
    // It may have been answered meanwhile.
    if (open === undefined || open.request.waitingSince !== since) return;
    const at = world.clock();
    await freeRequest(q, id, at);
    await tellOfLate(world, q, id);
    await note(q, { who: null, what: 'request-escalated', target: id, pilot: open.request.pilot, at });
  });
}
