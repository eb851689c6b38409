import { describe, expect, it } from 'vitest';
import { graphemes, lix, readability, sentences } from '../../src/text/measure.ts';

describe('graphemes', () => {
  it.each([
    ['', 0],
    ['Main menu', 9],
    ['Српски (ћирилица)', 17],
    ['مُساعَدة', 6],
    ['👩\u200d👧 da', 4],
    ['🇷🇸', 1],
    ['c\u0301', 1],
  ])('%s: %i', (text, count) => {
    expect(graphemes(text)).toBe(count);
  });
});

describe('sentences', () => {
  it.each([
    ['en', 'You may work. You need a permit!\nAsk us', ['You may work.', 'You need a permit!', 'Ask us']],
    [
      'sr-Cyrl',
      'Можете да радите. Треба вам дозвола, 24. новембра.',
      ['Можете да радите.', 'Треба вам дозвола, 24. новембра.'],
    ],
    ['ar', 'يمكنكِ العمل. هل تريدين موعدًا؟ اختاري يومًا.', ['يمكنكِ العمل.', 'هل تريدين موعدًا؟', 'اختاري يومًا.']],
    ['en', '  \n\n ', []],
  ])('%s: %s', (language, text, expected) => {
    expect(sentences(text, language)).toEqual(expected);
  });
});

describe('readability', () => {
  it.each([
    ['en', 'You may work. After six months, you need no permit! 👍', 10, 7],
    ['sr-Cyrl', 'Дођите 24. новембра у 10:00 — понесите документ.', 8, 8],
    ['ar', 'يمكنكِ العمل. اختاري يومًا من القائمة.', 6, 4],
    ['en', 'Your talk is on {{day}}.', 5, 5],
    ['en', '👍 …', 0, 0],
    ['en', '', 0, 0],
  ])('%s: %s', (language, text, words, longestSentenceWords) => {
    expect(readability(text, language)).toEqual({ words, longestSentenceWords });
  });
});

describe('lix', () => {
  // 6 words, 2 sentences, 1 long word: 3 + 16.7.
  it.each([
    ['We keep it. You can forget.', 'en', 3],
    ['We keep it. You have appointments.', 'en', 20],
    ['Arbeitslosenversicherung', 'de', 101],
    ['', 'en', 0],
  ])('of "%s" in %s is %i', (text, language, value) => {
    expect(lix(text, language)).toBe(value);
  });

  it('counts letters as a reader sees them, however they are encoded', () => {
    const composed = 'Vi måste söka jobbet själva.';
    expect(lix(composed.normalize('NFD'), 'sv')).toBe(lix(composed, 'sv'));
  });
});
