import type { Fields, Typed } from './typed.ts';

/**
 * The languages in the field `languages`, whose values may hold several with commas between; at least one. A script is a
 * way of writing, so that `sr-Latn` is `sr`. Notes a word that is no language tag.
 */
export function languagesIn(fields: Fields, typed: Typed): string[] {
  const tags = tagsIn(typed.languages ?? []);
  const spoken = tags.map((tag) => /^([a-z]{2,3})(-[a-z]{4})?$/i.exec(tag)?.[1]?.toLowerCase());
  if (tags.length === 0 || spoken.includes(undefined)) fields.wrong('languages', { text: 'faults:languages' });
  return [...new Set(spoken.filter((tag) => tag !== undefined))];
}

/** The words between commas and blanks in these values. */
export const tagsIn = (values: readonly string[]): string[] =>
  values.flatMap((value) => value.split(/[\s,;،]+/)).filter((tag) => tag !== '');
