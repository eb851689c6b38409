import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { CodedEvent } from '../../src/evaluation/events.ts';
import { type EventRow, historyOf } from '../../src/evaluation/history.ts';
import { INDICATOR_NAMES, type IndicatorName } from '../../src/evaluation/indicators.ts';
import { readHalfYear } from '../../src/evaluation/periods.ts';
import { timesIn } from '../../src/evaluation/rows.ts';

const ZONE = 'Europe/Belgrade';
const half = readHalfYear('2026-H2', ZONE);
if (half === undefined) throw new Error('no half-year');

/** One thing that somebody did at a time on the wall clock of Belgrade, written as people write it. */
type Did = [at: string, event: CodedEvent];

const rowsOf = (did: readonly Did[]): EventRow[] =>
  did.map(([at, { kind, ...data }]) => ({
    ...{ pilot: 'serbia', pseudonym: 'p', demo: false, kind, data: data as EventRow['data'] },
    hour: Temporal.PlainDateTime.from(at).toZonedDateTime(ZONE).epochMilliseconds,
  }));

/** The rows that a person stands in, and how often: `row` or `row x2`; who is here, and what they said, is left out. */
function countedOf(did: readonly Did[]): string[] {
  const history = historyOf(rowsOf(did), half as NonNullable<typeof half>);
  if (history === null) return ['nowhere'];
  return [...timesIn(history)]
    .filter(([row]) => !/^(active|gender|age|status|language|channel|education|employment|children)(\/|$)/.test(row))
    .map(([row, times]) => (times === 1 ? row : `${row} x${times}`))
    .sort();
}

const topic = 'job';
const WOMAN: Did = ['2026-06-01T10:00', { kind: 'person-coded', dimension: 'gender', value: 'woman' }];
const HERE: Did = ['2026-06-01T10:00', { kind: 'consent-given', version: '1', language: 'en' }];

