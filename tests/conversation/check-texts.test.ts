import { describe, expect, it, test } from 'vitest';
import { checkFlows, checkLanguages, type Finding } from '../../src/conversation/check.ts';
import type { Flows } from '../../src/conversation/flow.ts';
import { createModel } from '../../src/conversation/model.ts';
import { type Language, makeTexts } from '../../src/text/texts.ts';
import { around, type FlowInput, smallTexts, type Written } from './small-model.ts';

const LAW: FlowInput = {
  flow: 'law',
  act: 'law',
  start: 'say',
  steps: {
    say: { kind: 'say', next: 'critical' },
    critical: { kind: 'say', critical: true, next: 'list' },
    list: { kind: 'do', action: 'appointment.list', on: { some: 'items', none: 'end' } },
    items: { kind: 'say', buttons: { human: { from: 'appointments' } }, next: 'end' },
  },
};
const FLOWS = around(
  {
    few: { kind: 'ask', expect: 'choice', options: ['one', 'two'], next: 'many' },
    many: { kind: 'ask', expect: 'choice', options: ['one', 'two', 'three', 'four'], next: 'from' },
    from: { kind: 'ask', expect: 'choice', from: 'languages', options: ['one'], next: 'few' },
  },
  LAW,
);
const words = (n: number) => `Word${' word'.repeat(n - 1)}.`;
const find = (written: Written, flows: Flows = FLOWS): Finding[] => checkFlows(flows, smallTexts(flows, written));

describe('a broken text is found', () => {
  test.each<[string, Written, string, string]>([
    ['a missing text', { 'main:few.text': '' }, 'main:few.text', 'is missing'],
    ['a missing label', { 'main:few.options.one': '' }, 'main:few.options.one', 'is missing'],
    ['a missing button', { 'law:items.buttons.human': '' }, 'law:items.buttons.human', 'is missing'],
    ['an unknown variable', { 'main:few.text': '{{mood}}' }, 'main:few.text', 'the variable mood is never set'],
    [
      'a variable of another flow',
      { 'main:few.text': '{{appointments}}' },
      'main:few.text',
      'the variable appointments is never set',
    ],
    ['an item where there is none', { 'main:few.text': '{{item}}' }, 'main:few.text', 'the variable item is never set'],
    [
      'a button for each that does not say which',
      { 'law:items.buttons.human': 'This' },
      'law:items.buttons.human',
      'does not say which {{item}}',
    ],
    ['a long text', { 'main:few.text': 'Ab. '.repeat(226) }, 'main:few.text', 'is longer than 900 characters'],
    ['a long sentence', { 'law:say.text': words(25) }, 'law:say.text', 'has a sentence of 25 words; 24 are the most'],
    [
      'a long critical sentence',
      { 'law:critical.text': words(33) },
      'law:critical.text',
      'has a sentence of 33 words; 32 are the most',
    ],
    [
      'a long button',
      { 'main:few.options.one': 'x'.repeat(21) },
      'main:few.options.one',
      `"${'x'.repeat(21)}" is longer than the 20 characters of a button`,
    ],
    [
      'a long row',
      { 'main:many.options.one': 'x'.repeat(25) },
      'main:many.options.one',
      `"${'x'.repeat(25)}" is longer than the 24 characters of a button`,
    ],
    [
      'a long row beside a list',
      { 'main:from.options.one': 'x'.repeat(25) },
      'main:from.options.one',
      `"${'x'.repeat(25)}" is longer than the 24 characters of a button`,
    ],
    [
      'labels that read alike',
      { 'main:few.options.two': ' óne! ' },
      'main:few.options.two',
      'reads like main:few.options.one',
    ],
    [
      'a label that is an interrupt',
      { 'main:few.options.two': 'Help!' },
      'main:few.options.two',
      '"Help!" is also the word for help',
    ],
    ['an interrupt without a word', { 'interrupts:stop': [] }, 'interrupts:stop', 'has no word'],
    ['danger without a pattern', { 'patterns:danger': [] }, 'patterns:danger', 'has no pattern'],
    ['a word with two meanings', { 'interrupts:stop': ['stop', 'Hómé'] }, 'interrupts:stop', '"Hómé" also means menu'],
    ['a word that is danger too', { 'patterns:danger': ['sto*'] }, 'interrupts:stop', '"stop" also means danger'],
    [
      'a pattern that is none',
      { 'patterns:danger': ['x', 'he st*'] },
      'patterns:danger',
      '"he st*" needs 3 letters beside *',
    ],
    ['a harmless pattern that is none', { 'patterns:harmless': ['…'] }, 'patterns:harmless', '"…" holds no word'],
    ['a number as a word', { 'interrupts:stop': ['stop', '٩'] }, 'interrupts:stop', '"٩" is a number or nothing'],
    [
      'nothing as a word',
      { 'interrupts:stop': ['stop', '\u200b'] },
      'interrupts:stop',
      '"\u200b" is a number or nothing',
    ],
  ])('%s', (_, written, key, what) => {
    expect(find(written)).toContainEqual({ where: `en ${key}`, what });
  });

  it('lists of words that are not there at all, without an error', () => {
    const bare = makeTexts([{ tag: 'en', endonym: 'English', direction: 'ltr', reviewedBy: null }], { en: {} });
    expect(createModel(bare, {}, FLOWS, {}).words.interrupts.size).toBe(0);
    const found = checkFlows(FLOWS, bare);
    expect(found).toContainEqual({ where: 'en interrupts:menu', what: 'has no word' });
    expect(found).toContainEqual({ where: 'en patterns:danger', what: 'has no pattern' });
  });
});

