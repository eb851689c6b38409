import type answers from '../../locales/en/answers.json';
import type channels from '../../locales/en/channels.json';
import type chat from '../../locales/en/chat.json';
import type common from '../../locales/en/common.json';
import type counter from '../../locales/en/counter.json';
import type courses from '../../locales/en/courses.json';
import type document from '../../locales/en/document.json';
import type documents from '../../locales/en/documents.json';
import type faults from '../../locales/en/faults.json';
import type invitations from '../../locales/en/invitations.json';
import type knowledge from '../../locales/en/knowledge.json';
import type needs from '../../locales/en/needs.json';
import type outreach from '../../locales/en/outreach.json';
import type people from '../../locales/en/people.json';
import type poster from '../../locales/en/poster.json';
import type staff from '../../locales/en/staff.json';
import type statistics from '../../locales/en/statistics.json';
import type system from '../../locales/en/system.json';
import type team from '../../locales/en/team.json';
import type times from '../../locales/en/times.json';

/** The texts that the program says by itself, by their files, as the first language has them. */
interface Written {
  answers: typeof answers;
  channels: typeof channels;
  chat: typeof chat;
  common: typeof common;
  counter: typeof counter;
  courses: typeof courses;
  document: typeof document;
  documents: typeof documents;
  faults: typeof faults;
  invitations: typeof invitations;
  knowledge: typeof knowledge;
  needs: typeof needs;
  outreach: typeof outreach;
  poster: typeof poster;
  people: typeof people;
  staff: typeof staff;
  statistics: typeof statistics;
  team: typeof team;
  times: typeof times;
  system: typeof system;
}

/** The paths of the leaves of a file. The forms of a plural (`_one`, `_other`) are one text. */
type Leaves<Tree> = {
  [Name in keyof Tree & string]: Tree[Name] extends string ? WithoutPlural<Name> : `${Name}.${Leaves<Tree[Name]>}`;
}[keyof Tree & string];
type WithoutPlural<Name> = Name extends `${infer Text}_${Intl.LDMLPluralRule}` ? Text : Name;

/** A file of texts that the program says by itself. */
export type ProgramFile = keyof Written;

/** The keys of one of these files, without the file's name. */
export type KeyIn<File extends ProgramFile> = Leaves<Written[File]>;

/** The texts that flows and pilots name; the check holds these against the languages. */
type OfData =
  | `${string}.text`
  | `${string}.buttons.${string}`
  | `${string}.options.${string}`
  | `${string}:flows.${string}`
  | `topics:${string}`
  | `pilots:${string}.${'name' | 'zone' | 'controller' | 'law' | 'subsidiary'}`
  | `${string}:services.${string}.${'name' | 'offer'}`
  | `steps:${string}`
  | `errands:${string}`
  | `occupations:${string}.${'name' | 'woman' | 'man'}`
  | `offers:${string}`
  | `themes:${string}`
  | `${string}:facts.${string}.question`;

/**
 * The key of a text. A text that the program says and the first language lacks does not compile; the check holds the
 * other languages against the first.
 */
export type TextKey = { [File in ProgramFile]: `${File}:${KeyIn<File>}` }[ProgramFile] | OfData;
