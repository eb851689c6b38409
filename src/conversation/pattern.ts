import { foldWords } from '../text/fold.ts';

/**
 * Patterns of words, which translators write as plain strings: `he/husband … hurt* … me/us`. A place holds one word
 * or several that are equally good (`a/b/c`); words joined by a hyphen stand one after the other; `*` at the beginning or
 * end of a word is any beginning or ending, of letters; `…` is up to `GAP` words of any kind; the parts on both sides of
 * `&` stand in any order, all within `TOGETHER` words.
 */

/** The most words that `…` stands for. */
export const GAP = 3;
/** The most words from the first to the last of what `&` joins: about a sentence. */
export const TOGETHER = 12;
/** A word with `*` needs as many letters beside it, so that it can't mean almost any word. */
export const FEWEST_LETTERS = 3;

/** A word of a pattern, folded; with any letters before or after it where they are open. */
export interface PatternWord {
  text: string;
  openBefore: boolean;
  openAfter: boolean;
}
/** `…`, or the words (each a sequence) of which one must stand there. */
export type Place = 'gap' | PatternWord[][];

/** The parts of a pattern, each with its places, or what is wrong with it. */
export function parsePattern(pattern: string): { parts: Place[][] } | { problem: string } {
  const parts: Place[][] = [];
  for (const written of pattern.split('&')) {
    const parsed = parsePart(written);
    if ('problem' in parsed) return parsed;
    parts.push(parsed.places);
  }
  return { parts };
}

function parsePart(pattern: string): { places: Place[] } | { problem: string } {
  const places = pattern
    .replace(/…|\.{3}/g, ' … ')
    .split(/\s+/)
    .filter(Boolean)
    .map(readPlace);
  const problem = places.find((place) => typeof place === 'string' && place !== 'gap');
  if (places.every((place) => place === 'gap')) return { problem: 'holds no word' };
  if (places[0] === 'gap' || places.at(-1) === 'gap') return { problem: 'begins or ends with …' };
  if (places.some((place, i) => place === 'gap' && places[i - 1] === 'gap')) return { problem: 'has … twice in a row' };
  return typeof problem === 'string' ? { problem } : { places: places as Place[] };
}

const known = new Map<string, Place | string>();

/** What stands at a place, or what is wrong with it. Each is read once: groups of words stand in many patterns. */
function readPlace(written: string): Place | string {
  if (written === '…') return 'gap';
  const place = known.get(written) ?? placeOf(written);
  known.set(written, place);
  return place;
}

function placeOf(written: string): Place | string {
  const choices = spellings(written).flatMap((spelled) => foldedAround(spelled).split('/'));
  if (choices.some((choice) => /.\*./u.test(choice))) return 'has * inside a word';
  const alternatives = [...new Set(choices)].map(readWords);
  return alternatives.map(problemOf).find((found) => found !== null) ?? alternatives;
}

/** Folded; what stands around keeps the signs at the ends, which folding would take away. */
const foldedAround = (written: string): string => foldWords(`0 ${written} 0`).slice(2, -2);

/** The letters of a language as they are written, and as people write them whose keyboard lacks them. */
const LETTERS = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa' };
const EACH_LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/** The spellings that folding does not unite already (it makes a of ä, but not ae). */
function spellings(pattern: string): string[] {
  const lower = pattern.normalize('NFC').toLowerCase();
  const plain = lower.replace(EACH_LETTER, (letter) => LETTERS[letter as keyof typeof LETTERS]);
  return plain === lower ? [lower] : [lower, plain];
}

function readWords(written: string): PatternWord[] {
  const words = wordsOf(written);
  return words.map((text, i) => ({
    text,
    openBefore: i === 0 && written.startsWith('*'),
    openAfter: i === words.length - 1 && written.endsWith('*'),
  }));
}

function problemOf(words: PatternWord[]): string | null {
  if (words.length === 0) return 'has a place without a word';
  const isShort = ({ text, openBefore, openAfter }: PatternWord) =>
    (openBefore || openAfter) && [...text].length < FEWEST_LETTERS;
  return words.some(isShort) ? `needs ${FEWEST_LETTERS} letters beside *` : null;
}

/** The words alone (of a folded text): spaces and signs between them make no difference. */
export const wordsOf = (folded: string): string[] => folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
