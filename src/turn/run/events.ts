import { CodedEvent, toHour } from '../../evaluation/events.ts';
import { insertEvent } from '../../store/events.ts';
import type { Q } from '../../store/store.ts';
import type { World } from '../world.ts';

/** Whose event it is: a pilot's, under the name that the person's events have; null where there is none. */
interface Counted {
  pilot: string | null;
  pseudonym: string | null;
  demo: boolean;
}

/**
 * Writes an event. One that carries anything but codes is left out and told to the operator: a defect of a flow must neither
 * store what a person said in clear nor cost them their turn.
 */
export async function saveEvent(world: World, q: Q, counted: Counted, event: CodedEvent): Promise<void> {
  const read = CodedEvent.safeParse(event);
  if (!read.success) {
    world.log.error({ kind: event.kind, alert: 'event' }, 'an event that holds no code was left out');
    return;
  }
  const { kind, ...data } = read.data;
  await insertEvent(q, { ...counted, kind, data, hour: toHour(world.clock()) });
}
