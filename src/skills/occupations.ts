import { createSearch } from '../find/search.ts';
import type { Words } from '../find/words.ts';
import type { TextKey } from '../text/keys.ts';
import type { Texts } from '../text/texts.ts';
import type { Occupation } from './occupation.ts';

/** The forms of an occupation's name: for a list, and as it stands in the CV of a woman or a man. */
export const NAME_FORMS = ['name', 'woman', 'man'] as const;
type NameForm = (typeof NAME_FORMS)[number];

/** The text with an occupation's name. */
export const occupationName = (id: string, form: NameForm): TextKey => `occupations:${id}.${form}`;

export interface Occupations {
  /** All of them, in the order of the file. */
  readonly list: readonly Occupation[];
  /** The occupations that these words mean: see `Search`. */
  find(words: string, language: string, host: string, most: number): Occupation[];
}

/** Makes the occupations ready to be found. */
export function createOccupations(
  list: readonly Occupation[],
  words: Readonly<Record<string, Words>>,
  texts: Texts,
): Occupations {
  const byId = new Map(list.map((each) => [each.id, each]));
  const namesIn = (tag: string, id: string) =>
    NAME_FORMS.flatMap((form) => texts.raw(tag, occupationName(id, form)) ?? []);
  const search = createSearch([...byId.keys()], words, texts, namesIn);
  return {
    list,
    find: (said, language, host, most) => search(said, language, host, most).flatMap((id) => byId.get(id) ?? []),
  };
}
