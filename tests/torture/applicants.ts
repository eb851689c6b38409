import type { Content as Said } from '../../src/conversation/message.ts';
import { CV, inWords, SKILLS } from '../turn/cv-walk.ts';
import { JOIN, press } from '../turn/support.ts';

/** Somebody who makes CVs, and in the end stays, says STOP, or has everything deleted. */
export interface Applicant {
  handle: string;
  end: keyof typeof ENDS;
}

const ENDS = {
  stays: [],
  stops: ['stop'],
  leaves: ['menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'],
};
const PEOPLE = 12;

/**
 * What stands in their names, their numbers and their own words, and nowhere else. Where one of these is found, somebody
 * has left a trace.
 */
export const TRACES = {
  name: ['Zqname'],
  number: ['+381 60 199', '38160199'],
  words: ['Zqtown', 'Zqcourse', 'sewed dresses'],
  handle: ['applicant-'],
};

/** The people of one round, as many of each end. */
export const applicants = (round: number): Applicant[] =>
  Array.from({ length: PEOPLE }, (_, i) => ({
    handle: `applicant-${round}-${i}`,
    end: (['stays', 'stops', 'leaves'] as const)[i % 3] ?? 'stays',
  }));

export const say = (text: string): Said => ({ kind: 'text', text });

/** What they say from the beginning on, until nothing is left but to have the CV sent. */
export function untilSent({ handle }: Applicant): Said[] {
  const [, round = '', i = ''] = handle.split('-');
  const own: Record<string, string> = {
    'Amal Haddad': `Amal Zqname${[...round, ...i].map((digit) => String.fromCharCode(97 + Number(digit))).join('')}`,
    '+381 60 1234567': `+381 60 199${String(Number(round) * PEOPLE + Number(i)).padStart(4, '0')}`,
    Homs: `Zqtown ${round} ${i}`,
    'first aid, Red Cross': `first aid, Zqcourse ${round} ${i}`,
  };
  const inTheirWords = (words: string[]) => words.map((text) => say(own[text] ?? text));
  return [
    ...JOIN.map(say),
    press('way'),
    say('What I can do'),
    ...inTheirWords(inWords(SKILLS)),
    press('way'),
    say('CV'),
    ...inTheirWords(inWords(CV.slice(0, -1))),
  ];
}

export const SEND = say('Send it here');

/** From one CV to the next, until it could be sent. */
export const next = (tongue: 'For employers' | 'For me', format: 'PDF, to send' | 'Word, to change'): Said[] =>
  ['Another language', tongue, format].map(say);

/** What they say in the end. */
export const lastWords = ({ end }: Applicant): Said[] => ENDS[end].map(say);

/** Whether they have come to their end, of whom this is known to be said. */
export function hasEnded({ end }: Applicant, said: readonly Said[]): boolean {
  const last = ENDS[end].at(-1);
  return last !== undefined && said.some((one) => one.kind === 'text' && one.text === last);
}
