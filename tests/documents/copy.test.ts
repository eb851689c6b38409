import { afterAll, describe, expect, test } from 'vitest';
import { newSkills } from '../../src/conversation/skills.ts';
import { copyDocument } from '../../src/documents/copy.ts';
import { createTypesetter } from '../../src/documents/typesetter.ts';
import { CodedEvent, EXIT_REASONS, NOTED_OUTCOMES } from '../../src/evaluation/events.ts';
import { DEEDS, INVITATION_STATES } from '../../src/store/codes.ts';
import type { Param, Texts } from '../../src/text/texts.ts';
import type { PersonCopy } from '../../src/turn/people/person-copy.ts';
import { START } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { readPdf } from './pdf.ts';

const { model } = content;
const { texts } = model;
const AT = new Date(START).toISOString();
const SETTING = { zone: 'Europe/Belgrade', country: 'RS' };

const REQUEST = { id: 'r1', pilot: 'serbia', language: 'ar', demo: true, at: AT, answeredAt: null, closedAt: null };
const TALK: PersonCopy['appointments'][number] = {
  ...{ pilot: 'serbia', reference: 'KXWD-4721', counsellor: 'c1', topic: 'job', status: 'scheduled', language: 'ar' },
  ...{
    mode: 'phone',
    family: false,
    interpreter: false,
    interpretedBy: null,
    room: null,
    groupOffer: null,
    signUp: null,
  },
  ...{ wishes: ['woman'], phone: '+381 60 1234567', canRemind: true, confirmedAt: null, markedAt: null, demo: true },
  ...{ askedAt: null, stands: false, crowd: false, unreached: false, startAt: AT, endAt: AT },
};
const shown = { language: 'ar' } as const;

/** Everything that a copy can hold. */
const FULL: PersonCopy = {
  ...{ copiedAt: AT, language: 'ar', pilot: 'serbia', looking: false, lastDay: '2026-11-24' },
  consent: { pilot: 'serbia', notice: 2, language: 'ar', at: AT },
  profile: {
    ...{ gender: 'woman', status: 'recognised', born: '1990', education: 'isced-0-2', children: 'yes' },
    ...{ counsellor: 'woman', childcare: 'yes', reminders: 'full', news: 'yes', 'ask-until': '2027-12-31' },
    'rated-rights': 'said',
  },
  steps: ['rights', 'gone-step'],
  plans: [{ step: 'register', day: '2026-11-26', place: 'nsz', remind: true }],
  questions: ['right-family', 'gone-question'],
  counsellorsSeePlans: true,
  strength: { strength: 'patient', example: 'I taught a child to read.' },
  skills: {
    ...newSkills(),
    ...{ name: 'Amal', jobs: [{ id: 1, kind: 'paid', words: 'I sewed', occupation: 'tailor' }], shown: true },
  },
  programme: {
    enrolled: { on: '2026-10-12', at: START },
    exit: { on: '2026-11-20', at: START, reason: 'work' },
    outcomes: [{ id: 'o1', outcome: 'job', on: '2026-11-20', at: START }],
  },
  contacts: [{ channel: 'telegram', handle: 'amal', alsoKnownAs: ['+381601234567'], blocked: true, lastHeardAt: AT }],
  appointments: [TALK, { ...TALK, mode: 'in-person', status: 'arrived', phone: null, wishes: [] }],
  waitingFor: [{ topic: 'job', wish: {}, since: AT }],
  invitations: INVITATION_STATES.map((state) => ({ state, topic: 'job', at: AT, until: AT })),
  reminders: ['reminder', 'plan-reminder', 'ask-outcome', 'ask-rating'].map((kind) => ({ kind, target: 'x', at: AT })),
  requests: (['open', 'answered', 'unanswered', 'withdrawn'] as const).map((state, i) => ({
    ...REQUEST,
    ...{ state, kind: i === 0 ? 'complaint' : 'human' },
    thread: (['person', 'staff', 'note', 'handover'] as const).map((from) => ({
      ...{ from, at: AT, words: `words of ${from}`, file: from === 'person' ? 'voice' : null },
    })),
  })),
  messages: [
    { at: AT, channel: 'telegram', from: 'person', content: { kind: 'open' } },
    { at: AT, channel: 'telegram', from: 'person', content: { kind: 'text', text: 'hello' } },
    { at: AT, channel: 'telegram', from: 'person', content: { kind: 'tap', button: 'a.1.1' } },
    { at: AT, channel: 'telegram', from: 'person', content: { kind: 'media', media: 'photo', caption: 'my papers' } },
    {
      ...{ at: AT, channel: 'telegram', from: 'saputnik' },
      content: { ...shown, kind: 'choice', text: 'Which?', from: 1, options: [{ id: 'a.1.1', label: 'This one' }] },
    },
    { at: AT, channel: 'telegram', from: 'saputnik', content: { ...shown, kind: 'clear' } },
  ],
  counted: CodedEvent.options.map((option) => ({ kind: option.shape.kind.value, hour: AT })),
  looks: DEEDS.map((what) => ({ what, target: 'x', at: AT })),
};
const NOTHING: PersonCopy = {
  ...FULL,
  ...{ language: null, pilot: null, consent: null, looking: true, profile: {}, steps: [], plans: [], questions: [] },
  ...{ counsellorsSeePlans: false, strength: null, skills: null, programme: null, contacts: [], appointments: [] },
  ...{ waitingFor: [], invitations: [], reminders: [], requests: [], messages: [], counted: [], looks: [] },
};

