import MiniSearch from 'minisearch';
import { makeTermReader, type Term } from './terms.ts';
import type { Words } from './words.ts';

/** A thing that was found by its id, with how well it fits: more is better. */
interface Found {
  id: string;
  score: number;
}

/**
 * Finds things by what was said. In a language that may not be the person's own, most of the words must belong to a
 * thing: by chance, one of them may be a name there.
 */
export type Finder = (said: string, isForeign: boolean) => Found[];

/** `asks`: people look for the things by questions, so that a question mark says nothing. */
export interface SearchedBy {
  asks?: boolean;
}

/** Words that mean a thing together, or one of them alone. */
interface Phrase {
  id: string;
  terms: readonly string[];
  /** Words that only point to the thing. */
  near: boolean;
}

/** So many words are looked at. */
const MOST_TERMS = 16;

/** How near a word is that was typed with an error, is a part of the other, or is one part of a compound. */
const BEGINNING = 0.9;
const PART = 0.8;
const TYPO = 0.75;

/** A shorter word of another language may be like anything. */
const SURE = 7;

/** How much words count that only point to a thing. */
const NEAR = 0.6;
/** For each further word that a phrase has and the person said. */
const LONGER = 0.2;

/** The share of the person's words that must belong to a thing: for a name of it, for what is not so sure. */
const FEW = 0.2;
const MANY = 0.6;
/** For a long title with a typing error. */
const HALF = 0.5;
/** For a question, and a sentence that begins with somebody else, or says two words and one is that. */
const ALMOST_ALL = 0.75;

const QUESTION = /[?؟]\P{L}*$/u;

/** Languages that write several words as one. */
const COMPOUNDS: ReadonlySet<string> = new Set(['de', 'fa', 'sv']);
const SHORTEST_PART = 3;
/** Of a part alone. */
const LONG_PART = 5;
/** What stands between the parts. */
const LINK = /(?:en|es|er|[sneo])$/;

/**
 * Makes the function that finds things by the words of one language; `ids` and `namesOf` name them. The index holds every
 * word of a phrase, so that each word of the person is looked up once, with its typing errors; what belongs together is
 * counted here.
 */
export function makeFinder(
  tag: string,
  ids: readonly string[],
  words: Words | undefined,
  namesOf: (id: string) => readonly string[],
  { asks }: SearchedBy,
): Finder {
  if (words === undefined) return () => [];
  const { read, termOf, stemOf, forms } = makeTermReader(tag, words);
  const phrases = phrasesOf(ids, words, namesOf, (text) => read(text).map(({ term }) => term));
  const index = indexOf(phrases, forms);
  const partsOf = COMPOUNDS.has(tag) ? (word: string) => partsOfCompound(word, index, termOf) : () => [];
  const find = (asked: readonly Term[], fewest: number, isForeign: boolean) => {
    const heard = new Map<Phrase, Map<string, Hit>>();
    const hear = (matches: readonly Match[], at: readonly number[]) => {
      for (const { number, word, nearness } of matches) {
        const phrase = phrases[number];
        if (phrase === undefined) continue;
        const hits = heard.get(phrase) ?? new Map<string, Hit>();
        heard.set(phrase, hits);
        if ((hits.get(word)?.nearness ?? 0) < nearness) hits.set(word, { at, nearness });
      }
    };
    for (const [at, term] of asked.entries()) {
      hear(lookUp(index, term, partsOf, isForeign), [at]);
      const next = asked[at + 1];
      // What the list writes as one, people may write apart.
      const both = next === undefined ? '' : stemOf(term.word + next.word);
      if (index.numbers.has(both)) hear(phrasesWith(index, both), [at, at + 1]);
    }
    return judge(heard, asked, fewest);
  };
  return (said, isForeign) => {
    const all = read(said).slice(0, MOST_TERMS);
    const own = withoutOthers(all);
    const fewest = !asks && QUESTION.test(said) ? ALMOST_ALL : isForeign ? MANY : FEW;
    const ofOwn = own.length < all.length ? find(own, Math.max(fewest, MANY), isForeign) : [];
    return ofOwn.length > 0 ? ofOwn : find(all, fewest, isForeign);
  };
}

