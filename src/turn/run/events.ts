import { CodedEvent, toHour } from '../../evaluation/events.ts';
import { insertEvent } from '../../store/events.ts';
import type { Q } from '../../store/store.ts';
import type { Booking } from '../world.ts';

/** The pilot and the person's pseudonym that an event is counted under; null where there is none. */
interface Counted {
  pilot: string | null;
  pseudonym: string | null;
  demo: boolean;
}

/**
 * Writes an event. An event that carries anything but codes is left out and reported to the operator: a defect of a
 * flow must neither store a person's words in clear nor cost the person their turn.
 */
export async function saveEvent(world: Booking, q: Q, counted: Counted, event: CodedEvent): Promise<void> {
  const read = CodedEvent.safeParse(event);
  if (!read.success) {
    world.log.error({ kind: event.kind, alert: 'event' }, 'an event that holds no code was left out');
    return;
  }
  const { kind, ...data } = read.data;
  await insertEvent(q, { ...counted, kind, data, hour: toHour(world.clock()) });
}
