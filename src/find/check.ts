import type { Finding } from '../conversation/finding.ts';
import { makeTermReader } from './terms.ts';
import type { Words } from './words.ts';

/**
 * Checks that every thing can be found by words of each language in which texts are written, and that its words say
 * something. `folder`: where the words stand; `thing`: what one of them is called.
 */
export function checkWords(
  folder: string,
  thing: string,
  ids: readonly string[],
  words: Readonly<Record<string, Words>>,
  written: readonly string[],
): Finding[] {
  return [
    ...written.flatMap((tag) => checkLanguage(`${folder}/${tag}`, thing, tag, ids, words[tag])),
    ...Object.keys(words)
      .filter((tag) => !written.includes(tag))
      .map((tag) => ({ where: `${folder}/${tag}`, what: 'is read for no language of languages.yaml' })),
  ];
}

function checkLanguage(
  where: string,
  thing: string,
  tag: string,
  ids: readonly string[],
  words: Words | undefined,
): Finding[] {
  if (words === undefined) return [{ where, what: 'is missing' }];
  const { read } = makeTermReader(tag, words);
  const found: Finding[] = [];
  for (const id of ids)
    if (!Object.hasOwn(words.words, id)) found.push({ where: `${where} ${id}`, what: 'has no words' });
  for (const [id, { also, near = [] }] of Object.entries(words.words)) {
    const say = (what: string) => found.push({ where: `${where} ${id}`, what });
    if (!ids.includes(id)) say(`is no ${thing} of the list`);
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
