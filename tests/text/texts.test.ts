import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cleanInput } from '../../src/text/clean.ts';
import type { TextKey } from '../../src/text/keys.ts';
import { type Language, MissingTextError, makeTexts, type Param } from '../../src/text/texts.ts';

const LANGUAGES: Language[] = [
  { tag: 'en', endonym: 'English', direction: 'ltr', reviewedBy: null },
  { tag: 'sr-Latn', endonym: 'Srpski', direction: 'ltr', derivedFrom: 'sr-Cyrl', bridge: 'en', reviewedBy: null },
  { tag: 'sr-Cyrl', endonym: 'Српски', direction: 'ltr', bridge: 'en', reviewedBy: 'Љиљана' },
  { tag: 'ar', endonym: 'العربية', direction: 'rtl', bridge: 'en', reviewedBy: null },
];
const RESOURCES = {
  en: {
    menu: {
      start: { text: 'What can I do for you?', options: { jobs: 'Find work', stop: 'Stop' } },
      words: ['menu', 'start'],
      odd: { text: '{{lng}} {{context}} {{count}}' },
      only: { text: 'English alone' },
    },
    booking: {
      done: { text: 'See you on {{when}} in {{ place }}.' },
      seats: {
        text_one: '{{count}} place is free',
        text_other: '{{count}} places are free',
      },
      echo: { text: 'a {{x}} b {{y}} c' },
      bring: { text: 'Bring {{things}}.' },
      office: { text: 'MUP' },
      passport: { text: 'your passport' },
      copy: { text: 'a copy of {{what}}' },
      blank: { text: '' },
    },
  },
  'sr-Cyrl': {
    menu: {
      start: { text: 'Шта могу да урадим за вас? ЉУБАЗНО', options: { jobs: 'Пронађи посао', stop: 'Крај' } },
      words: ['мени', 'почетак'],
    },
    booking: {
      done: { text: 'Видимо се: {{when}}, {{place}}.' },
      seats: {
        text_one: '{{count}} слободно место',
        text_few: '{{count}} слободна места',
        text_other: '{{count}} слободних места',
      },
      bring: { text: 'Понесите: {{things}}.' },
      passport: { text: 'пасош' },
      blank: { text: '' },
    },
  },
  ar: {
    menu: {
      start: { text: 'كيف أساعدكِ؟', options: { jobs: 'ابحثي عن عمل', stop: 'توقف' } },
      words: ['القائمة'],
    },
    booking: {
      done: { text: 'نلتقي {{when}} في {{place}}.' },
      seats: {
        text_zero: 'لا مكان',
        text_one: 'مكان واحد',
        text_two: 'مكانان',
        text_few: '{{count}} أماكن',
        text_many: '{{count}} مكانًا',
        text_other: '{{count}} مكان',
      },
      echo: { text: 'أ {{x}} ب {{y}} ت' },
      bring: { text: 'أحضري {{things}}.' },
      passport: { text: 'جواز السفر' },
      office: { text: 'MUP (مكتب)' },
      copy: { text: 'نسخة: {{what}}' },
    },
  },
};
const texts = makeTexts(LANGUAGES, RESOURCES);
const AT = { dateTime: Date.parse('2026-11-24T09:00Z'), zone: 'Europe/Belgrade' };
const i = (s: string) => `\u2068${s}\u2069`;

