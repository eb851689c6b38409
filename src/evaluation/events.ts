import { z } from 'zod';

/**
 * The only text that an event can carry: a code from flows and lists. A sentence, a name with a space or a mail address
 * does not fit.
 */
const code = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,40}$/i, 'events carry codes, never text');

/** What is known of a person, by which numbers break people down: they stated it, or the way they came shows it. */
export const PERSON_DIMENSIONS = [
  'gender',
  'language',
  'channel',
  'status',
  'born',
  'education',
  'employment',
  'children',
] as const;

/**
 * The readiness check: six own items, not validated as a scale. The scales that are (GSE, IPL-12) have no licence for it.
 */
export const READINESS_ITEMS = ['rights', 'help', 'skills', 'apply', 'interview', 'day'] as const;
export const READINESS_ANSWERS = ['yes', 'partly', 'not-yet'] as const;
/** When it is asked: after the first step, after the CV, and when the person looks back at the end. */
export const READINESS_MOMENTS = ['start', 'cv', 'exit'] as const;
export type ReadinessMoment = (typeof READINESS_MOMENTS)[number];

/** After how many months people are asked what became of them, if they have agreed to it. */
export const OUTCOME_MONTHS = ['6', '12'] as const;
export const OUTCOMES = ['training', 'qualification', 'job', 'none', 'left'] as const;

/**
 * What staff note that became of a person. The ESF+ counts training, a qualification and a job, the AMIF a language level
 * and an application for recognition.
 */
export const NOTED_OUTCOMES = [
  'registered',
  'training',
  'internship',
  'qualification',
  'applied',
  'recognised',
  'language',
  'job',
] as const;
export type NotedOutcome = (typeof NOTED_OUTCOMES)[number];

/** Why somebody leaves the programme. */
export const EXIT_REASONS = ['completed', 'work', 'training', 'moved', 'silent', 'wish', 'other'] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

const HOUR = 3_600_000;

/** What people answer who are asked how an appointment, or a step of the way, was. */
export const RATINGS = ['good', 'middling', 'bad'] as const;

/** The last reminder that came through before an appointment. */
export const REMINDED = ['none', '3d', '1d', '2h'] as const;

/** How long before an appointment it is booked, in days on the calendar. */
export const LEADS = ['same-day', '1-3-days', '4-7-days', '8-14-days', 'later'] as const;
export const leadOf = (days: number): (typeof LEADS)[number] =>
  days < 1 ? 'same-day' : days <= 3 ? '1-3-days' : days <= 7 ? '4-7-days' : days <= 14 ? '8-14-days' : 'later';

/** How long somebody waits for a human, from the moment they ask until the first answer goes out. */
export const ANSWERED_WITHIN = ['1h', '4h', '24h', '3d', 'later'] as const;
export function answeredWithin(ms: number): (typeof ANSWERED_WITHIN)[number] {
  const hours = ms / HOUR;
  return hours <= 1 ? '1h' : hours <= 4 ? '4h' : hours <= 24 ? '24h' : hours <= 72 ? '3d' : 'later';
}

/** Who moves an appointment or calls it off: the person, in any chat that has its number, or staff. */
const DOERS = ['person', 'staff'] as const;

/** A month: the day would tell too much of the life of one person. */
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

