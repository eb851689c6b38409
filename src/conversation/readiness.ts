import { READINESS_MOMENTS, type ReadinessMoment } from '../evaluation/events.ts';
import type { Way } from './conversation.ts';

/** The entry of the profile that says that the readiness check of a moment was answered. */
export const readyEntry = (moment: ReadinessMoment): string => `ready-${moment}`;

/** The entry of the profile that says that a step was rated. */
export const ratedEntry = (step: string): string => `rated-${step}`;

/** The steps after which the check is asked again. */
const AFTER: Readonly<Record<string, ReadinessMoment>> = { cv: 'cv', 'looking-back': 'exit' };

/** The moment whose readiness check is open to a person; undefined where none is, or no step is done yet. */
export function readinessDue(
  way: Way | undefined,
  profile: Readonly<Record<string, string>>,
): ReadinessMoment | undefined {
  if (way === undefined || way.done.length === 0) return undefined;
  const reached = way.done.flatMap((step) => AFTER[step] ?? []);
  const moment = READINESS_MOMENTS.findLast((one) => one === 'start' || reached.includes(one)) ?? 'start';
  return profile[readyEntry(moment)] === undefined ? moment : undefined;
}
