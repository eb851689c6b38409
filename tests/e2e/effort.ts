import type { Done } from '../fakes/phones.ts';

/** An answer as a person comes to it: what is shown before, whether the words are their own, and what the hand does. */
export interface Effort extends Done {
  read: string;
  isOwn: boolean;
}

/** Words a minute. Practised adults read 238 of an English text (Brysbaert 2019), and people in a new language far fewer. */
const READ_PER_MINUTE = 100;
const SECONDS_PER_TAP = 3;
/** A third as fast as people who type on their own phones (36 words a minute, Palin and others 2019). */
const SECONDS_PER_LETTER = 1;
const SECONDS_TO_FIND_WORDS = 10;

/** How long an answer takes somebody who reads and types slowly, and reads all that is shown, each time: seconds. */
export const secondsOf = ({ read, taps, letters, isOwn }: Effort): number =>
  (read.split(/\s+/).filter((word) => word !== '').length / READ_PER_MINUTE) * 60 +
  taps * SECONDS_PER_TAP +
  letters * SECONDS_PER_LETTER +
  (isOwn ? SECONDS_TO_FIND_WORDS : 0);
