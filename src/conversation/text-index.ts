import { fold } from '../text/fold.ts';
import { pluralForm } from '../text/plural-forms.ts';
import type { Texts } from '../text/texts.ts';
import { type Translation, translated, translationsOf } from './translations.ts';

/** A text in all languages: one text, or the forms of a plural, which are others in each language. */
export interface TextEntry {
  /** The key, without the form of a plural. */
  key: string;
  /** By the tags of the languages that are translated, in their order. */
  translations: ReadonlyMap<string, readonly Translation[]>;
}

/** All texts, ready to be found. */
export interface TextIndex {
  /** The text of a key, with or without the form of a plural. */
  entry(key: string): TextEntry | undefined;
  /**
   * The texts in which one language has all these words, or whose key has them, in the order of the English files; none
   * for no words.
   */
  find(words: string): TextEntry[];
}

/** Makes the index. It takes a moment, and some memory. */
export function indexTexts(texts: Texts): TextIndex {
  const entries = new Map<string, { key: string; translations: Map<string, Translation[]> }>();
  for (const tag of translated(texts))
    for (const one of translationsOf(texts, tag)) {
      const key = one.kind === 'plural' ? (pluralForm(one.key)?.base ?? one.key) : one.key;
      const entry = entries.get(key) ?? { key, translations: new Map() };
      entry.translations.set(tag, [...(entry.translations.get(tag) ?? []), one]);
      entries.set(key, entry);
    }
  const all = [...entries.values()];
  const said = all.map(({ key, translations }) => {
    const lists = [...translations.values()];
    const english = [...new Set(lists.flat().map(({ source }) => source))];
    return [key, english, ...lists.map((forms) => forms.map(({ text }) => text ?? ''))].map((part) =>
      fold([part].flat().join('\n')),
    );
  });
  return {
    entry: (key) => entries.get(key) ?? entries.get(pluralForm(key)?.base ?? key),
    find(words) {
      const wanted = fold(words)
        .split(/\s+/)
        .filter((word) => word !== '');
      if (wanted.length === 0) return [];
      return all.filter((_, i) => said[i]?.some((part) => wanted.every((word) => part.includes(word))));
    },
  };
}
