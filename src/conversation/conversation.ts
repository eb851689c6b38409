import type { Param } from '../text/texts.ts';
import type { AskStep } from './flow.ts';

/** One item of a list from which a person can choose. */
export interface Item {
  id: string;
  label: Param;
}

/** The value of a variable: a word, another value that the text layer knows how to show, or a list to choose from. */
export type Value = Param | Item[];

/** A flow that is under way. */
export interface Frame {
  flow: string;
  step: string;
  vars: Record<string, Value>;
  /** The questions answered on the way to `step`, each once, for *back*. */
  trail: string[];
  /** Set while the flow waits for an answer at `step`. */
  asked?: { visit: number; expect: AskStep['expect'] };
}

/** A button as it was shown, so that a typed label means what the person saw. */
export interface Shown {
  id: string;
  label: string;
}

/** Where a person stands: plain JSON, stored sealed as a whole. */
export interface Conversation {
  language: string | null;
  pilot: string | null;
  consent: { pilot: string; notice: number; language: string; at: number } | null;
  /** Whether the person looks around: they have read the notice, and have no profile. */
  looking: boolean;
  /** The random name under which events are counted; exists only with consent. */
  pseudonym: string | null;
  profile: Record<string, string>;
  stack: Frame[];
  /** Counts the questions put; names the buttons of the current one. */
  visit: number;
  /** The visit that was answered last. */
  answered: number;
  /** The current question's options, as shown. */
  options: Shown[];
  /** Standing buttons of the newest turn, as shown. */
  standing: Shown[];
  /** Where options are numbered: the buttons of this session by their numbers, and the next free number. */
  numbers: { next: number; buttons: Record<number, string> };
  /** The visit whose question was shown again for an expired button: once is enough. */
  reshown: number;
  /** Answers in a row that were not understood. */
  misses: number;
  /** Epoch ms of the newest message. */
  at: number;
  /** By the key of a critical text: the values with which it was shown, for its button to the bridge language. */
  values?: Record<string, Record<string, Value>>;
}

export function newConversation(): Conversation {
  return {
    language: null,
    pilot: null,
    consent: null,
    looking: false,
    pseudonym: null,
    profile: {},
    stack: [],
    visit: 0,
    answered: 0,
    options: [],
    standing: [],
    numbers: { next: 1, buttons: {} },
    reshown: 0,
    misses: 0,
    at: 0,
  };
}
