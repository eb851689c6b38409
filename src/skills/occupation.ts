import { z } from 'zod';

/** An occupation that people can put into their profile and CV; its names are texts (`occupations:<id>.name`). */
export const Occupation = z.strictObject({
  id: z.string().regex(/^[a-z]+(?:-[a-z]+)*$/),
  /** The unit group of ISCO-08 (ILO 2012): a string, since those of the armed forces begin with 0. */
  isco: z.string().regex(/^\d{4}$/),
});
export type Occupation = z.infer<typeof Occupation>;

const Words = z.array(z.string().trim().min(1));
const Form = z.string().regex(/^[\p{L}\p{M}\p{N}\u200C]+$/u);
const Forms = z.array(z.string().regex(/^[\p{L}\p{M}\p{N}\u200C]+\*?$/u, 'a form is one word'));

/** A phrase may name words of which each will do: of `bread|cake bake|sell` there are four. */
const phrasesOf = (written: string): string[] =>
  written
    .split(' ')
    .map((words) => words.split('|'))
    .reduce((phrases, words) => phrases.flatMap((phrase) => words.map((word) => `${phrase} ${word}`)), [''])
    .map((phrase) => phrase.trim());
const Phrases = Words.min(1).transform((all) => all.flatMap(phrasesOf));

/** The words by which occupations are found in one language. */
export const OccupationWords = z.strictObject({
  /** Words that say nothing about an occupation, and are passed over. */
  silent: Words,
  /** Words that begin a sentence about somebody or something else: my brother, I need, where. */
  aside: Words,
  /** Words after which somebody is only there too (with my mother, in my uncle's shop), and is passed over. */
  with: Words,
  /** Words with which people begin to speak of themselves again: my brother drove and I sewed. */
  self: Words,
  /** Forms of one word, under the one that stands for them; `*` at the end takes any ending. */
  forms: z.record(Form, Forms),
  /** By occupation: what alone says it (titles, activities), and what only points to it (tools, places). */
  words: z.record(z.string(), z.strictObject({ also: Phrases, near: Phrases.optional() })),
});
export type OccupationWords = z.infer<typeof OccupationWords>;
