import { checkNames } from '../conversation/check-names.ts';
import { LIMITS } from '../conversation/check-texts.ts';
import type { Finding } from '../conversation/finding.ts';
import type { Texts } from '../text/texts.ts';
import type { Occupation, OccupationWords } from './occupation.ts';
import { NAME_FORMS, occupationName } from './occupations.ts';
import { makeTermReader } from './terms.ts';

/**
 * Checks that no occupation is there twice, that each has its names in the first language (the rules for texts hold the
 * other languages against it), which fit a row of a list, and that people can find it by words of every language.
 */
export function checkOccupations(
  list: readonly Occupation[],
  words: Readonly<Record<string, OccupationWords>>,
  texts: Texts,
): Finding[] {
  const ids = list.map(({ id }) => id);
  const written = texts.languages.filter(({ derivedFrom }) => derivedFrom === undefined).map(({ tag }) => tag);
  return [
    ...ids
      .filter((id, i) => ids.indexOf(id) !== i)
      .map((id) => ({ where: `occupations/${id}`, what: 'is there twice' })),
    ...checkKeys(ids, texts),
    ...checkNames(
      texts,
      ids.map((id) => occupationName(id, 'name')),
      LIMITS.rowLabel,
    ),
    ...written.flatMap((tag) => checkWords(tag, ids, words[tag])),
    ...Object.keys(words)
      .filter((tag) => !written.includes(tag))
      .map((tag) => ({ where: `occupations/${tag}`, what: 'is read for no language of languages.yaml' })),
  ];
}

/** Checks the names in the first language: none missing, none of an occupation that is not there. */
function checkKeys(ids: readonly string[], texts: Texts): Finding[] {
  const [first] = texts.languages;
  if (first === undefined) return [];
  const needed = new Set<string>(ids.flatMap((id) => NAME_FORMS.map((form) => occupationName(id, form))));
  const own = texts.keys(first.tag).filter((key) => key.startsWith('occupations:'));
  const there = new Set(own);
  return [
    ...[...needed]
      .filter((key) => !there.has(key))
      .map((key) => ({ where: `${first.tag} ${key}`, what: 'is missing' })),
    ...own.filter((key) => !needed.has(key)).map((key) => ({ where: `${first.tag} ${key}`, what: 'is used nowhere' })),
  ];
}

function checkWords(tag: string, ids: readonly string[], words: OccupationWords | undefined): Finding[] {
  if (words === undefined) return [{ where: `occupations/${tag}`, what: 'is missing' }];
  const { read } = makeTermReader(tag, words);
  const found: Finding[] = [];
  for (const id of ids)
    if (!Object.hasOwn(words.words, id)) found.push({ where: `occupations/${tag} ${id}`, what: 'has no words' });
  for (const [id, { also, near = [] }] of Object.entries(words.words)) {
    const say = (what: string) => found.push({ where: `occupations/${tag} ${id}`, what });
    if (!ids.includes(id)) say('is no occupation of the list');
    for (const phrase of [...also, ...near]) {
      const left = read(phrase).map(({ term }) => term);
      // "Worked in a bank" would be found wherever somebody names a bank.
      if (left.length === 0) say(`nothing is left of "${phrase}": all its words are passed over`);
      else if (left.length === 1 && /\s/.test(phrase))
        say(`of "${phrase}" only "${left[0]}" is left: write that alone`);
    }
  }
  return found;
}
