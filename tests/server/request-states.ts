import type { Content } from '../../src/content.ts';
import type { Html } from '../../src/server/html/layout.ts';
import type { Reader } from '../../src/server/staff/reader.ts';
import {
  GROUPS,
  type Listed,
  NOTICES,
  type Notice,
  queuePage,
  type Thread,
  threadPage,
} from '../../src/server/staff/requests/view.ts';
import type { FileMedia, FileState } from '../../src/store/codes.ts';
import type { FileRow } from '../../src/store/request-files.ts';
import type { Request } from '../../src/store/requests.ts';
import type { Reach } from '../../src/turn/requests/reach.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';

/** The states of the pages of requests. */

type State = (content: Content, language: string) => Html;

const ZONE = 'Europe/Belgrade';
const PRINCIPAL: Reader = {
  ...{ role: 'coordinator', pilots: ['serbia'], who: 'account:a1', account: 'a1', name: '<Ana>' },
  ...{ counsellor: null, demo: false, session: 's1', provedAt: START },
};
/** A request of somebody who waits. */
export const REQUEST: Request = {
  ...{ id: 'r1', pilot: 'serbia', person: 'p1', language: 'ar', at: START, state: 'open', kind: 'human', demo: true },
  ...{ takenBy: null, snoozedUntil: null, waitingSince: START - MINUTE, escalatedAt: null, answeredAt: null },
  ...{ closedAt: null, entries: 3, version: 4, crowd: false },
};
const NOTES: (Notice | null)[] = [null, ...(Object.keys(NOTICES) as Notice[])];

const listed: Listed[] = [
  REQUEST,
  { ...REQUEST, waitingSince: START - 5 * HOUR, language: '' },
  { ...REQUEST, kind: 'complaint' as const, waitingSince: null },
  { ...REQUEST, snoozedUntil: START + DAY },
].flatMap((request, i) =>
  [null, '', '<Bojan>'].flatMap((taker, j) =>
    [null, [], ['<Ivo>', 'Mia']].map((interpreters, k) => ({
      request: { ...request, id: `r${i}-${j}-${k}` },
      ...{ zone: ZONE, taker, isMine: k === 0 && taker !== null, isUntold: k === 1, interpreters },
    })),
  ),
);
const places = { zone: ZONE, zoneName: 'Belgrade', version: '1.2.3', now: START, principal: PRINCIPAL };
const queues = NOTES.flatMap((notice) => [
  { ...places, notice, demo: true, groups: new Map() },
  {
    ...{ ...places, notice, demo: false },
    groups: new Map(
      GROUPS.map((name, i) => [
        name,
        listed.map((one) => ({ ...one, request: { ...one.request, id: `${i}-${one.request.id}` } })),
      ]),
    ),
  },
]);

const window = { way: 'window', until: START + HOUR } as const;
const reaches: Reach[] = [
  ...(['nowhere', 'fetches', 'freely'] as const).map((way) => ({ way })),
  ...[0, 1, 2, 5].flatMap((waiting) => [true, false].map((isOpen) => ({ ...window, isOpen, waiting }))),
];
const fileOf = (media: FileMedia, state: FileState): FileRow => ({
  ...{ id: `${media}-${state}`, person: 'p', request: 'r1', seq: 1, media, state, channel: null, ref: null },
  ...{ type: null, bytes: 1, due: START, attempts: 0, at: START },
});
const FROM = ['person', 'staff', 'note', 'handover'] as const;
const SENT: [FileMedia, FileState][] = [
  ['document', 'kept'],
  ['voice', 'waiting'],
  ['document', 'lost'],
];
const thread: Thread['thread'] = FROM.flatMap((from, i) =>
  ['', '<Bojan>'].map((name, j) => ({
    ...{ request: 'r1', seq: 2 * i + j, from, account: null, handedTo: null, at: START, words: '<b>&', name, to: name },
    language: from === 'staff' ? 'sr-Cyrl' : null,
    file: from === 'person' ? fileOf(j === 0 ? 'voice' : 'photo', 'kept') : undefined,
  })),
).concat(
  SENT.map(([media, state], i) => ({
    ...{ request: 'r1', seq: 8 + i, from: 'person' as const, account: null, handedTo: null, at: START, words: '' },
    ...{ name: '', to: '', language: null, file: fileOf(media, state) },
  })),
);
const threads = reaches.flatMap((reach, i) =>
  [null, '', '<Bojan>'].flatMap((taker) =>
    [true, false].map((isMine): Thread => {
      const notice = NOTES[i % NOTES.length] ?? null;
      return {
        ...{
          principal: PRINCIPAL,
          now: START,
          version: '1.2.3',
          zone: ZONE,
          reach,
          taker,
          isMine,
          isUntold: i % 2 === 0,
        },
        request: { ...REQUEST, kind: isMine ? 'complaint' : 'human' },
        thread: i === 0 ? [] : thread,
        colleagues: [{ to: 'account:b', name: '<Bojan>' }],
        interpreters: [{ to: 'resource:i', name: '<Ivo>' }],
        languages: ['ar', 'en', 'sr-Cyrl'],
        steps: ['cv', 'rights'],
        draft: { words: '</textarea><b>', language: 'en', notice },
      };
    }),
  ),
);

/** The page of all requests, and of one, in every state that they can be in. */
export const REQUEST_STATES: State[] = [
  ...queues.map(
    (queue): State =>
      ({ model }, language) =>
        queuePage(model.texts, language, queue),
  ),
  ...threads.map(
    (shown): State =>
      ({ model }, language) =>
        threadPage(model.texts, language, shown),
  ),
];
