import { describe, expect, it, test } from 'vitest';
import { parsePattern, wordsOf } from '../../src/conversation/pattern.ts';
import { collectPhrases, spansOf } from '../../src/conversation/phrases.ts';
import { foldWords } from '../../src/text/fold.ts';

const reads = (patterns: string[], text: string): boolean =>
  !spansOf(collectPhrases(patterns), wordsOf(foldWords(text))).next().done;

describe('a pattern', () => {
  test.each([
    ['beats me', ['he beats me', 'Beats  me!', 'beats, me'], ['beats', 'me beats', 'beats him, not me', 'beats men']],
    ['hit/hits me/us', ['hit us', 'hits me'], ['hit', 'me us', 'hits them']],
    ['threat*', ['threat', 'threatens', 'THREATENED.'], ['a thread', 'nothreat', 'threat5', 'threat5s']],
    ['*traffick*', ['trafficking', 'untrafficked'], ['traffic', '4trafficked']],
    ['*drabni', ['yedrabni', 'drabni'], ['drabnika', '3drabni']],
    ['he … me', ['he me', 'he a me', 'he a b c me', 'he he he he he me'], ['he a b c d me', 'me he', 'he']],
    ['he … hit* … me', ['he hits me', 'he a b c hits a b c me'], ['he a b c d hits me', 'he hits a b c d me']],
    ['me against-my-will/by-force', ['me by force', 'me against my will'], ['me by my will', 'me force']],
    ['me by-force … now', ['me by force right now'], ['me by force', 'me by now']],
    ['he...me', ['he beats me'], ['hem', 'he']],
    ['self-harm', ['self harm', 'Self–harm'], ['self', 'selfharm']],
    [
      'schlägt/über mich',
      ['schlägt mich', 'schlagt mich', 'schlaegt mich', 'ueber mich', 'uber mich'],
      ['schlegt mich'],
    ],
    ['försöker dö', ['forsoker do', 'foersoeker doe'], ['forseker do']],
    ['på dig', ['pa dig', 'paa dig'], ['po dig']],
    ['туђ муж', ['tuđ muž', 'tudj muz', 'tud muz'], ['tug muz']],
    ['می‌زند', ['می زند', 'میزند', 'مرا می زند'], ['زند', 'می', 'زند می']],
    ['بچه‌هایم', ['بچه هایم', 'بچه ها یم', 'بچههایم'], ['بچه', 'هایم']],
    ['self', ['self'], ['se lf']],
    [
      'my passport & took/takes',
      ['he took my passport', 'my passport, he takes it', `took ${'x '.repeat(9)}my passport`],
      ['my passport', 'took it, and my own passport', `took ${'x '.repeat(10)}my passport`],
    ],
    ['a & b … c & d', ['d b c a', 'a d b x c'], ['a b c', 'd a b x x x x c']],
  ])('%s', (pattern, heard, unheard) => {
    for (const text of heard) expect([text, reads([pattern], text)]).toEqual([text, true]);
    for (const text of unheard) expect([text, reads([pattern], text)]).toEqual([text, false]);
  });

  test.each([
    ['', 'holds no word'],
    [' … ', 'holds no word'],
    ['… me', 'begins or ends with …'],
    ['he …', 'begins or ends with …'],
    ['he … … me', 'has … twice in a row'],
    ['he *', 'has a place without a word'],
    ['he a//b', 'has a place without a word'],
    ['he !', 'has a place without a word'],
    ['be*', 'needs 3 letters beside *'],
    ['*ا me', 'needs 3 letters beside *'],
    ['threat*/*b*', 'needs 3 letters beside *'],
    ['thr*eat', 'has * inside a word'],
    ['he & ', 'holds no word'],
    ['he & … me', 'begins or ends with …'],
  ])('"%s" is none: %s', (pattern, problem) => {
    expect(parsePattern(pattern)).toEqual({ problem });
    expect(reads([pattern], 'he be a b thr eat threat me ا !')).toBe(false);
  });

  it('stands beside others that begin alike', () => {
    const patterns = ['he … hits/beats me', 'he … hits us', 'he hits', 'hits/beats me'];
    for (const [n, text] of ['he a beats me', 'he a hits us', 'he hits', 'beats me'].entries()) {
      expect([text, reads(patterns.slice(n, n + 1), text), reads(patterns, text)]).toEqual([text, true, true]);
    }
    expect(reads(patterns, 'he a beats us')).toBe(false);
  });

  it('tells where it stands', () => {
    const spans = [...spansOf(collectPhrases(['b … d', 'x']), wordsOf('a b c d e x'))];
    expect(spans).toEqual([
      { from: 1, to: 4 },
      { from: 5, to: 6 },
    ]);
  });
});
