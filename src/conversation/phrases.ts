import { FEWEST_LETTERS, GAP, type PatternWord, type Place, parsePattern, TOGETHER } from './pattern.ts';

/**
 * Patterns as one tree. A branch is the number of a choice (the words of which one must stand at a place), so that
 * patterns that begin alike share their way; `gap` is the branch of `…`, and `ends` holds the parts of patterns that end there.
 */
interface Node {
  ends: Part[];
  next: Map<number, Node>;
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
}

const newNode = (): Node => ({ ends: [], next: new Map(), gap: null });

/** Makes patterns ready. An invalid one, which the check reports, matches nothing. */
export function collectPhrases(patterns: Iterable<string>): Phrases {
  const index: Index = { whole: new Map(), begins: new Map(), finishes: new Map(), holds: new Map() };
  const root = newNode();
  const numbers = new Map<string, number>();
  const numberOf = (words: PatternWord[]): number => {
    const name = words.map(nameOf).sort().join('/');
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    for (const word of words) addWord(index, word, numbers.size - 1);
    return numbers.size - 1;
  };
  for (const [pattern, written] of [...new Set(patterns)].entries()) {
    const parsed = parsePattern(written);
    if ('problem' in parsed) continue;
    for (const [part, places] of parsed.parts.entries())
      addPlaces(root, places, { pattern, part, of: parsed.parts.length }, numberOf);
  }
  return { root, index };
}

const nameOf = ({ text, openBefore, openAfter }: PatternWord): string =>
  `${openBefore ? '*' : ''}${text}${openAfter ? '*' : ''}`;

function addPlaces(at: Node, [place, ...rest]: Place[], end: Part, numberOf: (words: PatternWord[]) => number): void {
  if (place === undefined) {
    at.ends.push(end);
    return;
  }
  if (place === 'gap') {
    at.gap ??= newNode();
    addPlaces(at.gap, rest, end, numberOf);
    return;
  }
  const single = place.filter(({ length }) => length === 1).flat();
  const several = place.filter(({ length }) => length > 1).map((words) => words.map((word) => [word]));
  for (const choices of [...(single.length > 0 ? [[single]] : []), ...several]) {
    let node = at;
    for (const choice of choices) node = branch(node, numberOf(choice));
    addPlaces(node, rest, end, numberOf);
  }
}

function branch(node: Node, choice: number): Node {
  const next = node.next.get(choice) ?? newNode();
  node.next.set(choice, next);
  return next;
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
      const choices = choicesOf(index, word);
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
    for (const choice of choices) {
      const node = next.get(choice);
      if (node !== undefined) found.push(node);
    }
  } else for (const [choice, node] of next) if (choices.has(choice)) found.push(node);
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
