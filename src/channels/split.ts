/**
 * Splits a text into parts of at most `most` UTF-16 units, cut between paragraphs, else sentences, else words, else
 * graphemes. Nothing is lost but the white space around a cut, which providers trim too. No part is blank unless the
 * whole text is.
 */
export function split(text: string, most: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > most) {
    const at = cut(rest, most);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return [...parts, rest];
}

const sentences = new Intl.Segmenter('und', { granularity: 'sentence' });
const words = new Intl.Segmenter('und', { granularity: 'word' });
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Where the first part of a long text ends. A cut in the first half of `most` does not count, so that no part is very
 * short.
 */
function cut(text: string, most: number): number {
  const start = (segmenter: Intl.Segmenter, at: number) => segmenter.segment(text).containing(at)?.index ?? 0;
  const ends = [text.lastIndexOf('\n\n', most), start(sentences, most), start(words, most), most];
  const whole = ends.map((end) => start(graphemes, Math.max(end, 0))).find((end) => end > most / 2);
  // Real text has no grapheme longer than half a message: such a grapheme is cut, though never inside a character.
  return whole ?? (text.slice(0, most).isWellFormed() ? most : most - 1);
}
