import type { Param } from '../text/texts.ts';
import type { Album } from './album.ts';
import type { AskStep } from './flow.ts';
import type { Programme } from './programme.ts';
import type { Skills } from './skills.ts';

/** One item of a list from which a person can choose. */
export interface Item {
  id: string;
  label: Param;
  /** BCP 47 language of the label, where it is not the person's. */
  language?: string;
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
  /** Set where the question that this flow has put last takes a message to staff. */
  put?: { step: string; visit: number };
  /** Set for a flow that another one has called: the variables that the caller takes over at its end. */
  takes?: string[];
  /** In a flow that leaves no trace: what the person says that they can do. It ends with the flow. */
  skills?: Skills;
}

/** A button as it was shown, so that a typed label means what the person saw. */
export interface Shown {
  id: string;
  label: string;
  /** BCP 47 language of the label, where it is not the person's. */
  language?: string;
}

/** The next action of a step of the way: what to do is the errand of the step. One step has one plan. */
export interface Plan {
  step: string;
  /** ISO date on the pilot's calendar. */
  day: string;
  /** The service where it is done; null for something that is done at home, or where no place is known. */
  place: string | null;
  /** The person asked to be reminded on that morning. */
  remind: boolean;
}

/** What a person says of themselves in an interview. */
export interface Strength {
  /** One of `STRENGTHS`, or their own words. */
  strength: string;
  /** An example of it, in their own words. */
  example: string;
}

/** What a person has done and keeps on the way to work. It exists only with consent, and ends with it. */
export interface Way {
  /** The steps that are done, the newest last. */
  done: string[];
  /** The steps that the person has passed over: they are proposed again after the others. */
  passed: string[];
  /** Step -> the flows that were under way when the person left it, the step's own flow first. */
  left: Record<string, Frame[]>;
  plans: Plan[];
  /** The facts whose questions the person wants to ask a counsellor. */
  questions: string[];
  /** Whether counsellors see the plans, and the strength. */
  shared: boolean;
  /** What the person has named as their strength; absent where they keep none. */
  strength?: Strength;
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
  /** The appointments of which the person has said how they were, each with the hour of its event (epoch ms). */
  rated?: Record<string, number>;
  /** When an answer was pressed last, or a button that had `expired` (epoch ms). Other buttons leave no trace here. */
  pressed?: { at: number; expired?: string };
  /** Messages in a row that were not understood, up to the newest. */
  misses: number;
  /** Epoch ms of the newest message. */
  at: number;
  /** The person says that they are too young to agree by themselves: no profile is kept. */
  young?: boolean;
  /** After a long silence: nothing of what was said or booked before is shown until the person says that it is them. */
  away?: boolean;
  /** By contact: when the person, and nobody else, wrote from it last (epoch ms). */
  heard?: Record<string, number>;
  /** What came last that is no text: of several pictures at once, only the first is answered. */
  album?: Album;
  /** The request to which staff wrote last: words that answer no question are an answer to it. */
  thread?: string | null;
  /** The request that the person has made last: words that are not understood may be meant for it. */
  request?: string | null;
  /** Where the person stands on the way to work; absent until there is something to keep. */
  way?: Way;
  /** What the person says that they can do; absent until there is something to keep. */
  skills?: Skills;
  /** What staff note of the person's time in the programme; absent until there is something to note. */
  programme?: Programme;
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
    misses: 0,
    at: 0,
  };
}