/** What is left without the parts that begin with somebody or something else: my husband drives, I sew. */
function withoutOthers(asked: readonly Term[]): Term[] {
  const others = new Set(
    asked.filter(({ aside, clause }, i) => aside && asked[i - 1]?.clause !== clause).map(({ clause }) => clause),
  );
  return asked.filter(({ clause }) => !others.has(clause));
}

/** Where a word of a phrase was said, in one word or two, and how near it was. */
interface Hit {
  at: readonly number[];
  nearness: number;
}

function phrasesOf(
  ids: readonly string[],
  { words }: Words,
  namesOf: (id: string) => readonly string[],
  termsOf: (text: string) => string[],
): Phrase[] {
  return ids.flatMap((id) => {
    const { also = [], near = [] } = words[id] ?? {};
    const phrase = (text: string, isNear: boolean): Phrase => ({
      id,
      terms: [...new Set(termsOf(text))],
      near: isNear,
    });
    return [
      ...[...namesOf(id), ...also].map((text) => phrase(text, false)),
      ...near.map((text) => phrase(text, true)),
    ].filter(({ terms }) => terms.length > 0);
  });
}

/** An index of phrases, and what each of its words stands for. */
interface Index {
  /** For words with typing errors. */
  typed: MiniSearch;
  /** The numbers of the phrases that a word stands in. */
  numbers: ReadonlyMap<string, readonly number[]>;
  /** The word that stands for a form. */
  forms: ReadonlyMap<string, string>;
  /** The words by what is left of them without double letters. */
  singles: ReadonlyMap<string, string>;
}

/** Two of the same letter, which many write as one. A short word may be another without it: casa, cassa. */
const DOUBLE = /(\p{L})\1/gu;
const LONG_ENOUGH = 6;
const single = (word: string): string => word.replace(DOUBLE, '$1');

/** Each word is there in its forms too, so that a form with a typing error is found. */
function indexOf(phrases: readonly Phrase[], forms: ReadonlyMap<string, string>): Index {
  const numbers = new Map<string, number[]>();
  for (const [number, { terms }] of phrases.entries())
    for (const term of terms) {
      const known = numbers.get(term);
      if (known === undefined) numbers.set(term, [number]);
      else known.push(number);
    }
  const typed = new MiniSearch({
    fields: ['all'],
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
  });
  const formsOf = Map.groupBy(forms.keys(), (form) => forms.get(form));
  typed.addAll([...numbers.keys()].map((term, id) => ({ id, all: [term, ...(formsOf.get(term) ?? [])].join(' ') })));
  const singles = new Map([...numbers.keys()].map((term): [string, string] => [single(term), term]));
  return { typed, numbers, forms, singles };
}

/** A word of the list that the person may have meant, and the phrase that it stands in. */
interface Match {
  number: number;
  word: string;
  nearness: number;
}

function lookUp(
  index: Index,
  { word, term, others, aside }: Term,
  partsOf: (word: string) => Part[],
  isForeign: boolean,
): Match[] {
  const exact = index.numbers.has(term) ? term : others().find((each) => index.numbers.has(each));
  if (exact !== undefined) return phrasesWith(index, exact);
  if (aside || (isForeign && term.length < SURE)) return [];
  const likely = term.length < LONG_ENOUGH ? undefined : index.singles.get(single(term));
  if (likely !== undefined) return phrasesWith(index, likely, BEGINNING);
  const parts = partsOf(word);
  const inParts = parts.flatMap(({ part, nearness }) => phrasesWith(index, part, nearness));
  if (parts.some(({ nearness }) => nearness === PART)) return inParts;
  return [...inParts, ...[...new Set([term, word])].flatMap((each) => searchLike(index, each))];
}

