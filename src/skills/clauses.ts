/** Words by which one thing that was done follows another, in the languages that are spoken here. */
const JOINTS = /[.,;:!?،؛\n]+|\s(?:and|und|och|e|i|и|و|ثم|بعد)\s|\sو(?=\p{Script=Arabic})/gu;
/** What somebody writes of a job names a few things at most. */
const MOST = 6;

/** The parts of what somebody writes of their work, each of which may name another one. */
export const clausesOf = (words: string): string[] =>
  words
    .split(JOINTS)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '')
    .slice(0, MOST);
