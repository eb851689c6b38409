import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { hasRightToLeft, isolate, isRightToLeft } from '../../src/text/bidi.ts';
import { graphemes } from '../../src/text/measure.ts';
import type { Language } from '../../src/text/texts.ts';

describe('isolate', () => {
  it.each([
    ['+381 11 123', '\u2068+381 11 123\u2069'],
    ['Bulevar 1\n\n11000 Beograd', '\u2068Bulevar 1\u2069\n\n\u206811000 Beograd\u2069'],
    ['', ''],
  ])('%j', (text, isolated) => {
    expect(isolate(text)).toBe(isolated);
  });
});

describe('direction', () => {
  it.each(['ar', 'fa', 'prs', 'ps', 'ur', 'ckb', 'he', 'ar-SY', 'ku-Arab', 'dv'])(
    '%s runs from right to left',
    (tag) => {
      expect(isRightToLeft(tag)).toBe(true);
    },
  );
  it.each(['en', 'sr-Cyrl', 'sr-Latn', 'de', 'it', 'sv', 'tr', 'kmr', 'ru', 'bn', 'ti', 'so'])(
    '%s runs from left to right',
    (tag) => {
      expect(isRightToLeft(tag)).toBe(false);
    },
  );
  it.each([
    ['Ana', false],
    ['Љубица 7', false],
    ['১২৩ সারা', false],
    ['Ana (سارة)', true],
    ['שרה', true],
    ['ﻻ', true],
    ['\u{1E900}', true],
  ])('%s has right-to-left characters: %s', (text, expected) => {
    expect(hasRightToLeft(text)).toBe(expected);
  });
});

describe('languages.yaml', () => {
  const languages: Language[] = parse(readFileSync('locales/languages.yaml', 'utf8'));
  test('the languages of the five pilots', () => {
    expect(languages.map(({ tag }) => tag)).toEqual(['en', 'sr-Cyrl', 'sr-Latn', 'de', 'it', 'sv', 'ar', 'fa']);
  });
  it.each(languages)('$tag fits a button, names its direction, and is reviewed by nobody yet', (language) => {
    expect(graphemes(language.endonym)).toBeLessThanOrEqual(20);
    expect(language.direction).toBe(isRightToLeft(language.tag) ? 'rtl' : 'ltr');
    expect(language.reviewedBy).toBeNull();
  });
});
