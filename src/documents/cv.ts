import type { Texts } from '../text/texts.ts';

/** Words on a document. */
export interface Words {
  text: string;
  /** Whether they are the person's own, which nobody has put into the language of the document. */
  isOwn?: boolean;
}

/** A value with its name. */
export interface Field {
  label: string;
  text: string;
}

/** A time of work, at a school or on a course. */
export interface Entry {
  title: Words;
  /** Says that work was not paid, or was work in the family. */
  kind?: string;
  /** The company, the school or the town. */
  where?: Words;
  /** From when to when, in the custom of the country. */
  period?: string;
  tasks: readonly Words[];
}

const LABELS = [
  'title',
  'wanted',
  'work',
  'education',
  'courses',
  'languages',
  'skills',
  'licence',
  'strengths',
  'own-words',
  'ask-counsellor',
] as const;

export type CvLabels = Readonly<Record<(typeof LABELS)[number], string>>;

/** Everything that a CV shows, in words. A part that is empty is left out with its heading. */
export interface Cv {
  /** BCP 47; the direction follows from it. */
  language: string;
  labels: CvLabels;
  name: string;
  /** The occupation that is looked for. */
  wanted?: Words;
  contact: readonly Field[];
  /** Details that are usual in some countries and voluntary: see `personalOf`. */
  personal: readonly Field[];
  work: readonly Entry[];
  education: readonly Entry[];
  courses: readonly Entry[];
  /** Each language with its level. */
  languages: readonly Field[];
  skills: readonly Words[];
  licence?: string;
  strengths: readonly Words[];
  /** Sentences at the end: see `endOf`. */
  closing: readonly string[];
  /** What is filled in by hand at the end, such as a signature. */
  blanks: readonly string[];
}

/** The labels of a CV in a language. Throws a RangeError for a language that is not offered. */
export const cvLabels = (texts: Texts, language: string): CvLabels =>
  Object.fromEntries(LABELS.map((label) => [label, texts.say(language, `documents:cv.${label}`)])) as CvLabels;

/** The names of the files that people take along: neither the person nor Saputnik stands in them. */
export const FILE_NAMES = { cvPdf: 'cv.pdf', cvDocx: 'cv.docx', reference: 'reference.pdf', copy: 'copy.pdf' } as const;
