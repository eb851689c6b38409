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
  /** Days with a free slot, the soonest first. */
  'slot.days': spec({ reads: ['topic', 'counsellor'], sets: ['days'], outcomes: ['some', 'none'] }),
  'slot.times': spec({
    reads: ['topic', 'counsellor', 'day'],
    sets: ['times', 'zoneName'],
    outcomes: ['some', 'none'],
  }),
  /** What the chosen time means, to be confirmed. */
  'slot.show': spec({
    reads: ['topic', 'counsellor', 'time'],
    sets: ['when', 'zoneName', 'officeName', 'officeAddress', 'interpreter'],
    outcomes: ['free', 'taken'],
  }),
  'appointment.book': spec({
    reads: ['topic', 'counsellor', 'time'],
    sets: ['reference', 'when', 'zoneName', 'officeName', 'officeAddress', 'target', 'times'],
    outcomes: ['booked', 'taken', 'full', 'overlaps'],
  }),
  'appointment.list': spec({ reads: [], sets: ['appointments'], outcomes: ['some', 'none'] }),
  'appointment.show': spec({
    reads: ['target'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress'],
    outcomes: ['scheduled', 'cancelled', 'past', 'unknown'],
  }),
  'appointment.cancel': spec({
    reads: ['target'],
    sets: ['reference', 'when'],
    outcomes: ['cancelled', 'past', 'unknown'],
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
