import { describe, expect, it, test } from 'vitest';
import { INTERRUPTS } from '../../src/conversation/flow.ts';
import { readInterrupt, readsDanger, wordsFor } from '../../src/conversation/interrupt.ts';
import { collectPhrases } from '../../src/conversation/phrases.ts';
import { fold } from '../../src/text/fold.ts';
import { drawn } from '../fakes/selection.ts';
import { model } from './deployed.ts';
import { examplesOf } from './examples.ts';

/** How else a letter is written, on the keyboards of other languages or by people in a hurry. */
const OTHERWISE: Record<string, string> = {
  ه: 'ہھەۀۂۃة',
  ة: 'هہۃ',
  ی: 'يىېۍےئ',
  ي: 'یىېے',
  ى: 'يی',
  ئ: 'يی',
  ک: 'كڪ',
  ك: 'کڪ',
  گ: 'ګڭ',
  و: 'ؤۆۇۋۏ',
  ؤ: 'و',
  ا: 'أإآٱ',
  أ: 'اٱ',
  إ: 'ا',
  آ: 'ا',
};
const JOINERS = ['\u200d', '', ' ', '\u00a0', '\u200c\u200c'];
/** Vowel signs and tatweel, which may stand in any word. */
const BETWEEN = ['ـ', '\u064e', '\u0651\u064f'];

const respelled = (text: string): string[] => [
  ...Object.entries(OTHERWISE).flatMap(([letter, others]) =>
    text.includes(letter) ? [...others].map((other) => text.replaceAll(letter, other)) : [],
  ),
  ...(text.includes('\u200c') ? JOINERS.map((joiner) => text.replaceAll('\u200c', joiner)) : []),
  ...BETWEEN.map((mark) => text.replace(/(?<=\p{Script=Arabic})(?=\p{Script=Arabic})/u, mark)),
  text.replace(/[\u0621\u0654]/g, ''),
];

describe.each(['ar', 'fa'])('in %s, whatever the keyboard and the joiner', (tag) => {
  test.each(INTERRUPTS)('every word for %s reads the same', (interrupt) => {
    for (const word of wordsFor(model.texts, tag, interrupt)) {
      for (const written of respelled(word))
        expect([word, written, readInterrupt(model.words, fold(written))]).toEqual([word, written, interrupt]);
    }
  });

  test('every pattern of danger reads the same', () => {
    for (const pattern of wordsFor(model.texts, tag, 'danger')) {
      const alone = { ...model.words, danger: collectPhrases([pattern]), harmless: collectPhrases([]) };
      for (const text of examplesOf(pattern)) {
        for (const written of drawn(respelled(text), 5, text))
          expect([pattern, written, readsDanger(alone, written)]).toEqual([pattern, written, true]);
      }
    }
  });
});

describe('in Latin letters, without the signs of a language', () => {
  const PLAIN: Record<string, Record<string, string>[]> = {
    de: [
      { ä: 'a', ö: 'o', ü: 'u', ß: 'ss' },
      { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' },
    ],
    sv: [
      { å: 'a', ä: 'a', ö: 'o' },
      { å: 'aa', ä: 'ae', ö: 'oe' },
    ],
    it: [{ à: 'a', è: 'e', é: 'e', ì: 'i', ò: 'o', ù: 'u' }],
    'sr-Latn': [
      { č: 'c', ć: 'c', š: 's', ž: 'z', đ: 'd' },
      { č: 'c', ć: 'c', š: 's', ž: 'z', đ: 'dj' },
    ],
  };

  it.each(Object.keys(PLAIN))('every pattern of danger in %s reads the same', (tag) => {
    for (const pattern of wordsFor(model.texts, tag, 'danger')) {
      const alone = { ...model.words, danger: collectPhrases([pattern]), harmless: collectPhrases([]) };
      for (const text of examplesOf(pattern)) {
        for (const letters of drawn(PLAIN[tag] ?? [], 2, text)) {
          const written = text.replace(/\p{L}/gu, (letter) => letters[letter] ?? letter);
          expect([pattern, written, readsDanger(alone, written)]).toEqual([pattern, written, true]);
        }
      }
    }
  });
});
