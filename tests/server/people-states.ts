import { STATUSES } from '../../src/booking/status.ts';
import { answerKey, answersTo, CORRECTABLE, type Correctable, questionOf } from '../../src/conversation/answers.ts';
import { CHANNELS } from '../../src/conversation/message.ts';
import { EXIT_REASONS, NOTED_OUTCOMES } from '../../src/evaluation/events.ts';
import { type Answer, type Answers, answersPage } from '../../src/server/staff/people/answers.ts';
import { type Card, type Consents, cardPage } from '../../src/server/staff/people/card.ts';
import { type Erasing, erasePage } from '../../src/server/staff/people/erase.ts';
import { ERASED, type Finding, findPersonPage, type NotFound } from '../../src/server/staff/people/find.ts';
import type { Inviting } from '../../src/server/staff/people/invite.ts';
import { CARD_NOTICES } from '../../src/server/staff/people/notice.ts';
import type { Programmes } from '../../src/server/staff/people/programme.ts';
import { REASONS } from '../../src/store/changes.ts';
import { INVITATION_STATES } from '../../src/store/codes.ts';
import type { Openness } from '../../src/turn/office/people/person.ts';
import { PROGRAMME_ACTS } from '../../src/turn/office/people/programme.ts';
import { DAY, HOUR, START } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { REQUEST } from './request-states.ts';
import { any, every, READERS, type State, TAGS, TALK, YES_AND_NO } from './states.ts';

/** The states of the page to find a person, and of the person's card. */

/** The forms of a plural differ. */
const HELD = [1, 2, 3, 5, 11, 15].map((heldMinutes): NotFound => ({ heldMinutes }));

export const FIND_STATES: State[] = every<Pick<Finding, 'why' | 'erased'> & { code: string }>({
  erased: [null, ...ERASED],
  why: [null, 'unknown', 'ended', ...HELD],
  code: ['', '"<48291> 73605"'],
}).map(
  ({ code, ...shown }): State =>
    ({ model }, language) =>
      findPersonPage(model.texts, language, {
        ...{ ...shown, typed: { reference: '', code }, now: START },
        ...any({ principal: READERS }),
      }),
);

const past = STATUSES.map((status, i) => ({ ...TALK, id: `p${i}`, status, startAt: START - DAY, endAt: START - HOUR }));

const TAKEN: Card['taken'] = {
  pilot: 'serbia',
  done: ['rights', 'childcare'],
  questions: ['right-family'],
  plans: [{ step: 'register', day: '2026-11-26', place: 'nsz', remind: true }],
  strength: { strength: '<b>I bake', example: 'Bread for a hundred & more.' },
  cv: { host: 'sr-Latn', own: 'ar' },
};
const NOTHING = { pilot: 'serbia', done: [], questions: [], plans: [], strength: null, cv: null };
const CONSENTS: Consents = {
  notice: { version: 1, language: 'ar', at: START },
  ...{ plans: true, cv: true, news: true, later: '2027-12-31' },
};

const NOW = { on: '2026-11-20', at: START };
const LONG_AGO = { on: '2026-10-01', at: START - 30 * DAY };
const outcomes = [NOW, LONG_AGO].flatMap((noted, i) =>
  NOTED_OUTCOMES.map((outcome) => ({ ...noted, outcome, id: `${outcome}-${i}` })),
);
const drafts: Programmes['draft'][] = [
  null,
  ...PROGRAMME_ACTS.map((act) => ({
    act,
    typed: { on: ['"<x>"'], reason: ['<y>'], outcome: ['<z>'], id: [act === 'outcome-change' ? 'job-0' : ''] },
    faults: {
      on: {
        text: 'faults:day' as const,
        params: { least: { fullDate: '2026-01-01' }, most: { fullDate: '2026-11-24' } },
      },
      reason: { text: 'faults:choose' as const, params: { allowed: '<a>' } },
      outcome: { text: 'faults:choose' as const, params: { allowed: '<b>' } },
    },
  })),
];
const programmes: (Programmes | null)[] = [
  null,
  ...drafts.flatMap((draft) =>
    [
      { outcomes: [] },
      { enrolled: NOW, outcomes },
      { enrolled: LONG_AGO, outcomes },
      ...EXIT_REASONS.flatMap((reason) =>
        [NOW, LONG_AGO].map((noted) => ({ enrolled: LONG_AGO, exit: { ...noted, reason }, outcomes: [] })),
      ),
    ].map((programme, i) => ({ programme, hasCome: i === 1, today: '2026-11-24', draft })),
  ),
];

