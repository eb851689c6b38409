const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The number of characters that a reader sees; channels count their limits for labels in these. */
export function graphemes(s: string): number {
  let count = 0;
  for (const _ of GRAPHEMES.segment(s)) count++;
  return count;
}

/** The sentences of a text, trimmed; a line break ends a sentence too. */
export function sentences(s: string, language: string): string[] {
  const segments = new Intl.Segmenter(language, { granularity: 'sentence' }).segment(s);
  return Array.from(segments, ({ segment }) => segment.trim()).filter((sentence) => sentence !== '');
}

/** Measures how hard a text is to read, in words; numbers count as words, punctuation and emoji do not. */
export function readability(text: string, language: string): { words: number; longestSentenceWords: number } {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  const lengths = sentences(text, language).map(
    (sentence) => Array.from(segmenter.segment(sentence)).filter((segment) => segment.isWordLike).length,
  );
  return { words: lengths.reduce((sum, length) => sum + length, 0), longestSentenceWords: Math.max(0, ...lengths) };
}
