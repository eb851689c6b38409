import { z } from 'zod';
import { createSearch, type Search } from '../find/search.ts';
import { makeTermReader, type TermReader } from '../find/terms.ts';
import type { Words } from '../find/words.ts';
import { NEEDS } from '../pilot/pilot.ts';
import { fold } from '../text/fold.ts';
import type { TextKey } from '../text/keys.ts';
import type { Texts } from '../text/texts.ts';

/** What people ask about in their own words, and where each theme leads. */

const code = z.string().regex(/^[a-z][a-z0-9-]*$/);
const codes = z.array(code).default([]);

/** What people can ask about. Its name is a text (`themes:<id>`); what a pilot does not have of it is left out. */
export const Theme = z.strictObject({
  id: code,
  /** Facts that answer it, by their ids in any pilot. */
  facts: codes,
  /** Steps of the way, needs of services, services, and flows of `go`, to which it leads. A flow has its theme's name. */
  steps: codes,
  needs: z.array(z.enum(NEEDS)).default([]),
  services: codes,
  go: codes,
});
export type Theme = z.infer<typeof Theme>;

/** The theme that leads to the card with the numbers for danger at once, without a flow that could be seen later. */
export const SAFETY = 'safety';

export const themeName = (id: string): TextKey => `themes:${id}`;

/** A pilot whose services can be asked for by their names. */
interface Served {
  pilot: string;
  host: string;
  services: readonly { id: string }[];
}

/** What was found: themes and services, the best first. */
interface Found {
  themes: string[];
  services: string[];
}

export interface Ask {
  readonly themes: readonly Theme[];
  /** Whether words say anything that can be looked for; "ok" and a digit do not. */
  saysAnything(words: string, language: string): boolean;
  /**
   * Up to `most` themes and services of a pilot that these words mean; none where the words fit none. Any text is
   * harmless; a language that is not offered is a `RangeError`.
   */
  find(words: string, language: string, pilot: Served, most: number): Found;
}

/** Makes the themes ready to be found, by `words` of each language and by their names. */
export function createAsk(themes: readonly Theme[], words: Readonly<Record<string, Words>>, texts: Texts): Ask {
  const ids = themes.map(({ id }) => id);
  const search = createSearch(ids, words, texts, namesBy(texts, themeName), { asks: true });
  const readers = new Map<string, TermReader>();
  const readerOf = (language: string): TermReader | undefined => {
    const tag = texts.language(language).derivedFrom ?? language;
    const own = words[tag];
    if (own !== undefined && !readers.has(tag)) readers.set(tag, makeTermReader(tag, own));
    return readers.get(tag);
  };
  let byName: ReadonlyMap<string, string> | undefined;
  const namedBy = (said: string): string[] => {
    byName ??= new Map(ids.flatMap((id) => namesOf(texts, id).map((name): [string, string] => [fold(name), id])));
    return [byName.get(fold(said)) ?? []].flat();
  };
  const searches = new Map<string, Search>();
  const servicesOf = ({ pilot, services }: Served): Search => {
    const names = namesBy(texts, (id) => `${pilot}:services.${id}.name`);
    const found = searches.get(pilot) ?? createSearch(idsOf(services), onlyNames(words), texts, names, { asks: true });
    searches.set(pilot, found);
    return found;
  };
  return {
    themes,
    saysAnything: (said, language) => namedBy(said).length > 0 || (readerOf(language)?.read(said) ?? []).length > 0,
    find(said, language, served, most) {
      const services = servicesOf(served)(said, language, served.host, most);
      const named = namedBy(said);
      const others = search(said, language, served.host, most).filter((id) => !named.includes(id));
      return { services, themes: [...named, ...others].slice(0, most - services.length) };
    },
  };
}

const idsOf = (all: readonly { id: string }[]): string[] => all.map(({ id }) => id);

/** The names of a theme in all languages: people may type one and read another. */
const namesOf = (texts: Texts, id: string): string[] =>
  texts.languages.flatMap(({ tag }) =>
    texts.raw(tag, themeName(id)) === undefined ? [] : [texts.say(tag, themeName(id))],
  );

const namesBy =
  (texts: Texts, keyOf: (id: string) => TextKey) =>
  (tag: string, id: string): string[] =>
    [texts.raw(tag, keyOf(id)) ?? []].flat();

/** The words of each language without those of things: services have their names alone. */
function onlyNames(words: Readonly<Record<string, Words>>): Record<string, Words> {
  const without: Record<string, Words> = {};
  // A language is read when it is first looked into.
  for (const tag of Object.keys(words))
    Object.defineProperty(without, tag, { get: () => ({ ...words[tag], words: {} }), enumerable: true });
  return without;
}
