import type { LocalDay } from './hours.ts';
import type { OpenDay } from './slots.ts';

/**
 * The part of a day's times that is open to people whom we cannot write to first. They cannot be asked whether they will
 * come, and one person can begin many such chats: the rest of each day is kept for people who can be reached.
 */
const SHARE = 3 / 4;

/** A time that is booked. */
export interface BookedTime {
  /** Epoch ms. */
  startAt: number;
  /** Its person cannot be written to first. */
  unreached: boolean;
}

/**
 * The days on which a person whom we cannot write to first may take one more time; the first one of a day is always
 * open. `calendar`: the local days of the search.
 */
export function daysForUnreached(
  open: readonly OpenDay[],
  booked: readonly BookedTime[],
  calendar: readonly LocalDay[],
): OpenDay[] {
  const bounds = new Map(calendar.map((day) => [day.date, [day.at(0), day.at(24 * 60)] as const]));
  return open.filter(({ date, slots }) => {
    const [from = 0, to = 0] = bounds.get(date) ?? [];
    const taken = booked.filter(({ startAt }) => startAt >= from && startAt < to);
    const unreached = taken.filter((one) => one.unreached).length;
    return unreached < Math.max(1, Math.floor((slots.length + taken.length) * SHARE));
  });
}
