import { describe, expect, test } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { createModel } from '../../src/conversation/model.ts';
import { placeOf, placesInFlows } from '../../src/conversation/places.ts';
import { checkTranslations, type Ledger, stampsOf, translationsOf } from '../../src/conversation/translations.ts';
import { readLocales } from '../../src/locales.ts';
import { ROOT } from '../../src/root.ts';
import { type Language, makeTexts } from '../../src/text/texts.ts';
import { model } from './deployed.ts';
import { around, PILOT, smallTexts } from './small-model.ts';

const LANGUAGES: Language[] = [
  { tag: 'en', endonym: 'English', direction: 'ltr', reviewedBy: null },
  { tag: 'sr-Cyrl', endonym: 'Српски', direction: 'ltr', reviewedBy: null },
  { tag: 'sr-Latn', endonym: 'Srpski', direction: 'ltr', derivedFrom: 'sr-Cyrl', reviewedBy: null },
];
const ENGLISH = {
  common: {
    when: 'At {{when}}',
    days: 'In 6 months',
    site: 'See a.org',
    seats_one: '{{count}} seat',
    seats_other: '{{count}} seats',
  },
  interrupts: { stop: ['stop', 'enough'] },
  pilots: { milan: { name: 'Milan' } },
  milan: { services: { arci: { name: 'ARCI hotline', offer: 'Free advice' } } },
};
const SERBIAN = {
  common: {
    when: 'У {{when}}',
    days: 'За 6 месеци',
    site: 'Види a.org',
    seats_one: '{{count}} место',
    seats_few: '{{count}} места',
    seats_other: '{{count}} места',
  },
  interrupts: { stop: ['стоп', 'доста'] },
  pilots: { milan: { name: 'Milan' } },
  milan: { services: { arci: { name: 'ARCI hotline', offer: 'Бесплатан савет' } } },
};
const serbian = (common: Record<string, string>, others: object = {}) => ({
  ...SERBIAN,
  common: { ...SERBIAN.common, ...common },
  ...others,
});
/** A hash that can be read. */
const hash = (source: string) => source;
const textsWith = (own: object) => makeTexts(LANGUAGES, { en: ENGLISH, 'sr-Cyrl': { ...own } });
const ledger = (own: object, known: Partial<Ledger> = {}): Ledger => {
  const bare = { madeFrom: {}, exceptions: [], hash };
  return { ...bare, madeFrom: { 'sr-Cyrl': stampsOf(textsWith(own), 'sr-Cyrl', bare, () => true) }, ...known };
};
const check = (own: object, known: Partial<Ledger> = {}) =>
  checkTranslations(textsWith(own), ledger(own, known)).map(({ where, what }) => `${where} ${what}`);