/** Finds what begins with this, or was typed with an error: one from 5 letters on, two from 8, none in the first. */
function searchLike(index: Index, term: string): Match[] {
  const letters = [...term].length;
  const typos = letters >= 8 ? 2 : letters >= 5 ? 1 : 0;
  return search(index, term, typos, (meant) => {
    if (meant.startsWith(term)) return letters >= 5 && letters >= meant.length * 0.75 ? BEGINNING : 0;
    // A form is one of many like it.
    if (index.forms.has(meant) && letters < LONG_ENOUGH) return 0;
    if (meant[0] !== term[0] || meant.length <= typos * 3) return 0;
    return letters > 8 ? PART : TYPO;
  });
}

function search(index: Index, term: string, typos: number, nearnessOf: (meant: string) => number): Match[] {
  return index.typed.search(term, { prefix: true, fuzzy: typos > 0 ? typos : false }).flatMap(({ match }) =>
    Object.keys(match).flatMap((word) => {
      const nearness = nearnessOf(word);
      return nearness === 0 ? [] : phrasesWith(index, index.forms.get(word) ?? word, nearness);
    }),
  );
}

/** The phrases that a word of the list stands in. */
const phrasesWith = ({ numbers }: Index, word: string, nearness = 1): Match[] =>
  (numbers.get(word) ?? []).map((number) => ({ number, word, nearness }));

/** A known word in a compound, and how much it says. */
interface Part {
  part: string;
  nearness: number;
}

/** The known words that a compound ends and begins with. Its end says what it is; its beginning alone says little. */
function partsOfCompound(word: string, { numbers: known }: Index, termOf: (part: string) => string): Part[] {
  const cuts = Array.from({ length: Math.max(0, word.length - 2 * SHORTEST_PART + 1) }, (_, i) => i + SHORTEST_PART);
  const endAt = (at: number) => [termOf(word.slice(at))].filter((part) => known.has(part));
  const beginningAt = (at: number) => {
    const first = word.slice(0, at);
    return [first, first.replace(LINK, '')]
      .map(termOf)
      .filter((part) => known.has(part))
      .slice(0, 1);
  };
  const named = (parts: string[], nearness: number) => parts.map((part) => ({ part, nearness }));
  const whole = cuts.find((at) => endAt(at).length > 0 && beginningAt(at).length > 0);
  if (whole !== undefined) return named([...endAt(whole), ...beginningAt(whole)], PART);
  const end = cuts.find((at) => word.length - at >= LONG_PART && endAt(at).length > 0);
  if (end !== undefined) return named(endAt(end), PART);
  const beginning = cuts.findLast((at) => at >= LONG_PART && beginningAt(at).length > 0);
  return beginning === undefined ? [] : named(beginningAt(beginning), TYPO);
}

/** Puts together what was heard of each phrase. */
function judge(heard: ReadonlyMap<Phrase, ReadonlyMap<string, Hit>>, asked: readonly Term[], fewest: number): Found[] {
  const best = new Map<string, { score: number; needs: number; said: Set<number> }>();
  for (const [{ id, terms, near }, hits] of heard) {
    const isWhole = hits.size === terms.length;
    if (!isWhole && (near || terms.length < 4 || hits.size < terms.length - 1)) continue;
    const nearness = [...hits.values()].reduce((sum, hit) => sum + hit.nearness, 0) / terms.length;
    if (near && nearness < PART) continue;
    const said = new Set([...hits.values()].flatMap(({ at }) => at));
    const score = nearness * (near ? NEAR : 1) * (1 + LONGER * (hits.size - 1));
    const unsure = near || !isWhole || nearness < PART ? MANY : nearness < BEGINNING ? HALF : fewest;
    const needs = Math.max(unsure, fewest);
    const known = best.get(id);
    best.set(id, {
      score: Math.max(score, known?.score ?? 0),
      needs: Math.min(needs, known?.needs ?? 1),
      said: new Set([...said, ...(known?.said ?? [])]),
    });
  }
  return [...best].flatMap(([id, { score, needs, said }]) => {
    const share = said.size / asked.length;
    const isAbout = (at: number) => asked[at]?.aside === true && !said.has(at);
    const isAside = isAbout(0) || (asked.length === 2 && isAbout(1));
    if (share < (isAside ? ALMOST_ALL : needs)) return [];
    return [{ id, score: score * (0.4 + 0.6 * share) }];
  });
}
