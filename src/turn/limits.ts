import type { Rate } from '../conversation/message.ts';
import { createPacer } from './pace.ts';
import type { CrowdKind, Refusals } from './refusals.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** So many in a span of time, at first all at once. */
const per = (span: number, count: number, burst = count): Rate => ({ everyMs: span / count, burst });

/** How often a person, and all people of one network together, may do something. */
interface Allowance {
  person?: readonly Rate[];
  /** High enough for a shelter or a workshop, which share one address. */
  network?: readonly Rate[];
}

/**
 * The limits of everything that somebody may do without having been asked for anything. A turn that fails is tried again,
 * and each try counts.
 */
export const LIMITS = {
  /** Sessions of the web chat that are opened. */
  session: { network: [per(MINUTE, 60), per(DAY, 600)] },
  /** A channel that was away may bring an hour's messages at once. */
  message: { person: [per(MINUTE, 20, 200), per(DAY, 1000)], network: [per(MINUTE, 200, 1200), per(DAY, 20_000)] },
  /** Appointments that are booked, also where they are cancelled afterwards. */
  booking: { person: [per(DAY, 12)], network: [per(DAY, 20)] },
  /** Times that are looked at, and kept for ten minutes meanwhile. */
  hold: { person: [per(HOUR, 30)], network: [per(HOUR, 120, 60)] },
  /** Requests for a human. */
  request: { person: [per(HOUR, 12)], network: [per(HOUR, 12)] },
  /** References of appointments that there are not. */
  reference: { person: [per(HOUR, 5)], network: [per(HOUR, 20)] },
  /** Codes of other apps that there are not. */
  code: { person: [per(HOUR, 5)], network: [per(HOUR, 20)] },
} as const satisfies Record<string, Allowance>;
export type LimitName = keyof typeof LIMITS;

/** From so many in an hour on, what comes from one network stands apart on the pages of staff. */
const CROWD: Rate = per(HOUR, 3);

/** How often a person is told that they write too fast. */
const TELLING: Rate = per(10 * MINUTE, 1);

/** Who does something. */
interface Doer {
  /** The person, or the handle of somebody who is none yet. */
  person?: string;
  /** A keyed hash of the network, which only this process can make; absent where the channel does not tell it. */
  network?: string | undefined;
}

/** Keeps people and networks to `LIMITS`. It knows its own process only, and forgets everything with it. */
export interface Limits {
  /** Takes one from what is allowed; false, and noted as a refusal, where nothing is left. */
  take(limit: LimitName, who: Doer): boolean;
  /** Whether something is left, without taking it; false is noted as a refusal too. */
  allows(limit: LimitName, who: Doer): boolean;
  /** Whether this person is to be told now that messages of theirs were refused. Call it once for each telling. */
  isToTell(person: string): boolean;
  /** Whether this is one of many of its kind from one network within an hour; then it is noted. Call it once for each. */
  isCrowd(kind: CrowdKind, network: string | undefined): boolean;
}

export function createLimits(clock: () => number, refusals: Refusals): Limits {
  const pacer = createPacer();
  const keysOf = (limit: LimitName, { person, network }: Doer) => {
    const { person: own = [], network: ofAll = [] }: Allowance = LIMITS[limit];
    return [
      ...(person === undefined ? [] : own.map((rate, i) => [`${limit} person ${i} ${person}`, rate] as const)),
      ...(network === undefined ? [] : ofAll.map((rate, i) => [`${limit} network ${i} ${network}`, rate] as const)),
    ];
  };
  const noted = (limit: LimitName, isAllowed: boolean): boolean => {
    if (!isAllowed) refusals.note(`limit ${limit}`);
    return isAllowed;
  };
  return {
    take(limit, who) {
      const now = clock();
      return noted(limit, pacer.take(keysOf(limit, who), now) === now);
    },
    allows(limit, who) {
      const now = clock();
      return noted(limit, pacer.next(keysOf(limit, who), now) === now);
    },
    isToTell(person) {
      const now = clock();
      return pacer.take([[`told ${person}`, TELLING]], now) === now;
    },
    isCrowd(kind, network) {
      const now = clock();
      const isOne = network !== undefined && pacer.take([[`crowd ${kind} ${network}`, CROWD]], now) !== now;
      if (isOne) refusals.noteCrowd(kind);
      return isOne;
    },
  };
}