describe('say', () => {
  it.each<[string, TextKey, string]>([
    ['en', 'menu:start.text', 'What can I do for you?'],
    ['sr-Cyrl', 'menu:start.text', 'Шта могу да урадим за вас? ЉУБАЗНО'],
    ['sr-Latn', 'menu:start.text', 'Šta mogu da uradim za vas? LJUBAZNO'],
    ['ar', 'menu:start.options.jobs', 'ابحثي عن عمل'],
  ])('%s %s', (language, key, text) => {
    expect(texts.say(language, key)).toBe(text);
    expect(texts.say(language, key, { unused: 'x', count: 3 })).toBe(text);
  });

  it.each([
    ['en', 'See you on Tuesday 24 November at 10:00 in Жарково 7.'],
    ['sr-Cyrl', 'Видимо се: уторак, 24. новембар у 10:00, Жарково 7.'],
    ['sr-Latn', 'Vidimo se: utorak, 24. novembar u 10:00, Žarkovo 7.'],
    ['ar', `نلتقي ${i('الثلاثاء 24/11 الساعة 10:00')} في ${i('Жарково 7')}.`],
  ])('%s with parameters', (language, text) => {
    expect(texts.say(language, 'booking:done.text', { when: AT, place: 'Жарково 7' })).toBe(text);
  });

  it.each<[string, Param, string, string]>([
    ['a text', 'Bulevar 1', 'Bulevar 1', i('Bulevar 1')],
    ['a number', 7, '7', i('7')],
    ['a date', { date: '2026-11-24' }, 'Tuesday 24 November', i('الثلاثاء 24/11')],
    ['a date with its year', { fullDate: '2026-11-24' }, '24 November 2026', i('24/11/2026')],
    ['a time', { time: AT.dateTime, zone: 'Asia/Kabul' }, '13:30', i('13:30')],
    ['a key', { text: 'booking:passport.text' }, 'your passport', i('جواز السفر')],
    [
      'a key with parameters',
      { text: 'booking:copy.text', params: { what: { text: 'booking:passport.text' } } },
      'a copy of your passport',
      i(`نسخة: ${i('جواز السفر')}`),
    ],
    ['a phone number', '+381 11 123-456', '+381 11 123-456', i('+381 11 123-456')],
    ['a right-to-left name', 'سارة', i('سارة'), i('سارة')],
    ['controls in a name', '\u202eAna\u2069\u0000', 'Ana', i('Ana')],
    ['several lines', 'A 1\nB', 'A 1\nB', `${i('A 1')}\n\u200F${i('B')}`],
    ['nothing', '', '', ''],
    [
      'a list',
      { list: [{ text: 'booking:passport.text' }, 'CV', 2] },
      'your passport, CV and 2',
      `${i('جواز السفر')}، ${i('CV')}، ${i('2')}`,
    ],
    [
      'lines, each a name and its value',
      {
        lines: [
          { name: 'SOS', value: '0800 1' },
          { name: { text: 'booking:passport.text' }, value: '2' },
        ],
      },
      'SOS: 0800 1\nyour passport: 2',
      `${i('SOS')}: ${i('0800 1')}\n\u200F${i('جواز السفر')}: ${i('2')}`,
    ],
    ['a key that begins with a name', { text: 'booking:office.text' }, 'MUP', i('\u200FMUP (مكتب)')],
    ['a number to call', { phone: '112' }, '\u2066112\u2069', '\u2066112\u2069'],
    ['a website', { link: 'https://example.org/a' }, 'https://example.org/a', 'https://example.org/a'],
    [
      'numbers to call, a line each',
      { lines: [{ phone: '112' }, { phone: '+381 11 123456' }] },
      '\u2066112\u2069\n\u2066+381 11 123456\u2069',
      '\u2066112\u2069\n\u200F\u2066+381 11 123456\u2069',
    ],
    ['a list of one', { list: ['سارة'] }, i('سارة'), i('سارة')],
  ])('%s as a parameter', (_, things, english, arabic) => {
    expect(texts.say('en', 'booking:bring.text', { things })).toBe(`Bring ${english}.`);
    expect(texts.say('ar', 'booking:bring.text', { things })).toBe(`أحضري ${arabic}.`);
  });

  test('a list is joined in the derived language too', () => {
    const things: Param = { list: [{ text: 'booking:passport.text' }, 'CV', 'Њен уговор'] };
    expect(texts.say('sr-Latn', 'booking:bring.text', { things })).toBe('Ponesite: pasoš, CV i Njen ugovor.');
  });

  it.each<[string, number, string]>([
    ['en', 1, '1 place is free'],
    ['en', 0, '0 places are free'],
    ['sr-Cyrl', 1, '1 слободно место'],
    ['sr-Cyrl', 21, '21 слободно место'],
    ['sr-Cyrl', 3, '3 слободна места'],
    ['sr-Latn', 3, '3 slobodna mesta'],
    ['sr-Latn', 12, '12 slobodnih mesta'],
    ['ar', 0, 'لا مكان'],
    ['ar', 1, 'مكان واحد'],
    ['ar', 2, 'مكانان'],
    ['ar', 3, `${i('3')} أماكن`],
    ['ar', 11, `${i('11')} مكانًا`],
    ['ar', 100, `${i('100')} مكان`],
  ])('%s, %i places', (language, count, text) => {
    expect(texts.say(language, 'booking:seats.text', { count })).toBe(text);
  });

  test('a parameter may have the name of an option', () => {
    expect(texts.say('en', 'menu:odd.text', { lng: 'ar', context: 'male', count: 'many' })).toBe('ar male many');
  });

  test('what people say is shown as they said it, never read as a placeholder, a key or a pattern', () => {
    const nasty = fc.constantFrom(
      '{{',
      '}}',
      '{{y}}',
      '{{- x}}',
      '$t(menu:words)',
      '$&',
      '$1',
      '$',
      '\\',
      '<b>',
      '&',
      'q',
    );
    const said = fc
      .array(fc.oneof(nasty, fc.string({ unit: 'grapheme', maxLength: 3 })))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(said, said, (x, y) => {
        const plain = texts.say('en', 'booking:echo.text', { x, y }).replace(/[\u2068\u2069]/g, '');
        expect(plain).toBe(`a ${cleanInput(x)} b ${cleanInput(y)} c`);
        const arabic = texts.say('ar', 'booking:echo.text', { x, y });
        // Every line begins with the mark of its direction.
        expect(arabic.replace(/[\u200F\u2068\u2069]/g, '')).toBe(`أ ${cleanInput(x)} ب ${cleanInput(y)} ت`);
        for (const line of arabic.split('\n'))
          expect(line).toMatch(/^(?:[^\u2068\u2069]*\u2068[^\u2068\u2069]+\u2069)*[^\u2068\u2069]*$/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a hole is an error, never a raw key', () => {
  it.each([
    ['no such key', 'en', 'menu:nothing'],
    ['no such flow', 'en', 'nothing:start.text'],
    ['no flow at all', 'en', 'start'],
    ['a branch', 'en', 'menu:start'],
    ['a list of words', 'en', 'menu:words'],
    ['a text that another language has', 'ar', 'menu:only.text'],
    ['the same, derived', 'sr-Latn', 'menu:only.text'],
    ['not translated yet', 'sr-Cyrl', 'booking:blank.text'],
    ['a plural without a count', 'en', 'booking:seats.text'],
    ['what every object has', 'en', 'menu:constructor'],
  ])('%s: %s %s', (_, language, key) => {
    expect(() => texts.say(language, key as TextKey)).toThrow(MissingTextError);
    expect(() => texts.say(language, key as TextKey, { x: 'y' })).toThrow(MissingTextError);
  });

  test('it names what is missing, and the next text is whole again', () => {
    const said = () => texts.say('sr-Latn', 'booking:done.text', { when: 'private' });
    expect(said).toThrow(
      expect.objectContaining({
        language: 'sr-Cyrl',
        key: 'booking:done.text',
        param: 'place',
        message: expect.not.stringContaining('private'),
      }),
    );
    expect(texts.say('sr-Latn', 'booking:done.text', { when: 'a', place: 'b' })).toBe('Vidimo se: a, b.');
  });

  test('a parameter that is a missing key', () => {
    expect(() => texts.say('en', 'booking:bring.text', { things: { text: 'booking:nothing.text' } })).toThrow(
      MissingTextError,
    );
  });

  test('a language that is not offered', () => {
    expect(() => texts.say('de', 'menu:only.text')).toThrow(RangeError);
    expect(() => texts.words('de', 'menu:words')).toThrow(RangeError);
    expect(() => texts.language('sr')).toThrow(RangeError);
    expect(() => texts.bridgeOf('de')).toThrow(RangeError);
  });

  test('resources that are no texts, languages that name unknown ones', () => {
    for (const start of [7, ['a', null]]) {
      const broken = makeTexts(LANGUAGES, { en: { menu: { start } } });
      for (const use of [
        () => broken.keys('en'),
        () => broken.raw('en', 'menu:start'),
        () => broken.has('menu:stop'),
      ]) {
        expect(use).toThrow(TypeError);
        expect(use).toThrow(/en menu:start/);
      }
    }
    expect(() => makeTexts(LANGUAGES.slice(0, 2), RESOURCES)).toThrow(/sr-Cyrl/);
    expect(() => makeTexts(LANGUAGES.slice(2), RESOURCES)).toThrow(/en/);
  });
});

describe('bridgeOf', () => {
  it.each([
    ['a language without a bridge', 'en', undefined],
    ['a reviewed language', 'sr-Cyrl', undefined],
    ['a derived one, reviewed or not by itself', 'sr-Latn', 'en'],
    ['one that nobody has reviewed', 'ar', 'en'],
  ])('%s', (_, language, bridge) => {
    expect(texts.bridgeOf(language)).toBe(bridge);
  });
});

describe('words, has, languages', () => {
  test('words are those of the language, and the caller may change the list', () => {
    expect(texts.words('sr-Latn', 'menu:words')).toEqual(['meni', 'početak']);
    texts.words('ar', 'menu:words').push('x');
    expect(texts.words('ar', 'menu:words')).toEqual(['القائمة']);
    expect(() => texts.words('en', 'menu:start.text')).toThrow(MissingTextError);
  });

  it.each([
    ['menu:start.text', true],
    ['menu:words', true],
    ['booking:seats.text', true],
    ['menu:only.text', true],
    ['menu:start', false],
    ['booking:blank.text', false],
    ['start.text', false],
  ])('has %s: %s', (key, expected) => {
    expect(texts.has(key)).toBe(expected);
  });

  test('languages keep their order', () => {
    expect(texts.languages.map(({ tag }) => tag)).toEqual(['en', 'sr-Latn', 'sr-Cyrl', 'ar']);
    expect(texts.language('ar').direction).toBe('rtl');
  });
});
