import { describe, expect, test } from 'vitest';
import { Words } from '../../src/find/words.ts';
import { checkOccupations } from '../../src/skills/check.ts';
import { Occupation } from '../../src/skills/occupation.ts';
import { makeTexts } from '../../src/text/texts.ts';

const english = { tag: 'en', endonym: 'English', direction: 'ltr', reviewedBy: null } as const;
const german = { tag: 'de', endonym: 'Deutsch', direction: 'ltr', bridge: 'en', reviewedBy: null } as const;

const names = (name: string) => ({ name, woman: name, man: name });
const wordsOf = (words: Words['words']): Words => ({
  silent: ['worked', 'in', 'a'],
  aside: [],
  with: [],
  self: [],
  forms: {},
  words,
});
const cook = { id: 'cook', isco: '5120' };
const baker = { id: 'baker', isco: '7512' };
const both = wordsOf({ cook: { also: ['cooking'] }, baker: { also: ['baking'], near: ['oven'] } });
const inEnglish = { cook: names('Cook'), baker: names('Baker') };
const inGerman = { cook: names('Koch'), baker: names('Bäcker') };

const check = (list: Occupation[], words: Record<string, Words>, en: unknown = inEnglish) =>
  checkOccupations(
    list,
    words,
    makeTexts([english, german], { en: { occupations: en }, de: { occupations: inGerman } }),
  ).map(({ where, what }) => `${where} ${what}`);

test('what is in order has no findings', () => {
  expect(check([cook, baker], { en: both, de: both })).toEqual([]);
});

describe('finds', () => {
  test.each<[string, string[], () => string[]]>([
    [
      'an occupation twice',
      ['occupations/cook is there twice'],
      () => check([cook, baker, cook], { en: both, de: both }),
    ],
    ['a language without words', ['occupations/de is missing'], () => check([cook, baker], { en: both })],
    [
      'words in a language that there is not',
      ['occupations/fr is read for no language of languages.yaml'],
      () => check([cook, baker], { en: both, de: both, fr: both }),
    ],
    [
      'an occupation without words',
      ['occupations/de baker has no words'],
      () => check([cook, baker], { en: both, de: wordsOf({ cook: { also: ['kochen'] } }) }),
    ],
    [
      'words of no occupation',
      ['en occupations:baker.name is used nowhere', 'occupations/en baker is no occupation of the list'],
      () => check([cook], { en: both, de: wordsOf({ cook: { also: ['kochen'] } }) }),
    ],
    [
      'a phrase of which nothing is left',
      ['occupations/en cook nothing is left of "worked in a": all its words are passed over'],
      () => check([cook], { en: wordsOf({ cook: { also: ['worked in a'] } }), de: both }),
    ],
    [
      'a phrase of which only a place is left',
      ['occupations/en cook of "worked in a kitchen" only "kitchen" is left: write that alone'],
      () => check([cook], { en: wordsOf({ cook: { also: ['worked in a kitchen'] } }), de: both }),
    ],
    [
      'an occupation without a name',
      ['en occupations:baker.man is missing'],
      () =>
        check([cook, baker], { en: both, de: both }, { cook: names('Cook'), baker: { name: 'Baker', woman: 'Baker' } }),
    ],
    [
      'names that read alike',
      ['en occupations:baker.name reads like occupations:cook.name'],
      () => check([cook, baker], { en: both, de: both }, { cook: names('Cook'), baker: names('cook!') }),
    ],
    [
      'a name that fits no row',
      ['en occupations:cook.name "Somebody who cooks for many" is longer than the 24 characters of a row'],
      () =>
        check(
          [cook, baker],
          { en: both, de: both },
          { cook: names('Somebody who cooks for many'), baker: names('Baker') },
        ),
    ],
  ])('%s', (_, found, run) => {
    expect(run()).toEqual(expect.arrayContaining(found));
  });
});

describe('the file refuses', () => {
  test.each([
    ['a code that is a number', { id: 'cook', isco: 5120 }],
    ['a code of three digits', { id: 'cook', isco: '512' }],
    ['an id with capitals', { id: 'Cook', isco: '5120' }],
  ])('%s', (_, one) => {
    expect(Occupation.safeParse(one).success).toBe(false);
  });

  test('empty words, and a list without any', () => {
    expect(Words.safeParse(wordsOf({ cook: { also: [' '] } })).success).toBe(false);
    expect(Words.safeParse(wordsOf({ cook: { also: [] } })).success).toBe(false);
    expect(Words.safeParse(both).success).toBe(true);
  });

  test('a form of several words', () => {
    expect(Words.safeParse({ ...both, forms: { sell: ['sold', 'sell*'] } }).success).toBe(true);
    expect(Words.safeParse({ ...both, forms: { sell: ['sold out'] } }).success).toBe(false);
    expect(Words.safeParse({ ...both, forms: { sell: ['*old'] } }).success).toBe(false);
  });
});
