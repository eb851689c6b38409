/** The grid of the calendar in milliseconds: every time and every length is a multiple of five minutes. */
export const BUCKET = 5 * 60_000;

/**
 * The five-minute buckets (epoch milliseconds / 300,000) of [startAt, endAt), ascending, so that two bookings of the
 * same buckets always claim them in the same order.
 *
 * @throws RangeError where a time (epoch milliseconds) is not a multiple of five minutes: rounding would leave minutes
 * unclaimed.
 */
export function buckets(startAt: number, endAt: number): number[] {
  const first = startAt / BUCKET;
  const end = endAt / BUCKET;
  if (!Number.isInteger(first) || !Number.isInteger(end)) {
    throw new RangeError(`not multiples of five minutes: ${startAt}, ${endAt}`);
  }
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
}
