import { once } from '../once.ts';
import { placeholdersIn } from './faithful.ts';
import type { TextKey } from './keys.ts';
import { toLatin } from './latin.ts';
import type { Param } from './params.ts';
import { MissingTextError, makeVoice, type Voice } from './voice.ts';

export { MissingTextError, type Param };

/** A language that people can choose. */
export interface Language {
  /** BCP 47. */
  tag: string;
  /** The name of the language in the language itself. */
  endonym: string;
  direction: 'ltr' | 'rtl';
  /** The language from whose texts a rule makes all texts of this one, which has none of its own. */
  derivedFrom?: string;
  /** The language in which critical texts can be read too, until a native speaker has reviewed this language. */
  bridge?: string;
  /** The native speaker who has reviewed the texts, null until then. */
  reviewedBy: string | null;
}

export interface Texts {
  readonly languages: readonly Language[];
  /** Throws a RangeError for a language that is not offered, as every method does. */
  language(tag: string): Language;
  /** The text. Throws a MissingTextError for a missing key or parameter, so that no person ever reads a raw key. */
  say(language: string, key: TextKey, params?: Record<string, Param>): string;
  /** A parameter alone, as it would stand in a text. */
  show(language: string, param: Param): string;
  /** The language in which a critical text is shown beside this one, until a native speaker has reviewed this one. */
  bridgeOf(language: string): string | undefined;
  /** A list of words, in the language. Throws a MissingTextError where there is none. */
  words(language: string, key: string): string[];
  /** Whether any language has a text or a list of that key (`flow:step.text`). */
  has(key: string): boolean;
  /** Every key of a language, for texts and for lists of words. */
  keys(language: string): string[];
  /** The text as written, or undefined where there is none. For checks and authors. */
  raw(language: string, key: string): string | undefined;
  /** The names of a text's placeholders, sorted; those of the first language unless another is given. */
  placeholders(key: string, language?: string): readonly string[];
}

/**
 * All texts of all languages. `resources`: i18next JSON v4 per language and flow (the namespace); a key is
 * `flow:step.text`, a leaf is a text or a list of words. Plurals (`_one`, `_few`, ...) follow a numeric `count`, with
 * `_other` for a missing form. Nesting (`$t`) is off: a parameter `{ text: key }` takes its place.
 *
 * A language is made ready when it is first needed, which throws a TypeError that names a leaf that is neither a text nor
 * a list of words.
 */
export function makeTexts(languages: Language[], resources: Record<string, Record<string, unknown>>): Texts {
  const known = new Map(languages.map((language) => [language.tag, language]));
  const voices = new Map<string, () => Voice>();
  const named = new Map<string, readonly string[]>();
  for (const { tag, direction, derivedFrom, bridge } of languages) {
    // `toLatin` is the only rule: texts and dates are made in the source language and converted when finished.
    const finish = derivedFrom === undefined ? asItIs : toLatin;
    const source = derivedFrom === undefined ? tag : get(known, derivedFrom).tag;
    voices.set(
      tag,
      once(() => makeVoice({ tag: source, direction }, resources[source] ?? {}, finish)),
    );
    if (bridge !== undefined) get(known, bridge);
  }

  const voice = (tag: string): Voice => get(voices, tag)();
  const everyKey = once(() => new Set([...voices.keys()].flatMap((tag) => [...voice(tag).keys])));
  const say: Texts['say'] = (language, key, params) => voice(language).say(key, params);
  return {
    languages,
    language: (tag) => get(known, tag),
    say,
    show: (language, param) => voice(language).show(param),
    bridgeOf(language) {
      const { bridge, reviewedBy } = get(known, language);
      return reviewedBy === null ? bridge : undefined;
    },
    words: (language, key) => voice(language).words(key),
    has: (key) => everyKey().has(key),
    keys: (language) => [...voice(language).keys],
    raw: (language, key) => voice(language).raw(key),
    placeholders(key, language = languages[0]?.tag ?? '') {
      const known = named.get(`${language} ${key}`);
      if (known !== undefined) return known;
      const names = placeholdersIn(voice(language).raw(key) ?? '');
      named.set(`${language} ${key}`, names);
      return names;
    },
  };
}

const asItIs = (text: string) => text;

function get<T>(byTag: ReadonlyMap<string, T>, tag: string): T {
  const found = byTag.get(tag);
  if (found === undefined) throw new RangeError(`language ${tag} is not offered`);
  return found;
}
