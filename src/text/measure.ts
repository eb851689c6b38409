const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The number of characters that a reader sees; channels count their limits for labels in these. */
export function graphemes(s: string): number {
  let count = 0;
  for (const _ of GRAPHEMES.segment(s)) count++;
  return count;
}

/** Whether a text has more characters than that. Characters are slow to count, and never more than UTF-16 units. */
export const isLonger = (s: string, most: number): boolean => s.length > most && graphemes(s) > most;

const segmenters = new Map<string, Intl.Segmenter>();

/** Makes each once: that takes longer than a text. */
function segmenter(language: string, granularity: 'word' | 'sentence'): Intl.Segmenter {
  const key = `${language} ${granularity}`;
  const known = segmenters.get(key) ?? new Intl.Segmenter(language, { granularity });
  segmenters.set(key, known);
  return known;
}

/** The sentences of a text, trimmed; a line break ends a sentence too. */
export function sentences(s: string, language: string): string[] {
  const segments = segmenter(language, 'sentence').segment(s);
  return Array.from(segments, ({ segment }) => segment.trim()).filter((sentence) => sentence !== '');
}

/** A word of more letters counts as long. */
const LONG = 6;

/**
 * How hard a text is to read, as LIX: the words in a sentence, and the long words (over six letters) of a hundred words.
 * It was made for Swedish and serves other languages too (Björnsson 1968; Anderson 1983): under 40 is easy, over 60 very
 * hard. For Arabic and Farsi it is not validated. Values of different languages cannot be compared.
 */
export function lix(text: string, language: string): number {
  const words = Array.from(segmenter(language, 'word').segment(text)).filter((segment) => segment.isWordLike);
  if (words.length === 0) return 0;
  const long = words.filter(({ segment }) => isLonger(segment.normalize('NFC'), LONG)).length;
  return Math.round(words.length / sentences(text, language).length + (100 * long) / words.length);
}

/** Measures how hard a text is to read, in words; numbers count as words, punctuation and emoji do not. */
export function readability(text: string, language: string): { words: number; longestSentenceWords: number } {
  const lengths = sentences(text, language).map(
    (sentence) =>
      Array.from(segmenter(language, 'word').segment(sentence)).filter((segment) => segment.isWordLike).length,
  );
  return { words: lengths.reduce((sum, length) => sum + length, 0), longestSentenceWords: Math.max(0, ...lengths) };
}
