/**
 * What the program itself begins, beside the words of `INTERRUPTS`. A flow of every pilot begins by each, or a counsellor's
 * answer or a change of an appointment would never be told: the check refuses a pilot that has removed one.
 */

/** The kinds of timers that the program sets. */
export const TIMERS = [
  'answer',
  'appointment-cancelled',
  'appointment-missed',
  'appointment-moved',
  'ask-rating',
  'news',
  'offer-freed-time',
  'reminder',
] as const;
export type TimerKind = (typeof TIMERS)[number];

/** The acts of standing buttons that the program shows, or presses for somebody. */
export const ACTS = ['app-linked', 'human', 'reference'] as const;
export type Act = (typeof ACTS)[number];

/**
 * What flows were called in earlier versions, and what they are called now. Conversations, timers, buttons and events are
 * kept for months, some in backups, so that the old names stay understood. Timers and acts had the names of their flows.
 */
export const RENAMED: Readonly<Record<string, string>> = {
  after: 'ask-rating',
  apps: 'linked-apps',
  data: 'my-data',
  freed: 'offer-freed-time',
  linked: 'app-linked',
  missed: 'appointment-missed',
  off: 'appointment-cancelled',
  rate: 'rate-appointment',
  shifted: 'appointment-moved',
  take: 'take-freed-time',
  told: 'tell-news',
  unwait: 'leave-waitlist',
};

/** Today's name of a flow, a timer or an act. */
export const currentName = (name: string): string => (Object.hasOwn(RENAMED, name) ? (RENAMED[name] ?? name) : name);
