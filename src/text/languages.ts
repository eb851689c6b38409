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

/** Languages whose speakers read another one well enough to choose their own from its list. */
const NEAR: Readonly<Record<string, string>> = { bs: 'sr', hr: 'sr' };

/**
 * The one of `tags` that somebody wants who asks for these languages in turn (BCP 47), as browsers and apps name them.
 * Other names of a language count too (`prs` is Dari), and the script that is usual in a region (Latin in `sr-ME`).
 */
export function languageFor(tags: readonly string[], wanted: readonly string[]): string | undefined {
  const offered = tags.map((tag) => ({ tag, ...writtenIn(tag) }));
  for (const one of wanted) {
    const { language, script } = writtenIn(one);
    const own = offered.filter((each) => each.language === language);
    const near = offered.filter((each) => each.language === NEAR[language]);
    const found = [own, near].map((each) => each.find((tag) => tag.script === script) ?? each[0]);
    const first = found[0] ?? found[1];
    if (first !== undefined) return first.tag;
  }
  return undefined;
}

/** The language of a tag and its script, as CLDR knows them; that of no language for what is no tag. */
function writtenIn(tag: string): { language: string; script: string | undefined } {
  try {
    const locale = new Intl.Locale(tag);
    return { language: locale.language, script: locale.maximize().script };
  } catch {
    return { language: '', script: undefined };
  }
}

/** Whether two tags name the same language, in whatever script: who reads one of the scripts of Serbian reads both. */
export const isSameLanguage = (one: string, other: string): boolean => one.split('-')[0] === other.split('-')[0];

/** The languages with this one first, if it is among them. */
export const withFirst = (tags: readonly string[], first: string | undefined): string[] => [
  ...tags.filter((tag) => tag === first),
  ...tags.filter((tag) => tag !== first),
];
