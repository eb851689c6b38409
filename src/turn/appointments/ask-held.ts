import type { TimerKind } from '../../conversation/beginnings.ts';
import type { PersonRow } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { takeHeld } from '../../store/timers.ts';
import { enqueue } from '../take-in/enqueue.ts';
import type { World } from '../world.ts';

/** The questions and the invitation that wait for a person to whom we cannot write first. */
export const ASKED_LATER = ['ask-rating', 'ask-outcome', 'invite-to-book'] as const satisfies TimerKind[];

/**
 * The person has just written from `contact`, where we cannot write first: lines up a turn there for each question that has
 * waited for that.
 */
export async function askHeld(world: World, q: Q, person: PersonRow, contact: string): Promise<void> {
  let row = person;
  for (const timer of ASKED_LATER)
    for (const { target } of await takeHeld(q, person.id, timer, world.clock()))
      row = await enqueue(world, q, row, contact, { kind: 'due', timer, vars: { target }, asked: true });
}
