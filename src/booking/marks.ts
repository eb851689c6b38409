import { Temporal } from 'temporal-polyfill';

/** An appointment that staff have marked, with when they did (epoch ms); null in a version that did not note it. */
interface MarkedTalk {
  endAt: number;
  markedAt: number | null;
}

/**
 * The end of the time (epoch ms) in which a mark can be corrected: so long after the appointment (`kept`, ms), and always
 * to the end of the day after the one on which it was made, on the wall clock of `zone`.
 */
export function correctableUntil({ endAt, markedAt }: MarkedTalk, zone: string, kept: number): number {
  if (markedAt === null) return endAt + kept;
  const marked = Temporal.Instant.fromEpochMilliseconds(markedAt).toZonedDateTimeISO(zone);
  return Math.max(endAt + kept, marked.startOfDay().add({ days: 2 }).epochMilliseconds);
}
