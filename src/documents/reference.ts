import type { Texts } from '../text/texts.ts';

const WORDS = [
  'title',
  'about',
  'person',
  'place',
  'period',
  'tasks',
  'well',
  'punctual',
  'careful',
  'friendly',
  'learns',
  'alone',
  'together',
  'recommend',
  'writer',
  'reach',
  'place-and-date',
  'signature',
] as const;

/** The words of the form in one language. */
interface ReferenceWords {
  /** BCP 47; the direction follows from it. */
  language: string;
  words: Readonly<Record<(typeof WORDS)[number], string>>;
}

/** A form on which a former employer or a teacher writes a reference by hand. */
export interface ReferenceForm extends ReferenceWords {
  /** The same words in the person's language, so that the person knows what is asked of the other. */
  beside?: ReferenceWords;
  /** The person's name; a line to write it on where it is absent. */
  name?: string;
}

/**
 * The form in the language of the one who writes, with the person's beside it where that is another. Throws a RangeError
 * for a language that is not offered.
 */
export function referenceForm(texts: Texts, language: string, own: string, name?: string): ReferenceForm {
  return {
    ...wordsIn(texts, language),
    ...(own !== language && { beside: wordsIn(texts, own) }),
    ...(name !== undefined && { name }),
  };
}

const wordsIn = (texts: Texts, language: string): ReferenceWords => ({
  language,
  words: Object.fromEntries(
    WORDS.map((word) => [word, texts.say(language, `documents:reference.${word}`)]),
  ) as ReferenceWords['words'],
});