const INVITING: Card['inviting'][] = [
  null,
  ...every<Pick<Inviting, 'may' | 'draft'> & { newest: Inviting['newest'] }>({
    may: ['yes', 'stopped', 'nowhere'],
    newest: [
      null,
      ...INVITATION_STATES.flatMap((state, i) =>
        [null, ...REASONS].map((reason) => ({
          id: 'i1',
          topic: i === 3 ? '<gone>' : 'job',
          at: START,
          told: i % 3,
          state,
          reason,
        })),
      ),
    ],
    draft: [
      null,
      {
        typed: { topic: ['"<x>"'], until: ['<y>'] },
        faults: {
          topic: { text: 'faults:hasOne' },
          until: {
            text: 'faults:day',
            params: { least: { fullDate: '2026-11-25' }, most: { fullDate: '2027-01-23' } },
          },
        },
      },
    ],
  }).map((one) => ({
    ...{ ...one, lastDay: '2026-12-08', topics: ['job', 'papers'] },
    days: { least: '2026-11-25', most: '2027-01-23', usual: '2026-12-08', ahead: 60 },
  })),
];

const cards = every<Pick<Card, 'openness' | 'taken' | 'toCome' | 'past' | 'requests' | 'consents'>>({
  openness: ['whole', 'bare', 'unreadable', 'forgotten'] satisfies Openness[],
  taken: [null, NOTHING, TAKEN],
  toCome: [[], [TALK]],
  past: [[], past],
  requests: [[], [REQUEST, { ...REQUEST, id: 'r2', kind: 'complaint' }]],
  consents: [null, { ...CONSENTS, plans: false, cv: false, news: false, later: null }, CONSENTS],
});

const NOTHING_ELSE = { openness: 'whole', taken: null, toCome: [], past: [], requests: [], consents: null } as const;

export const CARD_STATES: State[] = [
  ...cards.map((card) => ({ ...card, ...any({ programme: programmes }) })),
  ...programmes.map((programme) => ({ ...NOTHING_ELSE, programme, toCome: [], past: [], requests: [] })),
].map((shown): State => {
  const card: Card = {
    ...shown,
    ...{ handle: 'x'.repeat(164), pilot: 'serbia', zone: 'Europe/Belgrade', now: START },
    ...any({
      language: [...TAGS, null],
      apps: [[], [...CHANNELS]],
      lastDay: ['2026-11-24', null],
      principal: READERS,
      copies: [
        { own: 'ar', host: 'sr-Latn' },
        { own: 'de', host: 'de' },
      ],
      notice: [null, ...CARD_NOTICES],
      inviting: INVITING,
    }),
  };
  return ({ model }, language) => cardPage(model.texts, language, card);
});

const { model } = content;
const asked = (typed: Partial<Record<Correctable, string>>): Answer[] =>
  CORRECTABLE.flatMap((name) => {
    const question = questionOf(model, 'serbia', name);
    if (question === undefined) return [];
    const options = answersTo(question).map((value) => ({ value, label: answerKey(model, 'serbia', name, value) }));
    const range = question.expect === 'number' ? { min: question.min, max: question.max } : null;
    return [{ name, value: typed[name] ?? '', options, range, isRatherNot: typed.born === '' }];
  });
const answers = every<Pick<Answers, 'answers' | 'faults'>>({
  answers: [asked({}), asked({ born: '"<2019>"', gender: 'woman', status: 'family' }), asked({ born: '' })],
  faults: [
    {},
    {
      born: { text: 'faults:young', params: { years: 15 } },
      gender: { text: 'faults:choose', params: { allowed: '<a>' } },
    },
  ],
}).map(
  (shown): State =>
    ({ model: { texts } }, language) =>
      answersPage(texts, language, {
        ...{ ...shown, handle: 'x'.repeat(164), now: START },
        ...any({ principal: READERS }),
      }),
);

const erasing = every<Pick<Erasing, 'reach' | 'isSure'>>({
  reach: ['nowhere', 'fetches', 'freely', 'window'],
  isSure: YES_AND_NO,
}).map(
  (shown): State =>
    ({ model: { texts } }, language) =>
      erasePage(texts, language, {
        ...{ ...shown, handle: 'x'.repeat(164), now: START },
        ...any({ principal: READERS }),
      }),
);

/** The pages for what a person may ask of the team. */
export const RIGHTS_STATES: State[] = [...answers, ...erasing];
