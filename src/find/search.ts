import type { Texts } from '../text/texts.ts';
import { type Finder, makeFinder, type SearchedBy } from './finder.ts';
import type { Words } from './words.ts';

/**
 * Finds up to `most` things that these words mean, the best first, by their ids; none where the words fit none. Looks in
 * the person's language, the host language and English. Any text is harmless; a language that is not offered is a
 * `RangeError`.
 */
export type Search = (said: string, language: string, host: string, most: number) => string[];

/** The language that many people know a word of. */
const COMMON = 'en';

/** A word of the person's own language counts a little more than the same of another. */
const FOREIGN = 0.97;

/**
 * Makes things ready to be found by the words of each language, and by their names in it. The index of a language is built
 * when it is first looked into.
 */
export function createSearch(
  ids: readonly string[],
  words: Readonly<Record<string, Words>>,
  texts: Texts,
  namesIn: (tag: string, id: string) => readonly string[],
  by: SearchedBy = {},
): Search {
  const finders = new Map<string, Finder>();
  const finderOf = (tag: string): Finder => {
    const known = finders.get(tag) ?? makeFinder(tag, ids, words[tag], (id) => namesIn(tag, id), by);
    finders.set(tag, known);
    return known;
  };
  const source = (tag: string) => texts.language(tag).derivedFrom ?? tag;
  return (said, language, host, most) => {
    const tags = [...new Set([source(language), source(host), COMMON])];
    const best = new Map<string, number>();
    for (const [i, tag] of tags.entries()) {
      for (const { id, score } of finderOf(tag)(said, i > 0)) {
        const weighed = i === 0 ? score : score * FOREIGN;
        best.set(id, Math.max(weighed, best.get(id) ?? 0));
      }
    }
    return [...best]
      .sort(([, a], [, b]) => b - a)
      .slice(0, most)
      .map(([id]) => id);
  };
}
