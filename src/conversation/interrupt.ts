import { fold } from '../text/fold.ts';
import type { Texts } from '../text/texts.ts';
import { INTERRUPTS, type Interrupt } from './flow.ts';

/** What one language's words can mean: an interrupt, or danger. None where the list is missing; the check says so. */
export function wordsFor(texts: Texts, tag: string, meaning: Interrupt | 'danger'): string[] {
  const key = `interrupts:${meaning}`;
  return texts.keys(tag).includes(key) ? texts.words(tag, key) : [];
}

/** The words that people may say at any time, of every offered language at once. */
export interface Words {
  readonly interrupts: ReadonlyMap<string, Interrupt>;
  readonly danger: readonly string[];
}

export function collectWords(texts: Texts): Words {
  const interrupts = new Map<string, Interrupt>();
  const danger = new Set<string>();
  for (const { tag } of texts.languages) {
    for (const interrupt of INTERRUPTS) {
      for (const word of wordsFor(texts, tag, interrupt)) interrupts.set(fold(word), interrupt);
    }
    for (const word of wordsFor(texts, tag, 'danger')) danger.add(wordsOf(word));
  }
  return { interrupts, danger: [...danger] };
}

/** The interrupt that the *whole* message is, with or without a slash; where words are an answer, only with one. */
export function readInterrupt(words: Words, text: string, onlyWithSlash: boolean): Interrupt | null {
  const folded = fold(text);
  const slash = folded.startsWith('/');
  if (onlyWithSlash && !slash) return null;
  return words.interrupts.get(slash ? folded.slice(1) : folded) ?? null;
}

/** Whether words of danger stand anywhere in the message, as whole words. */
export function readsDanger(words: Words, text: string): boolean {
  const said = ` ${wordsOf(text)} `;
  return words.danger.some((word) => said.includes(` ${word} `));
}

/** The words alone: what stands between them makes no difference. */
const wordsOf = (text: string): string =>
  fold(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
