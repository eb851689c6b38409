import { foldWords } from '../text/fold.ts';
import type { Words } from './words.ts';

/** What somebody looks for is short: of more than this, in characters, the beginning must do. */
const LONGEST = 400;
const LONGEST_WORD = 40;

/** A word as it is looked for. */
export interface Term {
  /** As it was written, folded. */
  word: string;
  /** Without endings, and in the one form that stands for it. */
  term: string;
  /** What it may be too, if it is no known word: Arabic or Persian without what is written together with it. */
  others: () => string[];
  /** Whether it begins a sentence about somebody or something else. */
  aside: boolean;
  /** The number of its part of the sentence: signs end one, and "and I" begins one. */
  clause: number;
}

export interface TermReader {
  /** The terms of a text, without the words that say nothing. Never throws, whatever is written. */
  read(text: string): Term[];
  /** A folded word, or a part of one, as it is looked for. */
  termOf(word: string): string;
  /** A folded word without its ending, whatever form of which word it may be. */
  stemOf(word: string): string;
  /** The forms of words, each with the word that stands for it. */
  readonly forms: ReadonlyMap<string, string>;
}

/** Endings that make no difference, the longest first, and the fewest letters that stay before them. */
const ENDINGS: Readonly<Record<string, readonly [endings: RegExp, stays: number]>> = {
  en: [/(?:ings?|ers|ies|es|ed|(?<!s)s|e|y)$/, 3],
  de: [/(?:innen|in|en|es|e|n|s)$/, 3],
  sv: [/(?:arna|erna|orna|aren|are|ade|at|an|ar|er|or|en|et|na|a|e|n)$/, 3],
  it: [/(?:h?[aeio])$/, 3],
  'sr-Cyrl': [/(?:(?<=.{4})(?:icama|ama|ima)|icom|ica|ice|icu|ici|om|em|[aeiou])$/, 3],
  ar: [/(?:ات|ون|ين|يه|ه|ي)$/, 3],
  fa: [/(?:هايي|هاي|ها|ي)$/, 3],
};

const ARABIC = /\p{Script=Arabic}/u;
/** Arabic letters that are written together with the next word: the article (spoken: on the); and, by, for. */
const ARTICLE = /^[وف]?(?:[بكع]?ال|لل)(?=.{3})/;
const ATTACHED = /^(?:وب|ول|[وبلف])(?=.{3})/;

/** What may be taken away from a word, or exchanged in it, to come to one that is known. */
const BESIDES: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  ar: [
    // I wrap: wrapping.
    [/^[وف]?(?:من|ب|[بحه]?[اتين])(..)(.)$/, 'ت$1ي$2'],
    // I cook, we cook, they cook it: the letters of a verb for who does it, to whom, and when.
    [ATTACHED, ''],
    [/^[وف]?(?:من|[بحه]?[اتني])(?=.{3})/, ''],
    [/(?<=.{3})(?:ت|نا|وا|تو|ها|هم|هن)$/, ''],
  ],
  // So in Persian, with the sound of the spoken language: nun is nan, bread.
  fa: [
    [/^ن?مي(?=.{4})/, ''],
    [/ون/, 'ان'],
    [/(?<=.{3})(?:يم|ند|ان|اي|شان|مان|[مش]ه|[متشهنا])$/, ''],
  ],
  // The infinitive of a regular verb: geputzt, einsortierte; tagliavo, tagliando; klippte, byggt.
  de: [
    [/^((?:ab|an|auf|aus|bei|ein|fest|her|hin|mit|nach|um|vor|weg|zu|zusammen)?)ge(?=.{3})/, '$1'],
    [/(?<=.{3})(?:t|te|ten)$/, 'en'],
  ],
  it: [
    [/(?<=.{2})(?:o|iamo|av[aeio]|av(?:amo|ano)|at[aeio]|ando)$/, 'are'],
    [/(?<=.{2})(?:iv[aio]|iv(?:amo|ano)|it[aeio]|isc[eo]|endo)$/, 'ire'],
  ],
  sv: [[/(?<=.{2})(?:[td]e|t|s)$/, 'a']],
  // The past of a woman: pakujem, šišam, krečio.
  'sr-Cyrl': [
    [/(?<=.{2})ujem(?:o)?$/, 'ovala'],
    [/(?<=.{2}[aeiu])(?:mo?|o|l[ei]|ti|nje|juci)$/, 'la'],
    [/(?<=.{2})(?:ajem|im)$/, 'ala'],
  ],
};

/** Letters by which people write Arabic and Persian sounds in Latin script, each to one. */
const CHAT: readonly (readonly [RegExp, string])[] = [
  [/2/g, ''],
  [/3/g, 'a'],
  [/5|kh|x/g, 'kh'],
  [/6/g, 't'],
  [/7/g, 'h'],
  [/8|4|gh/g, 'gh'],
  [/9/g, 's'],
  [/q/g, 'k'],
  [/w/g, 'v'],
  [/oo|ou|o/g, 'u'],
  [/ee|ei|ey|ay|ai|y|e/g, 'i'],
  [/(.)\1+/g, '$1'],
];

