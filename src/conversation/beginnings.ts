/**
 * The timers and acts that the program itself begins, beside the words of `INTERRUPTS`. Every pilot needs a flow for
 * each: without it, no person would be told of a counsellor's answer or of a change of an appointment. The check
 * refuses a pilot that has removed one.
 */

/** The kinds of timers that the program sets. */
export const TIMERS = [
  'answer',
  'app-news',
  'appointment-changed',
  'appointment-missed',
  'appointment-not-held',
  'ask-outcome',
  'ask-rating',
  'cancel-asked',
  'document-unsent',
  'erased',
  'file-lost',
  'hand-back',
  'invite-to-book',
  'news',
  'offer-freed-time',
  'plan-reminder',
  'reminder',
  'too-fast',
] as const;
export type TimerKind = (typeof TIMERS)[number];

/**
 * The timers by which staff write to a person who asked for them. They need no consent, since people who only look around
 * ask for a human too.
 */
export const FROM_STAFF: readonly string[] = ['answer', 'file-lost', 'hand-back'] satisfies TimerKind[];

/** The acts of standing buttons that the program shows, or presses for the person. */
export const ACTS = ['app-linked', 'ask', 'human', 'reference', 'thread', 'undo-leave', 'who'] as const;
export type Act = (typeof ACTS)[number];

/**
 * The names of flows in earlier versions, each with its present name. Conversations, timers, buttons and events are
 * kept for months, some in backups, so the old names must stay understood. Timers and acts had the names of their
 * flows.
 */
export const RENAMED: Readonly<Record<string, string>> = {
  after: 'ask-rating',
  'appointment-cancelled': 'appointment-changed',
  'appointment-moved': 'appointment-changed',
  apps: 'linked-apps',
  data: 'my-data',
  freed: 'offer-freed-time',
  linked: 'app-linked',
  missed: 'appointment-missed',
  off: 'appointment-changed',
  rate: 'rate-appointment',
  shifted: 'appointment-changed',
  take: 'take-freed-time',
  told: 'tell-news',
  unwait: 'leave-waitlist',
  work: 'rights',
};

/** Today's name of a flow, a timer or an act. */
export const currentName = (name: string): string => (Object.hasOwn(RENAMED, name) ? (RENAMED[name] ?? name) : name);
