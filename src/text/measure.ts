const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** How many characters a reader sees; channels' limits for labels are meant so. */
export function graphemes(s: string): number {
  let count = 0;
  for (const _ of GRAPHEMES.segment(s)) count++;
  return count;
}

/** The sentences of a text, trimmed; the end of a line ends one too. */
export function sentences(s: string, language: string): string[] {
  const segments = new Intl.Segmenter(language, { granularity: 'sentence' }).segment(s);
  return Array.from(segments, ({ segment }) => segment.trim()).filter((sentence) => sentence !== '');
}

/** How hard a text is to read, in words; numbers count as words, punctuation and emoji do not. */
export function readability(text: string, language: string): { words: number; longestSentenceWords: number } {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  const lengths = sentences(text, language).map(
    (sentence) => Array.from(segmenter.segment(sentence)).filter((segment) => segment.isWordLike).length,
  );
  return { words: lengths.reduce((sum, length) => sum + length, 0), longestSentenceWords: Math.max(0, ...lengths) };
}
