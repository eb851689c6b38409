import { localDays } from './hours.ts';
import { freeTimes, type OpenDay, type Supply, type TopicRule } from './slots.ts';

/**
 * The part of a day's times that is open to people whom we cannot write to first. They cannot be asked whether they will
 * come, and one person can begin many such chats: the rest of each day is kept for people who can be reached.
 */
const SHARE = 3 / 4;

/** A time that is booked. */
export interface BookedTime {
  counsellor: string;
  /** Epoch ms. */
  startAt: number;
  /** Its person cannot be written to first. */
  unreached: boolean;
}

/**
 * The days on which a person whom we cannot write to first may take one more time; the first one of a day is always
 * open. `supply`: the counsellors of the search. A day has as many times as all of them together could hold talks, those
 * that are booked and those that are free, so that the share is the same however many counsellors there are, and
 * whatever this person wishes for.
 */
export function daysForUnreached(
  open: readonly OpenDay[],
  booked: readonly BookedTime[],
  supply: Supply,
  rule: TopicRule,
  zone: string,
  now: number,
): OpenDay[] {
  const bounds = new Map(
    localDays(zone, now, rule.horizonDays).map((day) => [day.date, [day.at(0), day.at(24 * 60)] as const]),
  );
  const free = freeTimes(supply, rule, zone, now);
  const counsellors = new Set(supply.desks.map(({ counsellor }) => counsellor));
  const theirs = booked.filter(({ counsellor }) => counsellors.has(counsellor));
  return open.filter(({ date }) => {
    const [from = 0, to = 0] = bounds.get(date) ?? [];
    const taken = theirs.filter(({ startAt }) => startAt >= from && startAt < to);
    const unreached = taken.filter((one) => one.unreached).length;
    return unreached < Math.max(1, Math.floor(((free.get(date) ?? 0) + taken.length) * SHARE));
  });
}
