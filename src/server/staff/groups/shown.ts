import type { Group, Meeting } from '../../../store/groups.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import type { ShownAppointment } from '../../html/appointment.ts';
import type { Option } from '../../html/field.ts';
import type { Reading } from '../frame.ts';

/** The data that the pages of groups show. */

/** The notices after a button was pressed; a text of each is at `notice`. */
export const GROUP_NOTICES = [
  'added',
  'saved',
  'meeting',
  'without',
  'off',
  'marked',
  'unmarked',
  'kept',
  'removed',
  'gone',
] as const;
export type GroupNotice = (typeof GROUP_NOTICES)[number];
export const isGroupNotice = (name: string | undefined): name is GroupNotice =>
  GROUP_NOTICES.some((one) => one === name);
/** What was typed into a form that could not be saved, and what is wrong. */
export interface RefusedGroup {
  form: 'new' | 'edit' | 'meeting';
  typed: Typed;
  faults: Faults;
  /** What somebody else has saved while this was typed. */
  theirs?: Group['of'];
}

/** A group of the list. */
export interface Listed {
  group: Group;
  zone: string;
  counsellorName: string;
  /** When it meets next (epoch ms), and how many meetings are still to come. */
  next: number | null;
  left: number;
  /** How many places are taken. */
  taken: number;
}

/** The data that the list of groups shows. */
export interface Groups extends Reading {
  pilots: readonly string[];
  listed: Listed[];
  notice: GroupNotice | null;
}

/** The title of a group for a reader, in their language or in English. */
export const titleFor = ({ language }: { language: string }, { of: { titles } }: Pick<Group, 'of'>): string =>
  titles[language] ?? titles.en ?? Object.values(titles)[0] ?? '';

/** What a new group can be made of. */
export interface Choices {
  pilot: string;
  languages: readonly string[];
  counsellors: Option[];
  rooms: Option[];
}

/** The data that the form of a new group shows. */
export interface NewGroupShown extends Reading {
  choices: Choices;
  refused: RefusedGroup | null;
}

/** The data that the page of a group shows. */
export interface GroupShown extends Reading {
  group: Group;
  zone: string;
  languages: readonly string[];
  counsellorName: string;
  officeName: string;
  roomName: string | null;
  /** How many places are taken, by the id of the meeting. */
  seats: ReadonlyMap<string, number>;
  /** How many people wait for a place. */
  waiting: number;
  /** Nobody has ever signed up. */
  isEmpty: boolean;
  /** The meeting whose people are shown. */
  chosen: { meeting: Meeting; coming: ShownAppointment[] } | null;
  refused: RefusedGroup | null;
  notice: GroupNotice | null;
  /** How many got no place at the meeting that was added. */
  without: number;
}
