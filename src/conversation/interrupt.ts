import { cleanInput } from '../text/clean.ts';
import { fold, foldWords } from '../text/fold.ts';
import type { Texts } from '../text/texts.ts';
import { INTERRUPTS, type Interrupt } from './flow.ts';
import { wordsOf } from './pattern.ts';
import { type Phrases, phrasesOf, spansOf } from './phrases.ts';

/** The lists of patterns: what means danger, and what sounds like it but is said every day. */
export const PATTERNS = ['danger', 'harmless'] as const;
type Patterns = (typeof PATTERNS)[number];

/**
 * The words of one language that mean an interrupt, or its patterns. Empty where the list is missing, which the check
 * reports.
 */
export function wordsFor(texts: Texts, tag: string, meaning: Interrupt | Patterns): string[] {
  const key = meaning === 'danger' || meaning === 'harmless' ? `patterns:${meaning}` : `interrupts:${meaning}`;
  return texts.keys(tag).includes(key) ? texts.words(tag, key) : [];
}

/**
 * The words that people may say at any time, of all offered languages at once. A look-up takes as long for many
 * languages as for one.
 */
export interface Words {
  readonly interrupts: ReadonlyMap<string, Interrupt>;
  readonly danger: Phrases;
  readonly harmless: Phrases;
}

const collected = new WeakMap<Texts, Words>();

/** Those of the same texts are collected once. */
export function collectWords(texts: Texts): Words {
  const words = collected.get(texts) ?? wordsIn(texts);
  collected.set(texts, words);
  return words;
}

function wordsIn(texts: Texts): Words {
  const interrupts = new Map<string, Interrupt>();
  for (const { tag } of texts.languages)
    for (const interrupt of INTERRUPTS)
      for (const word of wordsFor(texts, tag, interrupt)) interrupts.set(fold(word), interrupt);
  // A derived language writes the same words in other letters, which folding unites.
  const written = texts.languages.filter(({ derivedFrom }) => derivedFrom === undefined);
  const phrases = (list: Patterns) => phrasesOf(written.flatMap(({ tag }) => wordsFor(texts, tag, list)));
  return { interrupts, danger: phrases('danger'), harmless: phrases('harmless') };
}

/**
 * The interrupt that the *whole* message (`said`, folded) means, or null; with a slash in front or without. It counts at
 * every question: "exit" leads out where a person's own words are asked for, too.
 */
export function readInterrupt({ interrupts }: Words, said: string): Interrupt | null {
  return interrupts.get(said.startsWith('/') ? said.slice(1) : said) ?? null;
}

/**
 * Those of some languages (`tags`) in which a word means this interrupt; `typed`: as it came. Where some write it in these
 * letters, only they.
 */
export function languagesOfWord(texts: Texts, tags: readonly string[], interrupt: Interrupt, typed: string): string[] {
  const letters = cleanInput(typed).replace(/^\//, '');
  const have = (same: (word: string) => boolean) => tags.filter((tag) => wordsFor(texts, tag, interrupt).some(same));
  const written = have((word) => word.toLowerCase() === letters.toLowerCase());
  return written.length > 0 ? written : have((word) => fold(word) === fold(letters));
}

/** Whether words of danger stand anywhere in a message, as whole words. What is harmless is not read as danger. */
export function readsDanger({ danger, harmless }: Words, text: string): boolean {
  const words = wordsOf(foldWords(text));
  const heard = [...words];
  for (const { from, to } of spansOf(harmless, words)) heard.fill('', from, to);
  return !spansOf(danger, heard).next().done;
}