/** For every indicator a history that somebody has written down, and the rows that they worked out for it by hand. */
const KNOWN: Partial<Record<IndicatorName, [what: string, did: Did[], rows: string[]][]>> = {
  new: [
    ['a man who came for the first time', [['2026-08-01T00:00', HERE[1]]], ['new', 'new/2026-08']],
    [
      'a woman who came for the first time in the last hour',
      [
        ['2026-12-31T23:00', HERE[1]],
        ['2026-12-31T23:00', WOMAN[1]],
      ],
      ['new', 'new/2026-12', 'new/women'],
    ],
    ['somebody who was there before', [HERE, ['2026-08-01T00:00', { kind: 'consent-withdrawn' }]], []],
    ['somebody who came an hour too early, and not again', [['2026-06-30T23:00', HERE[1]]], ['nowhere']],
    ['somebody who came an hour too late', [['2027-01-01T00:00', HERE[1]]], ['nowhere']],
  ],
  met: [
    ['somebody who is enrolled', [HERE, ['2026-07-01T00:00', { kind: 'enrolled', month: '2026-06' }]], ['met']],
    [
      'who came twice',
      [
        HERE,
        WOMAN,
        ['2026-09-02T10:00', { kind: 'appointment-arrived', topic, reminded: 'none' }],
        ['2026-10-02T10:00', { kind: 'appointment-arrived', topic, reminded: '1d' }],
      ],
      [
        'due x2',
        'due-by-reminder/1d',
        'due-by-reminder/none',
        'due/2026-09',
        'due/2026-10',
        'due/women x2',
        'met',
        'met/women',
      ],
    ],
  ],
  'step-shown': [
    [
      'a step that is begun twice and finished once',
      [
        HERE,
        WOMAN,
        ['2026-07-03T10:00', { kind: 'flow-started', flow: 'cv' }],
        ['2026-08-03T10:00', { kind: 'flow-started', flow: 'cv' }],
        ['2026-08-03T11:00', { kind: 'flow-finished', flow: 'cv' }],
      ],
      ['step-finished/cv', 'step-finished/cv/women', 'step-shown/cv', 'step-shown/cv/women'],
    ],
  ],
  'plan-made': [
    [
      'a plan that is made and done',
      [
        HERE,
        ['2026-07-03T10:00', { kind: 'plan-made', step: 'papers' }],
        ['2026-07-04T10:00', { kind: 'plan-done', step: 'papers' }],
      ],
      ['plan-done/papers', 'plan-made/papers'],
    ],
  ],
  booked: [
    [
      'a booking that is confirmed, moved by both, and called off by staff',
      [
        HERE,
        ['2026-07-01T00:00', { kind: 'appointment-booked', topic, lead: '4-7-days' }],
        ['2026-07-02T10:00', { kind: 'appointment-confirmed', topic }],
        ['2026-07-02T11:00', { kind: 'appointment-moved', topic, by: 'person' }],
        ['2026-07-02T12:00', { kind: 'appointment-moved', topic, by: 'staff' }],
        ['2026-07-03T10:00', { kind: 'appointment-cancelled', topic, by: 'staff' }],
      ],
      [
        'booked',
        'booked/2026-07',
        'cancelled',
        'cancelled-by-staff',
        'confirmed',
        'lead/4-7-days',
        'moved x2',
        'moved-by-staff',
      ],
    ],
    [
      'one that the person calls off',
      [HERE, ['2026-07-03T10:00', { kind: 'appointment-cancelled', topic, by: 'person' }]],
      ['cancelled'],
    ],
  ],
  missed: [
    [
      'one missed, one not held because of us',
      [
        HERE,
        ['2026-11-30T10:00', { kind: 'appointment-missed', topic, reminded: '2h' }],
        ['2026-12-01T10:00', { kind: 'appointment-not-held', topic }],
      ],
      ['due', 'due-by-reminder/2h', 'due/2026-11', 'missed', 'missed-by-reminder/2h', 'missed/2026-11', 'not-held'],
    ],
  ],
  waiting: [
    [
      'somebody who waits twice and is served once',
      [
        HERE,
        ['2026-07-03T10:00', { kind: 'waiting-joined' }],
        ['2026-07-09T10:00', { kind: 'waiting-served' }],
        ['2026-08-03T10:00', { kind: 'waiting-joined' }],
      ],
      ['waiting x2', 'waiting-served'],
    ],
  ],
  asked: [
    [
      'three requests of which two are answered',
      [
        HERE,
        WOMAN,
        ...(['07', '08', '09'] as const).map((month): Did => [`2026-${month}-03T10:00`, { kind: 'human-requested' }]),
        ['2026-08-04T10:00', { kind: 'human-answered', within: '24h' }],
        ['2026-09-03T10:00', { kind: 'human-answered', within: '1h' }],
      ],
      [
        'answered-within/1h',
        'answered-within/24h',
        'asked x3',
        'asked/2026-07',
        'asked/2026-08',
        'asked/2026-09',
        'asked/women x3',
        'asking',
        'asking/women',
        'unanswered',
        'unanswered/women',
      ],
    ],
    [
      'an answer to a request of the half-year before',
      [
        HERE,
        ['2026-06-30T23:00', { kind: 'human-requested' }],
        ['2026-07-01T10:00', { kind: 'human-answered', within: '24h' }],
      ],
      ['answered-within/24h'],
    ],
  ],
  rated: [
    [
      'two appointments and two steps',
      [
        HERE,
        ['2026-07-03T10:00', { kind: 'appointment-rated', rating: 'good' }],
        ['2026-08-03T10:00', { kind: 'appointment-rated', rating: 'bad' }],
        ['2026-08-03T11:00', { kind: 'step-rated', step: 'cv', rating: 'good' }],
        ['2026-08-03T12:00', { kind: 'step-rated', step: 'rights', rating: 'good' }],
      ],
      ['rated x2', 'rating/bad', 'rating/good', 'step-rating/good'],
    ],
  ],
  outcome: [
    [
      'a job and a course, noted for months before',
      [
        HERE,
        WOMAN,
        ['2026-07-03T10:00', { kind: 'outcome-noted', month: '2026-05', outcome: 'job' }],
        ['2026-07-03T10:00', { kind: 'outcome-noted', month: '2026-06', outcome: 'training' }],
      ],
      ['outcome/job', 'outcome/job/women', 'outcome/training', 'outcome/training/women'],
    ],
  ],
  'outcome-said': [
    [
      'what she says after half a year',
      [HERE, ['2026-07-03T10:00', { kind: 'outcome-said', after: '6', outcome: 'job' }]],
      ['outcome-said/job'],
    ],
  ],
  left: [
    [
      'two exits, since she came back',
      [
        HERE,
        ['2026-07-03T10:00', { kind: 'exited', month: '2026-07', reason: 'work' }],
        ['2026-11-03T10:00', { kind: 'exited', month: '2026-11', reason: 'moved' }],
      ],
      ['left'],
    ],
  ],
  readiness: [
    [
      'better in one, worse in none',
      [
        ['2026-03-01T10:00', { kind: 'readiness-said', moment: 'start', item: 'rights', said: 'not-yet' }],
        ['2026-03-01T10:00', { kind: 'readiness-said', moment: 'start', item: 'help', said: 'yes' }],
        ['2026-08-01T10:00', { kind: 'readiness-said', moment: 'exit', item: 'rights', said: 'partly' }],
        ['2026-08-01T10:00', { kind: 'readiness-said', moment: 'exit', item: 'help', said: 'yes' }],
      ],
      ['readiness/better'],
    ],
    [
      'as much better as worse',
      [
        ['2026-03-01T10:00', { kind: 'readiness-said', moment: 'start', item: 'rights', said: 'not-yet' }],
        ['2026-03-01T10:00', { kind: 'readiness-said', moment: 'start', item: 'help', said: 'yes' }],
        ['2026-08-01T10:00', { kind: 'readiness-said', moment: 'exit', item: 'rights', said: 'partly' }],
        ['2026-08-01T10:00', { kind: 'readiness-said', moment: 'exit', item: 'help', said: 'partly' }],
      ],
      ['readiness/same'],
    ],
    [
      'asked at the end alone',
      [HERE, ['2026-08-01T10:00', { kind: 'readiness-said', moment: 'exit', item: 'rights', said: 'yes' }]],
      [],
    ],
    [
      'asked at the end of an earlier half-year',
      [
        ['2026-03-01T10:00', { kind: 'readiness-said', moment: 'start', item: 'rights', said: 'not-yet' }],
        ['2026-06-01T10:00', { kind: 'readiness-said', moment: 'exit', item: 'rights', said: 'yes' }],
        ['2026-08-01T10:00', { kind: 'human-requested' }],
      ],
      ['asked', 'asked/2026-08', 'asking', 'unanswered'],
    ],
  ],
};

