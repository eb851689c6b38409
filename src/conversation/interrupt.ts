import { fold } from '../text/fold.ts';
import type { Texts } from '../text/texts.ts';
import { INTERRUPTS, type Interrupt } from './flow.ts';

/** What one language's words can mean: an interrupt, or danger. None where the list is missing; the check says so. */
export function wordsFor(texts: Texts, tag: string, meaning: Interrupt | 'danger'): string[] {
  const key = `interrupts:${meaning}`;
  return texts.keys(tag).includes(key) ? texts.words(tag, key) : [];
}

/** Phrases by their words: `next` leads on, and where `ends` is true a whole phrase stands behind. */
interface Phrases {
  ends: boolean;
  next: Map<string, Phrases>;
}

/**
 * The words that people may say at any time, of every offered language at once. Looking up takes as long for many languages
 * as for one.
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
  // A list may hold what is no word at all.
  at.ends = words.length > 0;
}

/** The interrupt that the *whole* message (`said`, folded) is, with or without a slash; where words are an answer, only with one. */
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

/** The words alone: what stands between them makes no difference. */
const wordsOf = (folded: string): string[] => folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
