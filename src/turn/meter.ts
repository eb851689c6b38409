import type { Sent } from './channel.ts';

/** How one try of a turn ended: done, put back to be tried again, or given up for good. */
export type TurnOutcome = 'done' | 'retried' | 'dead';

/**
 * What turns are counted with. It is told what happened and never to whom: no method takes anything that a person said or
 * is known by, so that no count can hold it.
 */
export interface Meter {
  /** A try begins. Tell the function what became of it once that is durable, and never where nothing was. */
  beginTurn(): (outcome: TurnOutcome) => void;
  /** One try to send. `attempts`: how many it took, once the reply is sent or given up. */
  sent(channel: string, result: Sent['result'], attempts?: number): void;
  jobEnded(kind: string, result: 'done' | 'failed'): void;
}

/** For a world that nobody watches. */
export const noMeter: Meter = { beginTurn: () => () => {}, sent: () => {}, jobEnded: () => {} };