/** Arabic letters that people exchange, since they sound alike where the language is spoken, each to one. */
const SOUNDS: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  // Gaf and che stand for sounds of Iraq.
  ar: [
    [/ظ/g, 'ض'],
    [/ث/g, 'ت'],
    [/گ/g, 'ق'],
    [/چ/g, 'ك'],
  ],
  fa: [
    [/[ذضظ]/g, 'ز'],
    [/[صث]/g, 'س'],
    [/ط/g, 'ت'],
    [/ح/g, 'ه'],
    [/غ/g, 'ق'],
  ],
};

/** Serbian as it is spoken in Bosnia and Montenegro, and Croatian: mlijeko and djeca are mleko and deca. */
const IJEKAVIAN: readonly (readonly [RegExp, string])[] = [
  [/(?<=[bcdfghklmnprstvz])ije(?=.{2})(?!mo$)/, 'e'],
  [/(?<=[bcmpstvzr])je(?=.{2})/, 'e'],
  [/lje(?=[bkpz])/, 'le'],
  [/^nje(?=g.{2})/, 'ne'],
];

/** German without umlauts on the keyboard. */
const UMLAUT = /([aou])e/g;

/** One spelling for what people write in many. */
function plain(word: string, tag: string): string {
  if (tag === 'de') return word.replace(UMLAUT, '$1');
  if (tag === 'sr-Cyrl') return IJEKAVIAN.reduce((text, [letters, to]) => text.replace(letters, to), word);
  const sounds = SOUNDS[tag];
  if (sounds === undefined) return word;
  return (ARABIC.test(word) ? sounds : CHAT).reduce((text, [letters, to]) => text.replace(letters, to), word);
}

/** How many, how old, until when: it says nothing about the thing. */
const NUMBER = /^\d+$/;

/** The signs between the parts of a sentence; a point after few letters is that of an abbreviation. */
const SIGNS = /[,;:!?،؛؟\n]+|(?<=\p{L}{4})\./u;

/** Folding takes an apostrophe out of a word; in Italian it stands between two. */
const ELISION = /['’‘ʼ`´]/g;

/** Makes the reader of a language. */
export function makeTermReader(tag: string, words: Words): TermReader {
  // A number stays one: in chat spelling its digits are letters.
  const split = (text: string): string[] =>
    wordsIn(text, tag).map((word) => (NUMBER.test(word) ? word : plain(word, tag)));
  const isSilent = new Set(words.silent.flatMap(split));
  const isAside = new Set(words.aside.flatMap(split));
  const isWith = new Set(words.with.flatMap(split));
  const isSelf = new Set(words.self.map((text) => split(text).join(' ')));
  const whole = new Map<string, string>();
  const open: { start: string; form: string }[] = [];
  for (const [form, written] of Object.entries(words.forms)) {
    const [to = ''] = split(form);
    for (const each of [form, ...written]) {
      const [word = ''] = split(each);
      if (each.endsWith('*')) open.push({ start: word, form: to });
      else whole.set(word, to);
    }
  }
  open.sort((a, b) => b.start.length - a.start.length);
  const formOf = (word: string) => whole.get(word) ?? open.find(({ start }) => word.startsWith(start))?.form;
  const termOf = (word: string): string => {
    const bare = tag === 'ar' ? word.replace(ARTICLE, '') : word;
    return formOf(word) ?? formOf(bare) ?? withoutEnding(bare, tag);
  };
  return {
    termOf,
    stemOf: (word) => withoutEnding(word, tag),
    forms: new Map([...whole, ...open.map(({ start, form }): [string, string] => [start, form])]),
    read: (text) => {
      let clause = 0;
      return text
        .slice(0, LONGEST)
        .split(SIGNS)
        .flatMap((part) => {
          clause += 1;
          return split(part).flatMap((word, i, all): Term[] => {
            const bare = tag === 'ar' ? word.replace(ATTACHED, '') : word;
            if (isSelf.has(word) || isSelf.has(`${all[i - 1]} ${word}`)) clause += 1;
            // A single letter is what is left of a form with both genders: خياط/ة.
            if (word.length < 2 || NUMBER.test(word) || isSilent.has(word) || isSilent.has(bare)) return [];
            const isOther = isAside.has(word) || isAside.has(bare);
            // There may be a word between: with my mother.
            if (isOther && all.slice(Math.max(0, i - 2), i).some((before) => isWith.has(before))) return [];
            const others = () => besides(word, tag).map(termOf);
            return [{ word, term: termOf(word), others, aside: isOther, clause }];
          });
        });
    },
  };
}

/** What a word may be besides, the least changed first. */
function besides(word: string, tag: string): string[] {
  let all = [word];
  for (const [letters, to] of BESIDES[tag] ?? []) all = all.concat(all.map((each) => each.replace(letters, to)));
  return [...new Set(all)].slice(1);
}

const wordsIn = (text: string, tag: string): string[] =>
  foldWords(tag === 'it' ? text.replace(ELISION, ' ') : text)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, LONGEST_WORD));

function withoutEnding(word: string, tag: string): string {
  const [endings, stays] = ENDINGS[tag] ?? [/$/, 0];
  const stem = word.replace(endings, '');
  return stem.length < stays ? word : stem;
}
