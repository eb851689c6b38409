import type { TextKey } from '../text/keys.ts';
import type { Texts } from '../text/texts.ts';
import { type Finder, makeFinder } from './finder.ts';
import type { Occupation, OccupationWords } from './occupation.ts';

/** The forms of an occupation's name: for a list, and as it stands in the CV of a woman or a man. */
export const NAME_FORMS = ['name', 'woman', 'man'] as const;
type NameForm = (typeof NAME_FORMS)[number];

/** The text with an occupation's name. */
export const occupationName = (id: string, form: NameForm): TextKey => `occupations:${id}.${form}`;

export interface Occupations {
  /** All of them, in the order of the file. */
  readonly list: readonly Occupation[];
  /**
   * Up to `most` occupations that these words mean, the best first; none where the words fit none. Looks in the person's
   * language, the host language and English. Any text is harmless; a language that is not offered is a `RangeError`.
   */
  find(words: string, language: string, host: string, most: number): Occupation[];
}

/** The language that many people know a word of. */
const COMMON = 'en';

/** A word of the person's own language counts a little more than the same of another. */
const FOREIGN = 0.97;

/** Makes the occupations ready to be found. The index of a language is built when it is first looked into. */
export function createOccupations(
  list: readonly Occupation[],
  words: Readonly<Record<string, OccupationWords>>,
  texts: Texts,
): Occupations {
  const finders = new Map<string, Finder>();
  const finderOf = (tag: string) => {
    const known = finders.get(tag);
    if (known !== undefined) return known;
    const names = (id: string) => NAME_FORMS.flatMap((form) => texts.raw(tag, occupationName(id, form)) ?? []);
    const finder = makeFinder(tag, list, words[tag], names);
    finders.set(tag, finder);
    return finder;
  };
  const source = (tag: string) => texts.language(tag).derivedFrom ?? tag;
  return {
    list,
    find(said, language, host, most) {
      const tags = [...new Set([source(language), source(host), COMMON])];
      const best = new Map<Occupation, number>();
      for (const [i, tag] of tags.entries()) {
        for (const { occupation, score } of finderOf(tag)(said, i > 0)) {
          const weighed = i === 0 ? score : score * FOREIGN;
          best.set(occupation, Math.max(weighed, best.get(occupation) ?? 0));
        }
      }
      return [...best]
        .sort(([, a], [, b]) => b - a)
        .slice(0, most)
        .map(([occupation]) => occupation);
    },
  };
}
