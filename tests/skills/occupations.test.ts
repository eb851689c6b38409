import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readYaml } from '../../src/read.ts';
import { ROOT } from '../../src/root.ts';
import { NAME_FORMS, occupationName } from '../../src/skills/occupations.ts';
import { content } from '../fakes/parts.ts';

const { occupations, pilots } = content;
const { texts } = content.model;
const WRITTEN = texts.languages.flatMap(({ tag, derivedFrom }) => (derivedFrom === undefined ? [tag] : []));
/** The languages of the places where people look for work. */
const HOSTS = ['sr-Latn', 'it', 'de', 'sv'];
const MOST = 3;

const Said = z.array(z.strictObject({ words: z.string(), means: z.array(z.string()) }));
const saidIn = (tag: string, set: string) =>
  readYaml(join(ROOT, 'tests/fixtures/occupation-words', set, `${tag}.yaml`), Said);
/** The author's own words, and those of somebody who had not seen the list. */
const SETS = ['', 'blind'];
const idsOf = (words: string, tag: string, host: string) =>
  occupations.find(words, tag, host, MOST).map(({ id }) => id);

/**
 * What people say, with what it may mean. A missed occupation can be tried again in other words; one that nobody named
 * stands in a CV.
 */
describe.each(WRITTEN.flatMap((tag) => SETS.map((set) => ({ tag, set }))))('in $tag $set', ({ tag, set }) => {
  const said = saidIn(tag, set);
  const named = said.filter(({ means }) => means.length > 0);
  const others = said.filter(({ means }) => means.length === 0);

  test('the words mean occupations of the list', () => {
    const ids = new Set(occupations.list.map(({ id }) => id));
    expect(said.flatMap(({ means }) => means).filter((id) => !ids.has(id))).toEqual([]);
    expect(named.length).toBeGreaterThanOrEqual(5);
    expect(others.length).toBeGreaterThanOrEqual(5);
  });

  test.each(HOSTS)('9 of 10 are among the first three, where the host language is %s', (host) => {
    const missed = named.filter(({ words, means }) => !idsOf(words, tag, host).some((id) => means.includes(id)));
    const told = missed.map(({ words, means }) => `${words}: ${means} and not ${idsOf(words, tag, host)}`);
    expect(missed.length, told.join('\n')).toBeLessThanOrEqual(named.length * 0.1);
  });

  test.each(HOSTS)('words that are no occupation find none, where the host language is %s', (host) => {
    const found = others.flatMap(({ words }) => {
      const ids = idsOf(words, tag, host);
      return ids.length === 0 ? [] : [`${words}: ${ids}`];
    });
    expect(found).toEqual([]);
  });
});

test.each(WRITTEN)('every occupation is found by its own names in %s', (tag) => {
  const lost = occupations.list.flatMap(({ id }) =>
    NAME_FORMS.map((form) => texts.say(tag, occupationName(id, form)))
      .filter((name) => !idsOf(name, tag, tag).includes(id))
      .map((name) => `${id}: ${name} finds ${idsOf(name, tag, tag)}`),
  );
  expect(lost).toEqual([]);
});

test('every language that a pilot offers finds occupations', () => {
  for (const { languages } of Object.values(pilots))
    for (const tag of languages) {
      const name = texts.say(tag, occupationName('tailor', 'woman'));
      expect(idsOf(name, tag, 'de')).toContain('tailor');
    }
});

describe('an occupation', () => {
  test('has a code of ISCO-08: a major group, and a group in it that there is', () => {
    // The two-digit groups of ISCO-08 (ILO 2012).
    const groups =
      '01 02 03 11 12 13 14 21 22 23 24 25 26 31 32 33 34 35 41 42 43 44 51 52 53 54 61 62 63 71 72 73 74 75 81 82 83 91 92 93 94 95 96'.split(
        ' ',
      );
    for (const { id, isco } of occupations.list) expect(groups, `${id} ${isco}`).toContain(isco.slice(0, 2));
  });

  test.each([
    ['professionals', /^2/, ['nurse', 'midwife', 'lawyer', 'primary-teacher', 'civil-engineer', 'journalist']],
    ['services and sales', /^5/, ['cook', 'hairdresser', 'childminder', 'cashier', 'waiter', 'police-officer']],
    ['crafts', /^7/, ['tailor', 'carpet-maker', 'baker', 'electrician', 'car-mechanic']],
    ['drivers and machines', /^8/, ['truck-driver', 'sewing-machinist', 'forklift-driver']],
    ['farming', /^6/, ['farmer', 'shepherd', 'gardener', 'fisher']],
    ['simple work', /^9/, ['cleaner', 'kitchen-helper', 'warehouse-worker', 'harvest-worker']],
    ['the armed forces, whose codes begin with 0', /^0/, ['soldier']],
  ])('stands in its major group: %s', (_, group, ids) => {
    const codes = ids.map((id) => occupations.list.find((one) => one.id === id)?.isco);
    for (const code of codes) expect(code).toMatch(group);
  });
});

describe('whatever is written', () => {
  const seed = Date.now() % 1_000_000;
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      'nurse ',
      'خياطة ',
      'آشپز‌خانه ',
      'кувар ',
      '👩🏽‍🍳',
      '\u202e',
      '\u2067',
      'ａ',
      '5ayata ',
      '\ud800',
      '*',
      '[',
      '(?',
    ),
  );
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

  test(`is harmless (seed ${seed})`, () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...WRITTEN), fc.constantFrom(...HOSTS), (words, tag, host) => {
        const found = occupations.find(words, tag, host, MOST);
        expect(found.length).toBeLessThanOrEqual(MOST);
        expect(new Set(found).size).toBe(found.length);
        for (const each of found) expect(occupations.list).toContain(each);
      }),
      { seed, numRuns: 1000 },
    );
  });

  test.each([
    ['nothing', ''],
    ['signs', '👍🏿 … !!! ﷽'],
    ['numbers', '123 ۱۲۳ 4.5'],
    ['another script', '我是护士 간호사 ነርስ'],
    ['one long word', 'x'.repeat(10_000)],
    ['words that are no words', 'qwrtz pfhg '.repeat(1000)],
  ])('%s finds nothing', (_, words) => {
    for (const tag of WRITTEN) for (const host of HOSTS) expect(idsOf(words, tag, host)).toEqual([]);
  });

  test('a long text is read from its beginning', () => {
    expect(idsOf(`nurse ${'and '.repeat(3000)}`, 'en', 'de')).toContain('nurse');
    expect(idsOf(`${'and '.repeat(3000)} nurse`, 'en', 'de')).toEqual([]);
  });

  test('marks of direction, case and signs make no difference', () => {
    for (const words of ['\u2067NURSE\u2069!', '«nurse»', '  nurse…', '\u202bnurse'])
      expect(idsOf(words, 'en', 'de')).toEqual(idsOf('nurse', 'en', 'de'));
  });
});

test('the host language and English are understood beside the own one', () => {
  expect(idsOf('Krankenschwester', 'ar', 'de')).toContain('nurse');
  expect(idsOf('nurse', 'fa', 'it')).toContain('nurse');
  expect(idsOf('Krankenschwester', 'ar', 'it')).toEqual([]);
});

test('up to as many as are wanted are found, and a language that is not offered is an error', () => {
  expect(occupations.find('teacher', 'en', 'de', 1)).toHaveLength(1);
  expect(occupations.find('teacher', 'en', 'de', 2)).toHaveLength(2);
  expect(() => occupations.find('teacher', 'tlh', 'de', 3)).toThrow(RangeError);
});