describe.each(Object.entries(KNOWN))('%s', (_, known) => {
  test.each(known ?? [])('%s', (_what, did, rows) => {
    expect(countedOf(did)).toEqual([...rows].sort());
  });
});

describe('who is here', () => {
  const active = (did: Did[]) => {
    const history = historyOf(rowsOf(did), half as NonNullable<typeof half>);
    return history === null
      ? []
      : [...timesIn(history).keys()].filter((row) => !/^(new|step|asked|asking|unanswered)/.test(row)).sort();
  };
  const coded = (
    at: string,
    dimension: 'gender' | 'status' | 'language' | 'born' | 'children' | 'channel' | 'education' | 'employment',
    value: string,
  ): Did => [at, { kind: 'person-coded', dimension, value }];

  test('counts once, in each month, and by what they said last before the end', () => {
    expect(
      active([
        ...(['gender', 'status'] as const).map((one) =>
          coded('2026-05-01T10:00', one, one === 'gender' ? 'man' : 'asylum-seeker'),
        ),
        ...[
          coded('2026-05-01T10:00', 'born', '1996'),
          coded('2026-05-01T10:00', 'language', 'ar'),
          coded('2026-05-01T10:00', 'channel', 'telegram'),
        ],
        ...[coded('2026-05-01T10:00', 'education', 'isced-5-8'), coded('2026-05-01T10:00', 'employment', 'inactive')],
        ['2026-07-01T00:00', { kind: 'human-requested' }],
        coded('2026-12-31T23:00', 'status', 'recognised'),
        // Said when the half-year was over.
        coded('2027-01-01T00:00', 'gender', 'woman'),
      ]),
    ).toEqual(
      [
        ...['active', 'active/2026-07', 'active/2026-12', 'age/30-54', 'channel/telegram', 'children/not-said'],
        ...['education/isced-5-8', 'employment/inactive', 'gender/man', 'language/ar', 'status/recognised'],
      ].sort(),
    );
  });

  test.each([
    ['1997', 'under-30'],
    ['1996', '30-54'],
    ['1972', '30-54'],
    ['1971', '55-and-over'],
    ['rather-not', 'not-said'],
  ])('born in %s is %s', (born, age) => {
    expect(active([coded('2026-08-01T10:00', 'born', born)])).toContain(`age/${age}`);
  });
});

test('every indicator is in a history here', () => {
  const seen = new Set(
    Object.values(KNOWN).flatMap((known) =>
      (known ?? []).flatMap(([, , rows]) => rows.map((row) => row.replace(/ x\d$/, '').split('/')[0])),
    ),
  );
  const characteristics = [
    'active',
    'gender',
    'age',
    'status',
    'language',
    'channel',
    'education',
    'employment',
    'children',
  ];
  expect(INDICATOR_NAMES.filter((name) => !seen.has(name) && !characteristics.includes(name))).toEqual([]);
});