describe('a sound text passes', () => {
  test.each<[string, Written]>([
    ['as it is', {}],
    ['a text of 900', { 'main:few.text': 'Ab. '.repeat(225) }],
    ['sentences as long as may be', { 'law:say.text': `${words(24)} ${words(24)}`, 'law:critical.text': words(32) }],
    [
      'labels as long as may be',
      {
        'main:few.options.one': 'x'.repeat(20),
        'main:many.options.one': 'x'.repeat(24),
        'main:from.options.one': 'x'.repeat(24),
      },
    ],
    ['the same label at two questions', { 'main:many.options.one': 'One' }],
    [
      'built-in variables',
      { 'main:few.text': '{{pilotName}} {{contact}}', 'main:few.options.one': '{{controller}} and so on' },
    ],
    ['its own variables', { 'law:items.text': '{{appointments}}' }],
    ['an option that is the interrupt', { 'help:help.buttons.menu': 'Home' }],
  ])('%s', (_, written) => {
    expect(find(written)).toEqual([]);
  });
});

const LANGUAGES: Language[] = [
  { tag: 'en', endonym: 'English', direction: 'ltr', reviewedBy: null },
  { tag: 'sr-Cyrl', endonym: 'Српски', direction: 'ltr', reviewedBy: null },
  { tag: 'sr-Latn', endonym: 'Srpski', direction: 'ltr', derivedFrom: 'sr-Cyrl', reviewedBy: null },
];

describe('languages are held against each other', () => {
  const flows = { note: FLOWS.note } as Flows;
  const tree = (note: object, others: object = {}) => ({ note, interrupts: { menu: ['x'] }, ...others });
  const ENGLISH = tree({ note: { text: 'At {{when}}' } }, { common: { failed: 'Sorry' } });
  const check = (serbian: object, fixed = ['common:failed']) =>
    checkLanguages([flows], makeTexts(LANGUAGES, { en: ENGLISH, 'sr-Cyrl': { ...serbian } }), fixed);
  const SERBIAN = tree({ note: { text: 'У {{when}}' } }, { common: { failed: 'Жао' } });

  it('nothing found where they agree', () => {
    expect(check(SERBIAN)).toEqual([]);
  });

  test.each<[string, object, Finding]>([
    [
      'a text that is missing',
      tree({}, { common: { failed: 'Жао' } }),
      { where: 'sr-Cyrl note:note.text', what: 'is missing' },
    ],
    [
      'a text of the program that is missing',
      tree({ note: { text: 'У {{when}}' } }),
      { where: 'sr-Cyrl common:failed', what: 'is missing' },
    ],
    [
      'a text that nothing says',
      tree({ note: { text: 'У {{when}}' }, old: 'x' }, { common: { failed: 'Жао' } }),
      { where: 'sr-Cyrl note:old', what: 'is used nowhere' },
    ],
  ])('%s', (_, serbian, finding) => {
    expect(check(serbian)).toEqual([finding]);
  });

  it('every one of them, the first too, but for those that are made by a rule', () => {
    const found = check(tree({ note: { text: 'У {{when}}' } }), []);
    expect(found).toEqual([{ where: 'en common:failed', what: 'is used nowhere' }]);
  });

  it('plural forms are one text', () => {
    const one = { common: { failed: 'x', seats_one: '1', seats_other: '{{count}}' } };
    const few = { common: { failed: 'x', seats_one: '1', seats_few: '{{count}}', seats_other: '{{count}}' } };
    const texts = makeTexts(LANGUAGES, { en: { ...ENGLISH, ...one }, 'sr-Cyrl': { ...SERBIAN, ...few } });
    expect(checkLanguages([flows], texts, ['common:failed', 'common:seats_one'])).toEqual([]);
  });
});
