import type { ChannelName } from '../conversation/message.ts';
import { type Dice, weighed } from './dice.ts';

/** An imaginary person: who they are, and how they are with a chat. */
export interface Person {
  channel: ChannelName;
  handle: string;
  pilot: string;
  /** BCP 47. */
  language: string;
  /** Their answers to the questions about themselves, by the step that asks. */
  says: Readonly<Record<'gender' | 'status' | 'education' | 'employment' | 'children', string>>;
  born: number;
  /** Whether they type words as well as tapping. */
  types: boolean;
  /** So many messages they write before they put the phone away. */
  patience: number;
  /** How likely they come to an appointment. */
  attendance: number;
  /** How likely they open the chat again on another day. */
  faith: number;
}

/** Where an imaginary person lives, and what is spoken there. */
export interface Home {
  pilot: string;
  languages: readonly string[];
}

const CHANNELS = [
  ['whatsapp-cloud', 5],
  ['telegram', 3],
  ['web-chat', 2],
] as const satisfies [ChannelName, number][];

/** Draws a person. `n` tells them from the others; `year`: the present one. */
export function drawPerson(dice: Dice, n: number, { pilot, languages }: Home, year: number): Person {
  const draw = <T extends string>(...of: [T, number][]): T => weighed(dice, of) ?? of[0]?.[0] ?? ('' as T);
  const gender = draw(['woman', 62], ['man', 32], ['other', 2], ['rather-not', 4]);
  return {
    channel: draw(...CHANNELS),
    // No provider has such an address, so nothing ever reaches a real phone.
    handle: `imaginary-${n}`,
    pilot,
    // English is the last to be chosen where others are spoken.
    language: draw(...languages.map((tag): [string, number] => [tag, ['ar', 'fa'].includes(tag) ? 4 : 2])),
    says: {
      gender,
      status: draw(
        ...([
          ['asylum-seeker', 30],
          ['recognised', 25],
          ['subsidiary', 15],
          ['temporary', 20],
          ['family', 6],
          ['other', 4],
        ] satisfies [string, number][]),
      ),
      education: draw(['isced-0-2', 35], ['isced-3-4', 35], ['isced-5-8', 24], ['rather-not', 6]),
      employment: draw(['unemployed', 60], ['inactive', 18], ['employed', 8], ['learning', 10], ['rather-not', 4]),
      children: dice.chance(gender === 'woman' ? 0.6 : 0.35) ? 'yes' : 'no',
    },
    born: year - 18 - dice.int(dice.chance(0.3) ? 45 : 25),
    types: dice.chance(0.3),
    patience: 10 + dice.int(30),
    attendance: 0.6 + dice.int(38) / 100,
    faith: dice.chance(0.25) ? 0 : 0.45 + dice.int(45) / 100,
  };
}