/** An event, for evaluation. Every number that an evaluator sees is counted from events. */
export const CodedEvent = z.discriminatedUnion('kind', [
  /** The person entered a flow: the top of its funnel. */
  z.strictObject({ kind: z.literal('flow-started'), flow: code }),
  /** The person reached a flow's end: the foot of its funnel. */
  z.strictObject({ kind: z.literal('flow-finished'), flow: code }),
  /** The person planned the next action of a step of the way, or did what they had planned. */
  z.strictObject({ kind: z.literal('plan-made'), step: code }),
  z.strictObject({ kind: z.literal('plan-done'), step: code }),
  /** Progress on the way to work: people per milestone. */
  z.strictObject({ kind: z.literal('milestone'), name: code }),
  /** The person consented to a version of the notice, in the language in which they read it: counts participants. */
  z.strictObject({ kind: z.literal('consent-given'), version: code, language: code }),
  /** STOP: the person withdrew their consent and left. */
  z.strictObject({ kind: z.literal('consent-withdrawn') }),
  /** A characteristic of the person, new or corrected, by which tables break people down. */
  z.strictObject({
    kind: z.literal('person-coded'),
    dimension: z.enum(PERSON_DIMENSIONS),
    value: code,
  }),
  /** An appointment was booked, by topic. */
  z.strictObject({ kind: z.literal('appointment-booked'), topic: code, lead: z.enum(LEADS) }),
  /** An appointment was cancelled, by topic. */
  z.strictObject({ kind: z.literal('appointment-cancelled'), topic: code, by: z.enum(DOERS) }),
  /** An appointment was moved to another time, by topic. */
  z.strictObject({ kind: z.literal('appointment-moved'), topic: code, by: z.enum(DOERS) }),
  /** The person said that they would come to an appointment, by topic. */
  z.strictObject({ kind: z.literal('appointment-confirmed'), topic: code }),
  /**
   * The person came to an appointment or missed it. `reminded` is the last reminder that came through before it, for the
   * no-show rate by arm.
   */
  z.strictObject({ kind: z.literal('appointment-arrived'), topic: code, reminded: z.enum(REMINDED) }),
  z.strictObject({ kind: z.literal('appointment-missed'), topic: code, reminded: z.enum(REMINDED) }),
  /** An appointment did not take place because of us, by topic. It is no part of the no-show rate. */
  z.strictObject({ kind: z.literal('appointment-not-held'), topic: code }),
  /** The person rated an appointment. */
  z.strictObject({ kind: z.literal('appointment-rated'), rating: z.enum(RATINGS) }),
  /** The person rated a step of the way. */
  z.strictObject({ kind: z.literal('step-rated'), step: code, rating: z.enum(RATINGS) }),
  /** How ready the person says that they feel for work, item by item; the moments are compared in pairs. */
  z.strictObject({
    kind: z.literal('readiness-said'),
    moment: z.enum(READINESS_MOMENTS),
    item: z.enum(READINESS_ITEMS),
    said: z.enum(READINESS_ANSWERS),
  }),
  /** What became of the person, half a year or a year after they agreed to be asked. */
  z.strictObject({ kind: z.literal('outcome-said'), after: z.enum(OUTCOME_MONTHS), outcome: z.enum(OUTCOMES) }),
  /** Staff enrolled the person in the programme, in this month. */
  z.strictObject({ kind: z.literal('enrolled'), month }),
  /** The person left the programme, in this month; who comes back and leaves again has two, and the last counts. */
  z.strictObject({ kind: z.literal('exited'), month, reason: z.enum(EXIT_REASONS) }),
  /** Staff noted what became of the person, in this month. */
  z.strictObject({ kind: z.literal('outcome-noted'), month, outcome: z.enum(NOTED_OUTCOMES) }),
  /** The person asked for a human. */
  z.strictObject({ kind: z.literal('human-requested') }),
  /** The first answer of a human went out to the person. */
  z.strictObject({ kind: z.literal('human-answered'), within: z.enum(ANSWERED_WITHIN) }),
  /** The person began to wait for a free time or place, and booked one that they had waited for. */
  z.strictObject({ kind: z.literal('waiting-joined') }),
  z.strictObject({ kind: z.literal('waiting-served') }),
  /**
   * The person had all their data deleted. Events that were counted before stay, under a pseudonym that leads to no
   * person.
   */
  z.strictObject({ kind: z.literal('erased') }),
]);
export type CodedEvent = z.infer<typeof CodedEvent>;

/** Epoch milliseconds cut to the hour: the exact minute would let an event be matched with a chat. */
export const toHour = (ms: number): number => Math.floor(ms / HOUR) * HOUR;
