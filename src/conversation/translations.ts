import { differences, isLeftInEnglish, type Trait } from '../text/faithful.ts';
import { isOneNumber, pluralForm, pluralForms } from '../text/plural-forms.ts';
import type { Texts } from '../text/texts.ts';
import type { Finding } from './finding.ts';

/** A text in English, and the same in another language. */
export interface Translation {
  key: string;
  /** The English text; a list of words is written as one text. */
  source: string;
  /** The translation, undefined where there is none. */
  text: string | undefined;
  kind: 'text' | 'plural' | 'list';
  /** The placeholders that the translation may leave out. */
  optional: readonly string[];
}

/** What can be wrong with a translation. */
export type Rule = 'missing' | 'stale' | 'english' | Trait;

/** A text that breaks a rule with good reason. */
interface Exception {
  language: string;
  key: string;
  rule: Extract<Rule, 'english' | 'numbers' | 'links'>;
  reason: string;
}

/** What is known about the translations beside their words. */
export interface Ledger {
  /** By language and key, the hash of the English text that a translation was made from. */
  madeFrom: Readonly<Record<string, Readonly<Record<string, string>>>>;
  exceptions: readonly Exception[];
  hash(source: string): string;
}

/** A list of words as one text. */
export const joinWords = (words: readonly string[]): string => words.join(' | ');

/** The languages that somebody translates: all but the first, and but those that a rule makes. */
export const translated = (texts: Texts): string[] =>
  texts.languages.slice(1).flatMap(({ tag, derivedFrom }) => (derivedFrom === undefined ? [tag] : []));

/** Every text that a language needs, in the order of the English files; a plural has the forms of the language. */
export function translationsOf(texts: Texts, tag: string): Translation[] {
  const english = texts.languages[0]?.tag ?? tag;
  const keys = new Set(texts.keys(english));
  const own = new Set(texts.keys(tag));
  const made = new Set<string>();
  const forms = pluralForms(tag).map((form) => ({ form, optional: isOneNumber(tag, form) ? ['count'] : [] }));
  // Patterns are no translations: every language has its own.
  const texted = [...keys].filter((key) => !key.startsWith('patterns:'));
  return texted.flatMap((key): Translation[] => {
    const source = texts.raw(english, key);
    const plural = pluralForm(key);
    if (source === undefined) {
      if (keys.has(`${key}_other`)) return [];
      const text = own.has(key) ? joinWords(texts.words(tag, key)) : undefined;
      return [{ key, source: joinWords(texts.words(english, key)), text, kind: 'list', optional: [] }];
    }
    if (plural === undefined || !keys.has(plural.base))
      return [{ key, source, text: texts.raw(tag, key), kind: 'text', optional: [] }];
    const { base } = plural;
    if (made.has(base)) return [];
    made.add(base);
    return forms.map(({ form, optional }) => ({
      key: `${base}_${form}`,
      source: texts.raw(english, `${base}_${form}`) ?? texts.raw(english, `${base}_other`) ?? source,
      text: texts.raw(tag, `${base}_${form}`),
      kind: 'plural',
      optional,
    }));
  });
}

/** Names that stay as they are in every language, or may: of services, offices, laws, cities and apps. */
const PROPER_NAMES =
  /^(?:[^:]+:services\.[^.]+\.name|pilots:[^.]+\.(?:name|controller|law|subsidiary)|(?:channels:|statistics:channel\.)(?:telegram|whatsapp-\w+))$/;

/** What is to be done about a translation, in words for an author. */
export function faultsOf(translation: Translation, tag: string, ledger: Ledger): { rule: Rule; what: string }[] {
  return brokenRules(translation, tag, ledger).filter(
    ({ rule }) =>
      !ledger.exceptions.some((one) => one.language === tag && one.key === translation.key && one.rule === rule),
  );
}

function brokenRules({ key, source, text, kind, optional }: Translation, tag: string, { madeFrom, hash }: Ledger) {
  if (text === undefined) return [{ rule: 'missing' as const, what: 'is missing' }];
  const found: { rule: Rule; what: string }[] = [];
  const stamp = madeFrom[tag]?.[key];
  if (stamp === undefined) found.push({ rule: 'stale', what: 'has no stamp of its English source' });
  else if (stamp !== hash(source)) found.push({ rule: 'stale', what: 'is stale: the English has changed since' });
  if (isLeftInEnglish(source, text, tag) && !PROPER_NAMES.test(key))
    found.push({ rule: 'english', what: 'is left in English' });
  // People write other words in every language: only their meaning is the same.
  if (kind === 'list') return found;
  for (const { trait, what } of differences(source, text, optional))
    found.push({ rule: trait, what: `has other ${trait} than the English: ${what}` });
  return found;
}

/**
 * Checks every translation against its English source: made from the present one, not left in English, with the same
 * placeholders, numbers and links, and with every form of a plural. A missing text is a finding of `checkLanguages`.
 */
export function checkTranslations(texts: Texts, ledger: Ledger): Finding[] {
  const all = new Map(translated(texts).map((tag) => [tag, translationsOf(texts, tag)]));
  const found = [...all].flatMap(([tag, translations]) =>
    translations.flatMap((each) =>
      faultsOf(each, tag, ledger)
        .filter(({ rule }) => rule !== 'missing' || each.kind === 'plural')
        .map(({ what }) => ({ where: `${tag} ${each.key}`, what })),
    ),
  );
  const needless = ledger.exceptions.filter(({ language, key, rule }) => {
    const one = all.get(language)?.find((each) => each.key === key);
    return one === undefined || !brokenRules(one, language, ledger).some((broken) => broken.rule === rule);
  });
  return [
    ...found,
    ...needless.map(({ language, key, rule }) => ({
      where: `${language} ${key}`,
      what: `needs no exception for ${rule} in exceptions.yaml`,
    })),
  ];
}

/** The stamps of a language, with new ones for the wanted keys; a text that is gone, or not there yet, has none. */
export function stampsOf(
  texts: Texts,
  tag: string,
  { madeFrom, hash }: Ledger,
  isWanted: (key: string) => boolean,
): Record<string, string> {
  const there = translationsOf(texts, tag).filter(({ text }) => text !== undefined);
  return Object.fromEntries(
    there.flatMap(({ key, source }): [string, string][] => {
      const stamp = isWanted(key) ? hash(source) : madeFrom[tag]?.[key];
      return stamp === undefined ? [] : [[key, stamp]];
    }),
  );
}
