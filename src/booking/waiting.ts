import { MINUTE } from './hours.ts';
import type { OpenDay, Slot, TopicRule } from './slots.ts';

/** Who waits for a free time hears of every one that they do not know, once a day at most. */

/** The free slots of some days that can still be booked after `now` (epoch ms), the soonest first. */
export const bookable = (days: readonly OpenDay[], { noticeMinutes }: TopicRule, now: number): Slot[] =>
  days.flatMap(({ slots }) => slots).filter(({ startAt }) => bookableUntil(startAt, { noticeMinutes }) > now);

/** The end of the time in which a slot can be booked (epoch ms). */
export const bookableUntil = (startAt: number, { noticeMinutes }: Pick<TopicRule, 'noticeMinutes'>): number =>
  startAt - noticeMinutes * MINUTE;

/** The slots whose start is not among those that a person knows (`known`, epoch ms; null: none). */
export function unknown<T extends Pick<Slot, 'startAt'>>(slots: readonly T[], known: readonly number[] | null): T[] {
  const starts = new Set(known);
  return slots.filter(({ startAt }) => !starts.has(startAt));
}

/** What a person waits for who waits for a place in a group, in the place of a topic. */
export const groupTopic = (group: string): string => `group:${group}`;

/** The group that somebody waits for; undefined where they wait for a talk about a topic. */
export const groupAwaited = (topic: string): string | undefined =>
  topic.startsWith(groupTopic('')) ? topic.slice(groupTopic('').length) : undefined;
