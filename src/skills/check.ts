import { checkFile, checkNames } from '../conversation/check-names.ts';
import { LIMITS } from '../conversation/check-texts.ts';
import type { Finding } from '../conversation/finding.ts';
import { checkWords } from '../find/check.ts';
import type { Words } from '../find/words.ts';
import type { Texts } from '../text/texts.ts';
import type { Occupation } from './occupation.ts';
import { NAME_FORMS, occupationName } from './occupations.ts';

/**
 * Checks that no occupation is there twice, that each has its names in the first language (the rules for texts hold the
 * other languages against it), which fit a row of a list, and that people can find it by words of every language.
 */
export function checkOccupations(
  list: readonly Occupation[],
  words: Readonly<Record<string, Words>>,
  texts: Texts,
): Finding[] {
  const ids = list.map(({ id }) => id);
  const written = texts.languages.filter(({ derivedFrom }) => derivedFrom === undefined).map(({ tag }) => tag);
  return [
    ...ids
      .filter((id, i) => ids.indexOf(id) !== i)
      .map((id) => ({ where: `occupations/${id}`, what: 'is there twice' })),
    ...checkFile(
      texts,
      'occupations',
      ids.flatMap((id) => NAME_FORMS.map((form) => occupationName(id, form))),
    ),
    ...checkNames(
      texts,
      ids.map((id) => occupationName(id, 'name')),
      LIMITS.rowLabel,
    ),
    ...checkWords('occupations', 'occupation', ids, words, written),
  ];
}
