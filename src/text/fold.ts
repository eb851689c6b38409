import { cleanInput } from './clean.ts';
import { asciiDigits } from './digits.ts';
import { latinLetters } from './latin.ts';

/**
 * Accents (Latin, Cyrillic, Greek), harakat, Koranic marks, the hamza that stands alone (people leave it out), tatweel,
 * joiners, emoji selectors, and keycaps.
 */
const MARKS =
  /[\u0300-\u036F\u0610-\u061A\u0621\u0640\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E8\u06EA-\u06ED\u08D3-\u08E1\u08E3-\u08FF]|[\u200C\u200D]|[\uFE00-\uFE0F\u20E3]/g;
const APOSTROPHES = /['’‘ʼ`]/g;

/**
 * Letters that count as alike although no decomposition unites them. Arabic, Persian, Pashto, Urdu and Kurdish keyboards
 * have letters of their own for the same sound. Kaf and gaf stay apart: in Persian they make different words.
 */
const ALIKE = new Map(Object.entries({ đ: 'd', ß: 'ss', ı: 'i', ø: 'o', ł: 'l', æ: 'ae', œ: 'oe' }));
for (const [as, letters] of Object.entries({ ا: 'ٱ', ي: 'ىیېۍێے', ك: 'کڪ', گ: 'ګڭڬ', ه: 'ةہھەۃۿ', و: 'ۆۇۋۏ' }))
  for (const letter of letters) ALIKE.set(letter, as);
const EACH_ALIKE = new RegExp(`[${[...ALIKE.keys()].join('')}]`, 'g');

/** From the first letter or digit to the last, in one greedy match, so that the time grows linearly with the length. */
const WORDS = /[\p{L}\p{M}\p{N}](?:.*[\p{L}\p{M}\p{N}])?/su;

/** All but letters and signs that stay as they are, except for their case. */
const SPECIAL = /[^\n !-&(-_a-~]/;

/** A space between two letters of Arabic script. */
const ARABIC_SPACE = /(?<=\p{Script=Arabic}) (?=\p{Script=Arabic})/gu;

/**
 * The form in which a message is compared with words and labels that are folded too; never shown. Case, accents, script
 * of Serbian, digits, harakat, alef forms, keyboards, apostrophes, repeated spaces and signs around the words (emoji,
 * punctuation) make no difference, nor do spaces between words in Arabic script: Persian has a joiner in many words, for
 * which people write a space or nothing. A slash right before the first word stays. A message without any word (👍)
 * keeps its signs. Folding twice changes nothing more.
 *
 * Serbian đ becomes d, and so does dj: people without a Serbian keyboard write either. That makes a few rare words
 * alike (odjava, odava), which matters only if both are words to look for.
 */
export const fold = (s: string): string => foldWords(s).replace(ARABIC_SPACE, '');

/** Like `fold`, but keeps every space, so that words can be looked for inside a message. */
export function foldWords(s: string): string {
  const letters = SPECIAL.test(s) ? plainLetters(s) : s.toLowerCase();
  return withoutSigns(letters.replace(/dj+/g, 'd').normalize('NFC').replace(/\s+/g, ' ').trim());
}

function plainLetters(s: string): string {
  // An accent typed as an apostrophe would decompose into a space.
  const typed = asciiDigits(cleanInput(s)).replaceAll('´', "'");
  // Decomposes before the letters are exchanged, so that й and и become alike as š and s do; and again after it, for š.
  const letters = latinLetters(typed.normalize('NFKD').toLowerCase());
  return letters
    .normalize('NFKD')
    .replace(APOSTROPHES, '')
    .replace(MARKS, '')
    .replace(EACH_ALIKE, (letter) => ALIKE.get(letter) ?? letter);
}

/** From the first word to the last, with a slash right before the first; all signs where there is no word. */
function withoutSigns(folded: string): string {
  const words = WORDS.exec(folded);
  if (words === null) return folded;
  return folded[words.index - 1] === '/' ? `/${words[0]}` : words[0];
}
