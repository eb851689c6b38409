import { MACHINE_READABLE, mayHoldMachineReadable } from './links.ts';

/** Serbian letters, and the two accented vowels that Serbian texts use to tell words apart. */
const CYRILLIC = 'а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш ѐ ѝ'.split(' ');
const LATIN = 'a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š è ì'.split(' ');
const LETTERS = new Map<string, string>();
for (const [i, letter] of CYRILLIC.entries()) {
  const latin = LATIN[i] ?? '';
  LETTERS.set(letter, latin);
  LETTERS.set(letter.toUpperCase(), latin.charAt(0).toUpperCase() + latin.slice(1));
}

/** Cyrillic letters that no Serbian word has: the line is Russian, Ukrainian, Bulgarian or Macedonian. */
const FOREIGN = /[йыэёюящъьіїєґѓќѕ]/iu;

const SERBIAN = new RegExp(`[${[...LETTERS.keys()].join('')}]`);
const EACH_LETTER = new RegExp(SERBIAN, 'g');

const CAPITAL_DIGRAPH = /[ЉЊЏ]/;
const EACH_WORD = /[\p{L}\p{M}\p{N}]+/gu;
const TWO_LETTERS = /\p{L}[^\p{L}]*\p{L}/u;
const isCapitals = (s: string) => /\p{Lu}/u.test(s) && !/\p{Ll}/u.test(s);

/**
 * A Serbian Cyrillic text in Latin, letter by letter and with the capitals that a reader expects (ЉУБАВ, Љубав, КОЊ:
 * LJUBAV, Ljubav, KONJ). Links, e-mail addresses, host names, `<tags>` and `{{placeholders}}` stay as they are; so
 * does a line in another language that is written in Cyrillic, since half of it in Latin can't be read at all.
 */
export function toLatin(s: string): string {
  if (!SERBIAN.test(s)) return s;
  let latin = '';
  for (const line of s.split(/(?<=\n)/)) latin += latinLine(line);
  return latin;
}

function latinLine(line: string): string {
  let latin = '';
  let end = 0;
  for (const kept of mayHoldMachineReadable(line) ? line.matchAll(MACHINE_READABLE) : []) {
    const before = line.slice(end, kept.index);
    if (FOREIGN.test(before)) return line;
    latin += latinLetters(before) + kept[0];
    end = kept.index + kept[0].length;
  }
  const rest = line.slice(end);
  return FOREIGN.test(rest) ? line : latin + latinLetters(rest);
}

/** Like `toLatin`, but converts machine-readable parts and lines in other languages too. */
export function latinLetters(s: string): string {
  // The words around matter to a letter that becomes two alone: most texts have none.
  if (!SERBIAN.test(s)) return s;
  if (!CAPITAL_DIGRAPH.test(s)) return s.replace(EACH_LETTER, (letter) => LETTERS.get(letter) ?? letter);
  const words = s.match(EACH_WORD) ?? [];
  const before = tellingBefore(words);
  const after = tellingBefore(words.toReversed()).toReversed();
  let position = 0;
  return s.replace(EACH_WORD, (word) => {
    const beside = [before[position], after[position]].filter((other) => other !== undefined);
    position++;
    return latinWord(word, beside);
  });
}

/**
 * For each word the nearest one before it that tells whether capitals are meant: a number has no letters, and a single
 * letter is a capital in any initial.
 */
function tellingBefore(words: string[]): (string | undefined)[] {
  let telling: string | undefined;
  return words.map((word) => {
    const before = telling;
    if (TWO_LETTERS.test(word)) telling = word;
    return before;
  });
}

function latinWord(word: string, beside: string[]): string {
  return word.replace(EACH_LETTER, (letter, at: number) => {
    const latin = LETTERS.get(letter) ?? letter;
    return CAPITAL_DIGRAPH.test(letter) && amongCapitals(word, at, beside) ? latin.toUpperCase() : latin;
  });
}

/**
 * `NEXT` finds the letter at a position, `PREVIOUS` the letter before it. Both look at that position alone, however
 * long the word is.
 */
const NEXT = /\p{M}*(\p{L})/uy;
const PREVIOUS = /(?<=(\p{L})\p{M}*)/uy;
function letterAt(which: RegExp, word: string, at: number): string | undefined {
  which.lastIndex = at;
  return which.exec(word)?.[1];
}

/** Whether the letters around a capital are capitals too; for a word of one letter, the nearest longer words decide. */
function amongCapitals(word: string, at: number, beside: string[]): boolean {
  const next = letterAt(NEXT, word, at + 1);
  if (next) return isCapitals(next);
  const previous = letterAt(PREVIOUS, word, at);
  if (previous) return isCapitals(previous);
  return beside.length > 0 && beside.every(isCapitals);
}
