import { z } from 'zod';

const Some = z.array(z.string().trim().min(1));
const Form = z.string().regex(/^[\p{L}\p{M}\p{N}\u200C]+$/u);
const Forms = z.array(z.string().regex(/^[\p{L}\p{M}\p{N}\u200C]+\*?$/u, 'a form is one word'));

/** A phrase may name words of which each will do: of `bread|cake bake|sell` there are four. */
const phrasesOf = (written: string): string[] =>
  written
    .split(' ')
    .map((words) => words.split('|'))
    .reduce((phrases, words) => phrases.flatMap((phrase) => words.map((word) => `${phrase} ${word}`)), [''])
    .map((phrase) => phrase.trim());
const Phrases = Some.min(1).transform((all) => all.flatMap(phrasesOf));

/** The words by which things are found in one language. */
export const Words = z.strictObject({
  /** Words that say nothing about a thing, and are passed over. */
  silent: Some,
  /** Words that begin a sentence about somebody or something else: my brother, I need, where. */
  aside: Some,
  /** Words after which somebody is only there too (with my mother, in my uncle's shop), and is passed over. */
  with: Some,
  /** Words with which people begin to speak of themselves again: my brother drove and I sewed. */
  self: Some,
  /** Forms of one word, under the one that stands for them; `*` at the end takes any ending. */
  forms: z.record(Form, Forms),
  /** By thing: what alone says it, and what only points to it. */
  words: z.record(z.string(), z.strictObject({ also: Phrases, near: Phrases.optional() })),
});
export type Words = z.infer<typeof Words>;
