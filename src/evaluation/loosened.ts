import type { EventRow } from './history.ts';
import { startOfMonth } from './periods.ts';

/**
 * What stays of the events of a person who is forgotten: of the time only the month on the calendar of the pilot's zone,
 * and no topic. With an hour or a topic, an event could be matched with an appointment, and through it the person's
 * characteristics with a person in front of a counsellor.
 *
 * A release counts the same people in the same rows before and after: it looks at months, and of a characteristic it
 * takes the last that was said, so only the last of each month stays.
 */
export function loosened(events: readonly EventRow[], zoneOf: (pilot: string | null) => string): EventRow[] {
  const kept = new Map<string, EventRow>();
  for (const [i, event] of [...events].sort((a, b) => a.hour - b.hour).entries()) {
    const { topic: _, ...data } = event.data;
    const hour = startOfMonth(event.hour, zoneOf(event.pilot));
    const corrects = event.kind === 'person-coded' ? `${event.pilot} ${hour} ${data.dimension}` : String(i);
    kept.set(corrects, { ...event, data, hour });
  }
  // Sorted by what is left, so that the order of the rows does not tell the order of the events.
  return [...kept.values()].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