const allOf = (copy: PersonCopy, language: string, of: Texts = texts) => {
  const { title, about, sections } = copyDocument({ ...model, texts: of }, copy, { language, ...SETTING });
  const lines = sections.flatMap(({ heading, fields, lines, entries }) => [
    ...[heading, ...lines],
    ...fields.flatMap(({ label, text }) => [label, text]),
    ...entries.flatMap((entry) => [entry.title, ...entry.lines]),
  ]);
  return [title, about, ...lines];
};

describe.each(texts.languages.map(({ tag }) => tag))('a copy to read, in %s', (language) => {
  test('says everything in words', () => {
    const all = allOf(FULL, language);
    // What is gone meanwhile stays as its code.
    for (const words of ['gone-question', 'amal', 'hello', 'words of note', 'KXWD-4721', '+381 60 1234567'])
      expect(all.join('\n')).toContain(words);
    for (const line of all)
      expect(line).not.toMatch(/\{\{|\[object|undefined|NaN|\b(people|staff|common|topics):[a-z]/);
    for (const code of [...CodedEvent.options.map((option) => option.shape.kind.value), ...DEEDS].filter((one) =>
      one.includes('-'),
    ))
      expect(all.map((line) => line.replace(/^[^:]*: |: \d+$/, ''))).not.toContain(code);
  });

  test('says where there is nothing', () => {
    const nothing = texts.say(language, 'people:copy.nothing');
    expect(allOf(NOTHING, language).filter((line) => line === nothing).length).toBeGreaterThan(8);
  });
});

test('every text of a copy is said in one', () => {
  const heard = new Set<string>();
  const listen = (param: Param): void => {
    if (typeof param === 'object' && 'text' in param) heard.add(param.text);
  };
  const listening: Texts = {
    ...texts,
    say: (language, key, params = {}) => {
      heard.add(key);
      Object.values(params).forEach(listen);
      return texts.say(language, key, params);
    },
  };
  const many = Array.from({ length: 501 }, () => FULL.messages[1] as PersonCopy['messages'][number]);
  const discreet = { ...FULL, profile: { reminders: 'discreet' }, messages: many };
  for (const copy of [FULL, NOTHING, discreet]) allOf(copy, 'en', listening);
  for (const outcome of NOTED_OUTCOMES)
    allOf({ ...FULL, programme: { outcomes: [{ id: 'o', outcome, on: '2026-11-20', at: START }] } }, 'en', listening);
  for (const reason of EXIT_REASONS)
    allOf({ ...FULL, programme: { exit: { on: '2026-11-20', at: START, reason }, outcomes: [] } }, 'en', listening);
  const ofCopy = texts.keys('en').filter((key) => key.startsWith('people:copy.'));
  expect(ofCopy.filter((key) => !heard.has(key))).toEqual([]);
});

describe('as a file', () => {
  const typesetter = createTypesetter();
  afterAll(() => typesetter.stop());

  test.each(['en', 'ar'])('is set in %s, on as many pages as it needs', async (language) => {
    const long = { ...FULL, messages: Array.from({ length: 300 }, (_, i) => FULL.messages[i % 6] ?? never()) };
    const { pages, text, info } = await readPdf(
      await typesetter.copy(copyDocument(model, long, { language, ...SETTING })),
    );
    expect(pages).toBeGreaterThan(5);
    expect(text).toContain('KXWD-4721');
    expect(info.Author).toBeUndefined();
  });
});

function never(): never {
  throw new Error('there are messages');
}
