import { type Applicant, hasEnded, TRACES } from './applicants.ts';
import { type Audit, isHeard } from './audit.ts';
import { type Journal, markOf, repetitions } from './journal.ts';
import type { Loot } from './thief.ts';
import type { collector } from './verdict.ts';

/** What the provider says of a file that it never takes; the person is told a link then. */
export const REFUSED = 'too large';
const TELLS_LINK = 'I could not send the file here.';

type Expect = ReturnType<typeof collector>['expect'];

/** Somebody, and what they have said. */
export interface Told extends Applicant {
  said: ReturnType<Journal['planned']>[number]['said'][];
  /** Whether they had come to their end when the server was killed. */
  isOver: boolean;
  /** Whether they come to it once what was not acknowledged is heard, too. */
  willBeOver: boolean;
}

export function toldBy(applicant: Applicant, journal: Journal): Told {
  const planned = journal.planned().filter(({ handle }) => handle === applicant.handle);
  const acknowledged = journal.acknowledged();
  const heard = planned.filter(({ id }) => acknowledged.has(id));
  const said = planned.map((message) => message.said);
  return {
    ...applicant,
    said,
    isOver: hasEnded(
      applicant,
      heard.map((message) => message.said),
    ),
    willBeOver: hasEnded(applicant, said),
  };
}

/** A name and a number stand in no message to or from anybody, sealed or not. */
export function checkMessages({ values }: Loot, expect: Expect): void {
  for (const { place, text } of values.filter((value) => /^(?:inbox|outbox):/.test(value.place)))
    expect(![...TRACES.name, ...TRACES.number].some((one) => text.includes(one)), 'a message keeps a name', place);
}

/** Of somebody who said STOP, no document waits, and no answer is kept. */
export function checkStopped({ people, documents, values }: Loot, handle: string, expect: Expect): void {
  const id = people.get(handle);
  const words = [...TRACES.name, ...TRACES.number, ...TRACES.words];
  const kept = values.filter(({ person, place }) => person === id && place.startsWith('person:'));
  expect(kept.length === 1, 'somebody who said STOP is gone', handle);
  expect(!kept.some(({ text }) => words.some((one) => text.includes(one))), 'answers outlive STOP', handle);
  expect(!documents.some(({ person }) => person === id), 'a document outlives STOP', handle);
}

/** Somebody who is there was heard, and was sent all that they asked for, as a file or by a link. */
export function checkServed(
  { handle, said, willBeOver }: Told,
  shown: readonly string[],
  { traces }: Audit,
  loot: Loot,
  expect: Expect,
): void {
  const trace = traces.get(handle);
  const replies = trace?.replies ?? [];
  const sent = replies.filter(({ state }) => state === 'sent').map(({ reply }) => markOf(reply));
  expect(
    replies.every(({ state }) => state !== 'queued'),
    'a reply still waits',
    handle,
  );
  expect(
    sent.every((mark) => shown.includes(mark)),
    'a reply did not arrive',
    handle,
  );
  // What was under way at STOP may have arrived all the same, and a turn about it was dropped.
  if (willBeOver) return;
  expect(isHeard(trace?.heard, said), 'messages of a person are missing, repeated or out of order', handle);
  expect(repetitions(shown, sent) !== undefined, 'replies to a person are missing or out of order', handle);
  const id = loot.people.get(handle);
  const failures = loot.failures.filter(({ person }) => person === id);
  const links = replies.filter(({ reply }) => 'text' in reply && reply.text.startsWith(TELLS_LINK));
  expect(
    failures.every(({ reason }) => reason === REFUSED),
    'a document was given up',
    handle,
  );
  expect(links.length === failures.length, 'a document came neither as a file nor by a link', handle);
  const waiting = loot.documents.filter(({ person }) => person === id);
  expect(
    waiting.every(({ isLinked }) => isLinked),
    'the answers of a document that was sent are kept',
    handle,
  );
}
