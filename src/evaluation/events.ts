import { z } from 'zod';

/** The only text that an event can carry: a code from flows and lists. A sentence, a name with a space, a mail address don't fit. */
const code = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,40}$/i, 'events carry codes, never text');

/** What a table can break people down by, because they said it or their way here shows it. */
export const PERSON_DIMENSIONS = ['gender', 'language', 'channel', 'status'] as const;

/** What happened, for evaluation. Every number that an evaluator sees is counted from these. */
export const CodedEvent = z.discriminatedUnion('kind', [
  /** Somebody entered a flow: the top of its funnel. */
  z.strictObject({ kind: z.literal('flow-started'), flow: code }),
  /** Somebody reached a flow's end: the foot of its funnel. */
  z.strictObject({ kind: z.literal('flow-finished'), flow: code }),
  /** An option was chosen: the funnel between, step by step, and what people answer. Free answers leave no event. */
  z.strictObject({ kind: z.literal('step-answered'), flow: code, step: code, option: code }),
  /** Progress on the way to work: people per milestone. */
  z.strictObject({ kind: z.literal('milestone'), name: code }),
  /** Consent to a version of the notice, in the language it was read in: participants. */
  z.strictObject({ kind: z.literal('consent-given'), version: code, language: code }),
  /** STOP: who left. */
  z.strictObject({ kind: z.literal('consent-withdrawn') }),
  /** A characteristic, new or corrected: what people are broken down by. */
  z.strictObject({ kind: z.literal('person-coded'), dimension: z.enum(PERSON_DIMENSIONS), value: code }),
  /** Talks booked, by topic. */
  z.strictObject({ kind: z.literal('appointment-booked'), topic: code }),
  /** Talks called off, by topic. */
  z.strictObject({ kind: z.literal('appointment-cancelled'), topic: code }),
  /** Talks that got another time, by topic. */
  z.strictObject({ kind: z.literal('appointment-moved'), topic: code }),
  /** Talks that somebody said they would come to, by topic. */
  z.strictObject({ kind: z.literal('appointment-confirmed'), topic: code }),
  /** What became of talks, by the last reminder that came through before it (none, 3d, 1d, 2h): the no-show rate by arm. */
  z.strictObject({ kind: z.literal('appointment-arrived'), topic: code, reminded: code }),
  z.strictObject({ kind: z.literal('appointment-missed'), topic: code, reminded: code }),
  /** How a talk was, in the words of a button. */
  z.strictObject({ kind: z.literal('appointment-rated'), rating: code }),
  /** Somebody asked for a human. */
  z.strictObject({ kind: z.literal('human-requested') }),
  /** Somebody had everything about them deleted; what was counted before stays, under a pseudonym of nobody. */
  z.strictObject({ kind: z.literal('erased') }),
]);
export type CodedEvent = z.infer<typeof CodedEvent>;

const HOUR = 3_600_000;

/** Epoch milliseconds cut to the hour: the exact minute would let an event be matched with a chat. */
export const toHour = (ms: number): number => Math.floor(ms / HOUR) * HOUR;
