import { fold } from '../text/fold.ts';
import type { Texts } from '../text/texts.ts';
import { INTERRUPTS, type Interrupt } from './flow.ts';

/**
 * The words of one language that mean an interrupt or danger. Empty where the list is missing, which the check reports.
 */
export function wordsFor(texts: Texts, tag: string, meaning: Interrupt | 'danger'): string[] {
  const key = `interrupts:${meaning}`;
  return texts.keys(tag).includes(key) ? texts.words(tag, key) : [];
}

/**
 * Phrases as a tree of words: `next` leads to the words that may follow, and `ends` marks the end of a whole phrase.
 */
interface Phrases {
  ends: boolean;
  next: Map<string, Phrases>;
}

/**
 * The words that people may say at any time, of all offered languages at once. A look-up takes as long for many
 * languages as for one.
 */
export interface Words {
  readonly interrupts: ReadonlyMap<string, Interrupt>;
  readonly danger: Phrases;
}

export function collectWords(texts: Texts): Words {
  const interrupts = new Map<string, Interrupt>();
  const danger: Phrases = { ends: false, next: new Map() };
  for (const { tag } of texts.languages) {
    for (const interrupt of INTERRUPTS) {
      for (const word of wordsFor(texts, tag, interrupt)) interrupts.set(fold(word), interrupt);
    }
    for (const phrase of wordsFor(texts, tag, 'danger')) addPhrase(danger, wordsOf(fold(phrase)));
  }
  return { interrupts, danger };
}

function addPhrase(phrases: Phrases, words: string[]): void {
  let at = phrases;
  for (const word of words) {
    const next = at.next.get(word) ?? { ends: false, next: new Map() };
    at.next.set(word, next);
    at = next;
  }
  // An entry of the list may hold no word at all; it must not match every message.
  at.ends = words.length > 0;
}

/**
 * The interrupt that the *whole* message (`said`, folded) means, or null. A slash in front is optional, or required
 * with `onlyWithSlash`, where words are an answer.
 */
export function readInterrupt(words: Words, said: string, onlyWithSlash: boolean): Interrupt | null {
  const slash = said.startsWith('/');
  if (onlyWithSlash && !slash) return null;
  return words.interrupts.get(slash ? said.slice(1) : said) ?? null;
}

/** Whether words of danger stand anywhere in the message (`said`, folded), as whole words. */
export function readsDanger(words: Words, said: string): boolean {
  const all = wordsOf(said);
  return all.some((_, from) => beginsPhrase(words.danger, all, from));
}

function beginsPhrase(phrases: Phrases, words: string[], from: number): boolean {
  let at: Phrases | undefined = phrases;
  for (let i = from; at !== undefined && !at.ends; i += 1) at = at.next.get(words[i] ?? '');
  return at !== undefined;
}

/** The words alone: spaces and signs between them make no difference. */
const wordsOf = (folded: string): string[] => folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
