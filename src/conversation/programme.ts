import type { ExitReason, NotedOutcome } from '../evaluation/events.ts';

/** Something that staff have noted: the day (ISO) on which it was so, and when it was noted (epoch ms). */
export interface Noted {
  on: string;
  at: number;
}

/** What became of a person, as staff know it. */
export interface Outcome extends Noted {
  id: string;
  outcome: NotedOutcome;
}

/** What staff note of a person's time in the programme. It exists only with consent, and ends with it. */
export interface Programme {
  enrolled?: Noted;
  /** The last exit: who comes back and leaves again has one. */
  exit?: Noted & { reason: ExitReason };
  outcomes: Outcome[];
}

export const newProgramme = (): Programme => ({ outcomes: [] });

/** Whether a person was met: they came to an appointment, or are enrolled. */
export const isMet = (hasCome: boolean, programme: Programme | undefined): boolean =>
  hasCome || programme?.enrolled !== undefined;
