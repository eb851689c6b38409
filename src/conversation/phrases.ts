import { FEWEST_LETTERS, GAP, type PatternWord, type Place, parsePattern, TOGETHER } from './pattern.ts';

/**
 * Patterns as one tree. A branch is the number of a choice (the words of which one must stand at a place), so that
 * patterns that begin alike share their way; `gap` is the branch of `…`, and `ends` holds the parts of patterns that end there.
 */
interface Node {
  ends: Part[];
  next: Map<number, Node[]>;
  /** Of these, the nodes that patterns share which begin alike. */
  shared: Map<number, Node>;
  gap: Node | null;
}

/** The choices that a word is in: by the whole word, or by its first or last letters, or letters anywhere in it. */
interface Index {
  whole: Map<string, number[]>;
  begins: Parts;
  finishes: Parts;
  holds: Parts;
}
/** The words with `*`, by the first `KEY` of their letters (of those at the end of a word, the last). */
type Parts = Map<string, { text: string; choice: number }[]>;
const KEY = FEWEST_LETTERS;

/** One of the `of` parts of a pattern that `&` joins; a pattern without it is the one part of itself. */
interface Part {
  pattern: number;
  part: number;
  of: number;
}

/** Many patterns, ready to be looked for all at once. */
export interface Phrases {
  root: Node;
  index: Index;
  /** The patterns that are invalid, each with what is wrong with it. */
  problems: ReadonlyMap<string, string>;
}

const newNode = (): Node => ({ ends: [], next: new Map(), shared: new Map(), gap: null });

/** The newest that were made ready. An author's command reads the texts several times, mostly with the same patterns. */
const newest: { patterns: readonly string[]; phrases: Phrases }[] = [];
const NEWEST = 2;

/** Makes patterns ready. Those that were the last to be made ready are so already. */
export function phrasesOf(patterns: readonly string[]): Phrases {
  const known = newest.find((one) => isSame(one.patterns, patterns));
  if (known !== undefined) return known.phrases;
  const phrases = collectPhrases(patterns);
  newest.unshift({ patterns, phrases });
  newest.splice(NEWEST);
  return phrases;
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((pattern, i) => pattern === other[i]);

/** Makes patterns ready. An invalid one, which the check reports, matches nothing. */
export function collectPhrases(patterns: Iterable<string>): Phrases {
  const index: Index = { whole: new Map(), begins: new Map(), finishes: new Map(), holds: new Map() };
  const root = newNode();
  const numbers = new Map<string, number>();
  let count = 0;
  const numberOf = (words: PatternWord[]): number => {
    const [only, ...others] = words;
    const name = only !== undefined && others.length === 0 ? nameOf(only) : undefined;
    const known = name === undefined ? undefined : numbers.get(name);
    if (known !== undefined) return known;
    count += 1;
    if (name !== undefined) numbers.set(name, count);
    for (const word of words) addWord(index, word, count);
    return count;
  };
  const problems = new Map<string, string>();
  const known = new Map<Place, Choices>();
  const choicesAt = (place: PatternWord[][]): Choices => {
    const choices = known.get(place) ?? choicesFor(place, numberOf);
    known.set(place, choices);
    return choices;
  };
  for (const [pattern, written] of [...new Set(patterns)].entries()) {
    const parsed = parsePattern(written);
    if ('problem' in parsed) {
      problems.set(written, parsed.problem);
      continue;
    }
    for (const [part, places] of parsed.parts.entries())
      addPlaces(root, places, { pattern, part, of: parsed.parts.length }, choicesAt);
  }
  return { root, index, problems };
}

const nameOf = ({ text, openBefore, openAfter }: PatternWord): string =>
  `${openBefore ? '*' : ''}${text}${openAfter ? '*' : ''}`;

/** The numbers of what may stand at a place: of its single words together, and of each sequence of words. */
interface Choices {
  single: number | null;
  sequences: number[][];
}

function choicesFor(place: PatternWord[][], numberOf: (words: PatternWord[]) => number): Choices {
  const single = place.filter(({ length }) => length === 1).flat();
  const several = place.filter(({ length }) => length > 1);
  return {
    single: single.length === 0 ? null : numberOf(single),
    sequences: several.map((words) => words.map((word) => numberOf([word]))),
  };
}

function addPlaces(
  at: Node,
  [place, ...rest]: Place[],
  end: Part,
  choicesAt: (place: PatternWord[][]) => Choices,
): void {
  if (place === undefined) {
    at.ends.push(end);
    return;
  }
  if (place === 'gap') {
    at.gap ??= newNode();
    addPlaces(at.gap, rest, end, choicesAt);
    return;
  }
  const { single, sequences } = choicesAt(place);
  if (sequences.length === 0 && single !== null) {
    addPlaces(branch(at, single), rest, end, choicesAt);
    return;
  }
  // All ways meet again behind the place, so that what follows is there once.
  const after = newNode();
  if (single !== null) link(at, single, after);
  for (const sequence of sequences) {
    const last = sequence.slice(0, -1).reduce(branch, at);
    link(last, sequence.at(-1) ?? 0, after);
  }
  addPlaces(after, rest, end, choicesAt);
}

/** The node that patterns share which begin alike. */
function branch(node: Node, choice: number): Node {
  const known = node.shared.get(choice);
  if (known !== undefined) return known;
  const fresh = newNode();
  node.shared.set(choice, fresh);
  link(node, choice, fresh);
  return fresh;
}

function link(node: Node, choice: number, to: Node): void {
  const nodes = node.next.get(choice) ?? [];
  node.next.set(choice, [...nodes, to]);
}

function addWord(index: Index, { text, openBefore, openAfter }: PatternWord, choice: number): void {
  if (!openBefore && !openAfter) add(index.whole, text, choice);
  else if (!openBefore) add(index.begins, text.slice(0, KEY), { text, choice });
  else if (!openAfter) add(index.finishes, text.slice(-KEY), { text, choice });
  else add(index.holds, text.slice(0, KEY), { text, choice });
}

function add<T>(index: Map<string, T[]>, key: string, item: T): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [item]);
  else known.push(item);
}

