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

/**
 * A message that a provider took from us, as the provider reports it. `closed`: it was refused because the person has not
 * written for too long.
 */
export type DispatchState = 'sent' | 'delivered' | 'read' | 'failed' | 'closed';

/** The kind of a request: for a human, or a complaint, which only the coordinator reads. */
export type RequestKind = 'human' | 'complaint';

/** A person's request. It is open until it is closed: with an answer or without one, or because the person has left. */
export type RequestState = 'open' | 'answered' | 'unanswered' | 'withdrawn';

/**
 * An invitation to book. `booked`: the person has an appointment about its topic. `declined`: they said *not now*. `done`:
 * somebody of the staff has dealt with it.
 */
export const INVITATION_STATES = ['open', 'booked', 'declined', 'done'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** The kinds of media that reach staff. A document is a PDF. */
export const FILE_MEDIA = ['voice', 'photo', 'document'] as const;
export type FileMedia = (typeof FILE_MEDIA)[number];

/** `waiting`: to be fetched. `lost`: it could not be fetched, or is none that staff can see, hear or save. */
export type FileState = 'waiting' | 'kept' | 'lost';

/**
 * Who wrote an entry of a thread, and for whom: the person, staff to the person, staff for themselves (a note), or staff
 * to a colleague.
 */
export type EntryFrom = 'person' | 'staff' | 'note' | 'handover';

/** A news item that is sent to many people. */
export type BroadcastState = 'running' | 'stopped' | 'done';

/**
 * Why staff give an appointment another time, as its person is told: the counsellor is not there, the office is closed,
 * the person asked for it, or for another reason, which they are not told. That a counsellor is ill is nobody's business.
 */
export const MOVE_REASONS = ['away', 'closed', 'asked', 'other'] as const;
export type MoveReason = (typeof MOVE_REASONS)[number];

/** Why staff call an appointment off, as its person is told; `other` is not told. */
export const OFF_REASONS = ['away', 'closed', 'other'] as const;
export type OffReason = (typeof OFF_REASONS)[number];

/**
 * A change of an appointment that its person did not make: staff gave it another time or called it off (and why), it takes
 * place elsewhere, one meeting of a course or all that are left were called off, or one was added; or another chat that
 * has the reference cancelled it.
 */
export const CHANGES = [
  'moved',
  'moved-away',
  'moved-closed',
  'moved-asked',
  'moved-place',
  'called-off',
  'called-off-away',
  'called-off-closed',
  'called-off-meeting',
  'called-off-course',
  'meeting-added',
  'booked',
  'cancelled-elsewhere',
] as const;
export type ChangeKind = (typeof CHANGES)[number];

/** The change that a move for this reason is. */
export const moveFor = (why: MoveReason) => (why === 'other' ? 'moved' : (`moved-${why}` as const));

/** The change that calling off for this reason is. */
export const offFor = (why: OffReason) => (why === 'other' ? 'called-off' : (`called-off-${why}` as const));

/** Whether the appointment takes place after a change: at another time than the person knows, or as one more. */
export const isToCome = (kind: ChangeKind): boolean =>
  kind === 'meeting-added' || kind === 'booked' || kind.startsWith('moved');

/** Whether staff called the appointment off. */
export const isCalledOff = (kind: ChangeKind): boolean => kind.startsWith('called-off');

/** Why a counsellor's own calendar could not be read. `stopped`: the server ended while it was read. */
export const CALENDAR_FAILURES = ['unreachable', 'refused', 'too-much', 'unreadable', 'stopped'] as const;
export type CalendarFailure = (typeof CALENDAR_FAILURES)[number];

/** The kind of a notice that tells staff of an appointment. */
export type NoticeOfChange = 'new' | 'moved' | 'cancelled';

/** The kind of a notice that tells staff of a request: its person waits for an answer, or has waited for too long. */
export type NoticeOfRequest = 'waiting' | 'late';

/** The kind of a notice that holds the list of a day; its `subject` is the date. */
export const MORNING = 'morning';

/** The kind of a notice that the chat of an account can't be reached any more; its `subject` is the account. */
export const CHAT_LOST = 'chat-lost';
export type NoticeKind = NoticeOfChange | NoticeOfRequest | typeof MORNING | typeof CHAT_LOST;

/**
 * Who gets a notice. A counsellor has a mail address for invitations to their calendar, whether they have an account or
 * not; an account is told in its chat.
 */
export type Addressee = 'counsellor' | 'account';

/** The codes of the entries of the log of staff. A text of the page of the log names each. */
export const DEEDS = [
  'appointment',
  'appointment-arrived',
  'appointment-missed',
  'appointment-not-held',
  'appointment-unmarked',
  'appointment-booked',
  'counter-booked',
  'appointment-moved',
  'appointment-off',
  'appointment-told',
  'appointment-stands',
  'appointment-written',
  'appointment-cv',
  'request',
  'request-answered',
  'request-taken',
  'request-handed-on',
  'request-snoozed',
  'request-noted',
  'request-closed',
  'request-handed-back',
  'request-escalated',
  'copied',
  'person',
  'person-held',
  'person-cv',
  'person-answers',
  'person-corrected',
  'person-enrolled',
  'person-exited',
  'person-outcome',
  'person-taken-back',
  'person-erased',
  'person-invited',
  'person-invitation-done',
  'broadcast-previewed',
  'broadcast-sent',
  'broadcast-running',
  'broadcast-stopped',
  'hours-set',
  'absence-noted',
  'absence-removed',
  'closing-set',
  'calendar-set',
  'feed-renewed',
  'group-added',
  'group-changed',
  'group-removed',
  'meeting-added',
  'meeting-off',
  'course-off',
  'group-opened',
  'counsellor-added',
  'counsellor-changed',
  'counsellor-ended',
  'counsellor-resumed',
  'counsellor-removed',
  'resource-added',
  'resource-changed',
  'resource-removed',
  'topic-added',
  'topic-changed',
  'topic-moved',
  'topic-ended',
  'signed-in',
  'signed-in-passkey',
  'signed-in-demonstration',
  'signed-out',
  'sign-in-refused',
  'sign-in-held',
  'refused',
  'refused-other',
  'proved',
  'invited',
  'invitation-withdrawn',
  'joined',
  'secrets-renewed',
  'rights-changed',
  'disabled',
  'enabled',
  'password-changed',
  'passkey-added',
  'passkey-removed',
  'codes-renewed',
  'sessions-ended',
  'chat-code',
  'chat-linked',
  'chat-unlinked',
  'chat-lost',
  'told-changed',
  'row-added',
  'row-changed',
  'row-confirmed',
  'row-ended',
  'row-resumed',
  'row-removed',
  'reports-done',
  'letters-retried',
  'letters-dropped',
  'phone-asked',
  'phone-unlinked',
  'log-purged',
] as const;
export type Deed = (typeof DEEDS)[number];
