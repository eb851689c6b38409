import type { TimerKind } from '../../conversation/beginnings.ts';
import type { PersonRow } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { takeHeld } from '../../store/timers.ts';
import { enqueue } from '../take-in/enqueue.ts';
import type { World } from '../world.ts';

const RATING: TimerKind = 'ask-rating';

/**
 * The person has just written from `contact`, where we cannot write first: lines up a turn there for each appointment of
 * which they are still to be asked how it was.
 */
export async function askHeld(world: World, q: Q, person: PersonRow, contact: string): Promise<void> {
  let row = person;
  for (const { target } of await takeHeld(q, person.id, RATING, world.clock()))
    row = await enqueue(world, q, row, contact, { kind: 'due', timer: RATING, vars: { target }, asked: true });
}