/** Where a pattern stands: the words from `from` up to and without `to`. */
export interface Span {
  from: number;
  to: number;
}

/**
 * Every place where a pattern stands among the words (folded), as whole words; a pattern that ends at one word in several
 * ways may come once. Goes through the words once, whatever the number of patterns.
 */
export function* spansOf({ root, index }: Phrases, words: readonly string[]): Generator<Span> {
  // By the number of words read: where in the tree one may be, since which word, and how many words `…` may still take.
  const ways: Map<Node, Way>[] = [];
  const heard = new Map<number, (Span | undefined)[]>();
  // People repeat themselves, and somebody may fill a message with one word.
  const looked = new Map<string, Set<number>>();
  const choicesAt = (word: string): Set<number> => {
    const choices = looked.get(word) ?? choicesOf(index, word);
    looked.set(word, choices);
    return choices;
  };
  const reach = (at: number, node: Node, from: number, spare: number): void => {
    const here = ways[at] ?? new Map<Node, Way>();
    ways[at] = here;
    const known = here.get(node);
    if (known === undefined) here.set(node, { from, spare });
    else {
      known.from = Math.min(from, known.from);
      known.spare = Math.max(spare, known.spare);
    }
    if (node.gap !== null) reach(at, node.gap, from, GAP);
  };
  for (let at = 0; at < words.length; at += 1) {
    reach(at, root, at, 0);
    const here = ways[at] ?? new Map<Node, Way>();
    for (const [node, { from, spare }] of here) if (spare > 0) reach(at + 1, node, from, spare - 1);
    for (const [to, word] of joined(words, at)) {
      const choices = choicesAt(word);
      if (choices.size === 0) continue;
      for (const [node, { from }] of here) {
        for (const next of nextOf(node, choices)) {
          reach(to, next, from, 0);
          for (const part of next.ends) {
            const span = whole(heard, part, { from, to });
            if (span !== null) yield span;
          }
        }
      }
    }
  }
}

/** The span of the whole pattern, once this part and all others were heard near each other; null before that. */
function whole(heard: Map<number, (Span | undefined)[]>, { pattern, part, of }: Part, span: Span): Span | null {
  if (of === 1) return span;
  const spans = heard.get(pattern) ?? Array.from({ length: of }, () => undefined);
  heard.set(pattern, spans);
  // The newest is the nearest to whatever follows.
  spans[part] = span;
  const all = spans.filter((each) => each !== undefined);
  if (all.length < of) return null;
  const from = Math.min(...all.map((each) => each.from));
  const to = Math.max(...all.map((each) => each.to));
  return to - from <= TOGETHER ? { from, to } : null;
}

interface Way {
  from: number;
  spare: number;
}

function nextOf({ next }: Node, choices: ReadonlySet<number>): Node[] {
  const found: Node[] = [];
  // The shorter of the two is gone through.
  if (choices.size < next.size) {
    for (const choice of choices) found.push(...(next.get(choice) ?? []));
  } else for (const [choice, nodes] of next) if (choices.has(choice)) found.push(...nodes);
  return found;
}

/** The most words that a word with joiners falls into where people write spaces, and its most letters. */
const JOINED = 3;
const JOINED_LETTERS = 40;
const ARABIC = /^\p{Script=Arabic}+$/u;

/** The word at a place, and what it makes with the next words where they may be parts of one word. */
function* joined(words: readonly string[], at: number): Generator<[to: number, word: string]> {
  let word = words[at] ?? '';
  yield [at + 1, word];
  if (!ARABIC.test(word)) return;
  for (let to = at + 1; to < Math.min(at + JOINED, words.length); to += 1) {
    const part = words[to] ?? '';
    if (word.length + part.length > JOINED_LETTERS || !ARABIC.test(part)) return;
    word += part;
    yield [to + 1, word];
  }
}

/** Letters alone: `*` takes no digit. */
const LETTERS = /^[\p{L}\p{M}]*$/u;

function choicesOf({ whole, begins, finishes, holds }: Index, word: string): Set<number> {
  const found = new Set(whole.get(word));
  const look = (parts: Parts, key: string, placeOf: (text: string) => number): void => {
    for (const { text, choice } of parts.get(key) ?? []) {
      const at = placeOf(text);
      if (found.has(choice) || !word.startsWith(text, at)) continue;
      if (LETTERS.test(word.slice(0, at)) && LETTERS.test(word.slice(at + text.length))) found.add(choice);
    }
  };
  look(begins, word.slice(0, KEY), () => 0);
  look(finishes, word.slice(-KEY), (text) => word.length - text.length);
  for (let at = 0; at + KEY <= word.length; at += 1) look(holds, word.slice(at, at + KEY), () => at);
  return found;
}
