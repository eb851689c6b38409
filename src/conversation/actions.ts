/**
 * What a flow may ask of the world: which variables an action reads and sets, and how it can end.
 * Pure data; `turn/actions/` carries them out. The check demands that a flow handles every outcome.
 */
interface ActionSpec {
  reads: readonly string[];
  sets: readonly string[];
  outcomes: readonly [string, ...string[]];
}

const spec = <const S extends ActionSpec>(s: S) => s;

export const ACTIONS = {
  /** Consent to this pilot's notice, in its present version. */
  'consent.give': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /** Look around without a profile. */
  'consent.look': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /** STOP: consent withdrawn, nothing proactive any more; the open appointments stay until the person decides. */
  'consent.withdraw': spec({ reads: [], sets: ['appointments'], outcomes: ['none', 'some'] }),
  /** What is confirmed or published about the right to work for `status` in this pilot. */
  'rights.look': spec({
    reads: ['status'],
    sets: ['rights', 'asOf'],
    outcomes: ['confirmed', 'published', 'undated', 'unknown'],
  }),
  'service.list': spec({ reads: [], sets: ['services'], outcomes: ['some', 'none'] }),
  'service.show': spec({
    reads: ['service'],
    sets: ['serviceName', 'serviceOffer', 'serviceContact', 'source', 'asOf'],
    outcomes: ['confirmed', 'published', 'undated', 'unsure', 'gone'],
  }),
  'topic.list': spec({ reads: [], sets: ['topics'], outcomes: ['some', 'none'] }),
  /** Notes a wish for talks: an answer of the flow `wishes`. */
  'wish.keep': spec({ reads: ['wish'], sets: [], outcomes: ['done'] }),
  /** The offices where a talk can be had. */
  'office.list': spec({ reads: [], sets: ['offices'], outcomes: ['some', 'one'] }),
  /** Days with a free slot, the soonest first; or which wishes to give up, so that there are some. */
  'slot.days': spec({ reads: ['topic'], sets: ['days', 'relaxed', 'wishes'], outcomes: ['some', 'none'] }),
  'slot.times': spec({ reads: ['topic', 'day'], sets: ['times', 'zoneName'], outcomes: ['some', 'none'] }),
  /** What the chosen time means, to be confirmed; it is kept for a while. A talk by phone wants a number first. */
  'slot.show': spec({
    reads: ['topic', 'time', 'phone'],
    sets: ['when', 'zoneName', 'officeName', 'officeAddress', 'interpreter', 'wishes', 'times'],
    outcomes: ['free', 'phone', 'taken'],
  }),
  /** Books the time, or moves the appointment `moving` to it. */
  'appointment.book': spec({
    reads: ['topic', 'time', 'whom', 'phone', 'moving'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress', 'target', 'times'],
    outcomes: ['booked', 'moved', 'taken', 'full', 'overlaps'],
  }),
  'appointment.list': spec({ reads: [], sets: ['appointments'], outcomes: ['some', 'none'] }),
  'appointment.show': spec({
    reads: ['target'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress'],
    outcomes: ['scheduled', 'cancelled', 'past', 'unknown'],
  }),
  /** Begins to move the person's own appointment; one of a group has its date. */
  'appointment.change': spec({
    reads: ['target'],
    sets: ['moving', 'topic', 'reference', 'when'],
    outcomes: ['scheduled', 'cancelled', 'past', 'unknown', 'fixed'],
  }),
  /** The person will come. */
  'appointment.confirm': spec({
    reads: ['target'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress'],
    outcomes: ['confirmed', 'cancelled', 'past', 'unknown'],
  }),
  'appointment.cancel': spec({
    reads: ['target'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress'],
    outcomes: ['cancelled', 'past', 'unknown'],
  }),
  /** What a reminder may say: `target` is a reference with the arm. */
  'reminder.open': spec({
    reads: ['target'],
    sets: ['target', 'reference', 'when', 'day', 'clock', 'zoneName', 'officeName', 'officeAddress'],
    outcomes: ['discreet', 'full', 'soon', 'over'],
  }),
  /** How much reminders say, and how many there are. */
  'reminder.choose': spec({ reads: ['style', 'soon'], sets: [], outcomes: ['done'] }),
  /** The person wants to be told when a time for this topic is free. */
  'waitlist.join': spec({ reads: ['topic'], sets: [], outcomes: ['waiting', 'unreachable'] }),
  'waitlist.leave': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /** Whether a time that became free still is. */
  'waitlist.show': spec({ reads: ['target'], sets: ['when', 'zoneName'], outcomes: ['free', 'gone'] }),
  /** The first to tap has it. */
  'waitlist.take': spec({
    reads: ['target'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress', 'target', 'times'],
    outcomes: ['booked', 'gone', 'full', 'overlaps'],
  }),
  /** Asks how a talk was; `ratings` are the answers. */
  'feedback.ask': spec({ reads: ['target'], sets: ['ratings'], outcomes: ['ask', 'over'] }),
  'feedback.give': spec({ reads: ['target'], sets: [], outcomes: ['done', 'unknown'] }),
  /** Courses, workshops and information days that have a place left for this person. */
  'group.list': spec({ reads: [], sets: ['groups'], outcomes: ['some', 'none'] }),
  'group.show': spec({
    reads: ['group'],
    sets: ['groupName', 'when', 'zoneName', 'officeName', 'officeAddress', 'places'],
    outcomes: ['open', 'women', 'gone'],
  }),
  'group.join': spec({
    reads: ['group'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress', 'target', 'times'],
    outcomes: ['joined', 'gone', 'already', 'overlaps'],
  }),
  /** Puts the person on the counsellors' list; asking twice keeps the first place. */
  'human.request': spec({ reads: [], sets: ['readAt', 'zoneName', 'offices'], outcomes: ['soon', 'unknown'] }),
  /** The numbers of the safety card, one for all or three; leaves no trace. */
  'safety.show': spec({
    reads: [],
    sets: ['police', 'fire', 'ambulance', 'helplines'],
    outcomes: ['three', 'one', 'none'],
  }),
  /** The person wants to be told of what is new, or not any more. */
  'news.join': spec({ reads: [], sets: [], outcomes: ['done'] }),
  'news.leave': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /** A code for another app of the same person's. */
  'link.code': spec({ reads: [], sets: ['code'], outcomes: ['done'] }),
  /** The person's other apps. */
  'link.list': spec({ reads: [], sets: ['apps'], outcomes: ['some', 'none'] }),
  'link.remove': spec({ reads: ['app'], sets: [], outcomes: ['done'] }),
  /** Forgets the person: appointments cancelled, everything deleted once the last word is out. */
  'person.erase': spec({ reads: [], sets: [], outcomes: ['done'] }),
} as const satisfies Record<string, ActionSpec>;

export type ActionName = keyof typeof ACTIONS;
