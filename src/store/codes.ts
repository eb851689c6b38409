/** The codes that columns hold, where no pure module has them. */

/** The kind of a dated offer for many people. */
export const GROUP_KINDS = ['course', 'workshop', 'information'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** The kind of what an appointment may need beside a counsellor. */
export const RESOURCE_KINDS = ['room', 'interpreter'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** A message of a person. `dead`: it was tried as often as may be. */
export type InboxState = 'queued' | 'done' | 'dead';

/** A reply to a person. */
export type OutboxState = 'queued' | 'sent' | 'failed';

/** A message that a provider took from us, as the provider reports it. */
export type DispatchState = 'sent' | 'delivered' | 'read' | 'failed';

/** A person's request for a human. */
export type RequestState = 'open' | 'answered' | 'withdrawn';

/** A news item that is sent to many people. */
export type BroadcastState = 'running' | 'stopped' | 'done';

/**
 * A change of an appointment that its person did not make: staff gave it another time, staff called it off, or another
 * chat that has the reference cancelled it.
 */
export const CHANGES = ['moved', 'called-off', 'cancelled-elsewhere'] as const;
export type ChangeKind = (typeof CHANGES)[number];

/** Why a counsellor's own calendar could not be read. `stopped`: the server ended while it was read. */
export const CALENDAR_FAILURES = ['unreachable', 'refused', 'too-much', 'unreadable', 'stopped'] as const;
export type CalendarFailure = (typeof CALENDAR_FAILURES)[number];

/** The kind of a notice that tells a counsellor of an appointment. */
export type NoticeOfChange = 'new' | 'moved' | 'cancelled';

/** The kind of a notice that holds the list of a day; its `appointment` is the date. */
export const MORNING = 'morning';
export type NoticeKind = NoticeOfChange | typeof MORNING;
