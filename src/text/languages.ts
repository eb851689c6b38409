import { intlLocale } from './locale.ts';
import type { Texts } from './texts.ts';

const known = new Map<string, Intl.DisplayNames>();

/**
 * The name of a language (`tag`, BCP 47) for people who read `language`: `Arabic`, `Арапски`. It stands alone, so it
 * begins with a capital in every language. Throws a RangeError for a tag that is not well-formed.
 */
export function languageName(tag: string, language: string): string {
  const locale = intlLocale(language);
  const names = known.get(locale) ?? new Intl.DisplayNames(locale, { type: 'language' });
  known.set(locale, names);
  const name = names.of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}

/** A language (BCP 47) if there are texts in it; otherwise the first language that has texts. */
export const offeredLanguage = ({ languages }: Pick<Texts, 'languages'>, wanted: string | null | undefined): string =>
  languages.find(({ tag }) => tag === wanted)?.tag ?? languages[0]?.tag ?? 'en';

/** The one of `tags` that somebody wants who asks for these languages in turn (BCP 47), as browsers and apps name them. */
export function languageFor(tags: readonly string[], wanted: readonly string[]): string | undefined {
  for (const one of wanted) {
    const asked = one.toLowerCase();
    const begins = (tag: string) => `${asked}-`.startsWith(`${tag.toLowerCase()}-`);
    const found = tags.find(begins) ?? tags.find((tag) => isSameLanguage(tag, asked));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether two tags name the same language, in whatever script: who reads one of the scripts of Serbian reads both. */
export const isSameLanguage = (one: string, other: string): boolean => one.split('-')[0] === other.split('-')[0];
