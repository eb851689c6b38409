import { fold } from '../text/fold.ts';
import type { TextKey } from '../text/keys.ts';
import { isLonger } from '../text/measure.ts';
import type { Texts } from '../text/texts.ts';
import type { Finding } from './finding.ts';

/** Checks that names fit a row of a list, and that each reads differently. */
export function checkNames(texts: Texts, keys: readonly TextKey[], most: number): Finding[] {
  return texts.languages.flatMap(({ tag }) => {
    const shown = new Map<string, string>();
    return keys.flatMap((key) => {
      const name = texts.raw(tag, key);
      if (name === undefined) return [];
      const twin = shown.get(fold(name));
      shown.set(fold(name), key);
      const found = twin === undefined ? [] : [`reads like ${twin}`];
      if (isLonger(name, most)) found.push(`"${name}" is longer than the ${most} characters of a row`);
      return found.map((what) => ({ where: `${tag} ${key}`, what }));
    });
  });
}

/**
 * Checks the texts of one file (`file`) in the first language: none missing, none of a thing that is not there. The rules
 * for texts hold the other languages against the first.
 */
export function checkFile(texts: Texts, file: string, needed: readonly TextKey[]): Finding[] {
  const [first] = texts.languages;
  if (first === undefined) return [];
  const all = new Set<string>(needed);
  const own = texts.keys(first.tag).filter((key) => key.startsWith(`${file}:`));
  const there = new Set(own);
  return [
    ...[...all].filter((key) => !there.has(key)).map((key) => ({ where: `${first.tag} ${key}`, what: 'is missing' })),
    ...own.filter((key) => !all.has(key)).map((key) => ({ where: `${first.tag} ${key}`, what: 'is used nowhere' })),
  ];
}