describe('translations are held against their English', () => {
  test('nothing found where they agree, and proper names may stay', () => {
    expect(check(SERBIAN)).toEqual([]);
  });

  test('a list has words of its own, with digits too', () => {
    expect(check(serbian({}, { interrupts: { stop: ['доста', 'dosta 1'] } }))).toEqual([]);
  });

  test('the source of a form is the same form in English, or the one for all others', () => {
    const sources = translationsOf(textsWith(SERBIAN), 'sr-Cyrl').map(({ key, source }) => [key, source]);
    expect(sources).toContainEqual(['common:seats_one', '{{count}} seat']);
    expect(sources).toContainEqual(['common:seats_few', '{{count}} seats']);
  });

  test.each<[string, object, string]>([
    ['other placeholders', serbian({ when: 'У' }), 'common:when has other placeholders than the English: lacks when'],
    [
      'other numbers',
      serbian({ days: 'За 9 месеци' }),
      'common:days has other numbers than the English: lacks 6 and adds 9',
    ],
    [
      'other links',
      serbian({ site: 'Види b.org' }),
      'common:site has other links than the English: lacks a.org and adds b.org',
    ],
    ['left in English', serbian({ days: 'In 6 months' }), 'common:days is left in English'],
    ['words left in English', serbian({}, { interrupts: { stop: ['stop'] } }), 'interrupts:stop is left in English'],
    ['a form that is missing', serbian({ seats_few: '' }), 'common:seats_few is missing'],
    [
      'a form for many numbers that does not say which',
      serbian({ seats_one: 'једно место' }),
      'common:seats_one has other placeholders than the English: lacks count',
    ],
  ])('%s', (_, own, finding) => {
    expect(check(own)).toEqual([`sr-Cyrl ${finding}`]);
  });

  test('a text whose English has changed is stale, a list too, and one without a stamp counts as such', () => {
    const { madeFrom } = ledger(SERBIAN);
    const stamps: Record<string, string> = {
      ...madeFrom['sr-Cyrl'],
      'common:days': 'In 5 months',
      'interrupts:stop': 'stop',
    };
    delete stamps['common:seats_few'];
    expect(check(SERBIAN, { madeFrom: { 'sr-Cyrl': stamps } })).toEqual([
      'sr-Cyrl common:days is stale: the English has changed since',
      'sr-Cyrl common:seats_few has no stamp of its English source',
      'sr-Cyrl interrupts:stop is stale: the English has changed since',
    ]);
  });

  test('an exception allows one rule for one text of one language, as long as it is needed', () => {
    const own = serbian({ days: 'За шест месеци', when: 'At {{when}}' });
    const one = { language: 'sr-Cyrl', key: 'common:days', rule: 'numbers', reason: 'x' } as const;
    const left = 'sr-Cyrl common:when is left in English';
    expect(check(own, { exceptions: [one] })).toEqual([left]);
    expect(check(own, { exceptions: [one, { ...one, key: 'common:when', rule: 'english' }] })).toEqual([]);
    for (const other of [{ language: 'sr-Latn' }, { key: 'common:gone' }, { rule: 'links' as const }]) {
      const exception = { ...one, ...other };
      expect(check(own, { exceptions: [exception] })).toEqual([
        left,
        'sr-Cyrl common:days has other numbers than the English: lacks 6',
        `${exception.language} ${exception.key} needs no exception for ${exception.rule} in exceptions.yaml`,
      ]);
    }
  });

  test('stamps are kept, renewed where wanted, and dropped with their text', () => {
    const texts = textsWith(serbian({ when: '' }));
    const madeFrom = { 'sr-Cyrl': { 'common:when': 'a', 'common:days': 'b', 'common:site': 'c', 'common:gone': 'd' } };
    const isWanted = (key: string) => key === 'common:days';
    expect(stampsOf(texts, 'sr-Cyrl', { madeFrom, exceptions: [], hash }, isWanted)).toEqual({
      'common:days': 'In 6 months',
      'common:site': 'c',
    });
  });
});

test('every text has a place that a translator understands', () => {
  const inFlows = placesInFlows(model);
  const keys = translationsOf(model.texts, 'ar').map(({ key }) => key);
  expect(keys.filter((key) => placeOf(key, inFlows).place === 'text')).toEqual([]);
  const places = Object.fromEntries(keys.map((key) => [key, placeOf(key, inFlows)]));
  expect(places).toMatchObject({
    'main:menu.text': { place: 'flow main, step menu: text', limit: 900 },
    'main:menu.options.way': { place: 'flow main, step menu: button', limit: 24 },
    'consent:notice.text': { place: 'flow consent, step notice: critical text', limit: 900 },
    'consent:agree.options.agree': { place: 'flow consent, step agree: button', limit: 20 },
    'needs:work': { place: 'what a service helps with: button', limit: 24 },
    'pilots:milan.name': { place: 'name of the pilot milan: button', limit: 24 },
    'milan:services.cpi.name': { place: 'milan: name of a service: button', limit: 24 },
    'interrupts:stop': { place: 'list of words that people may write at any time: stop' },
  });
  const locales = readLocales(`${ROOT}/locales`);
  const en = { ...locales.resources.en, milan: { flows: { main: { menu: { text: 'Ciao' } } } } };
  locales.resources = { ...locales.resources, en };
  const own = placesInFlows(loadContent(ROOT, ['milan'], locales).model);
  expect(own.get('milan:flows.main.menu.text')).toEqual({ place: 'milan, flow main, step menu: text', limit: 900 });
  expect(places['staff:leave']).toEqual({ place: 'page of the staff' });
});

test('a label that a pilot shows as a button keeps to the limit of a button', () => {
  const ask = (...options: string[]) => around({ which: { kind: 'ask', expect: 'choice', options, next: 'which' } });
  const base = ask('one', 'two', 'three', 'four');
  for (const [options, limit] of [
    [['one', 'two', 'three', 'five'], 24],
    [['one', 'two'], 20],
  ] as const) {
    const adapted = { here: ask(...options), there: base };
    const small = createModel(smallTexts(base), { here: PILOT, there: PILOT }, base, adapted);
    expect(placesInFlows(small).get('main:which.options.one')?.limit).toBe(limit);
  }
});
