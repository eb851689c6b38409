import type { Sent } from './channel.ts';

/** The end of one try of a turn: done, put back to be tried again, or given up for good. */
export type TurnOutcome = 'done' | 'retried' | 'dead';

/**
 * Counts turns, sends, jobs and refusals. It learns what happened and never to which person: no method takes a person's
 * words or identity, so no count can hold them.
 */
export interface Meter {
  /**
   * A try of a turn begins. Call the returned function with the outcome once that is durable, and never when no turn
   * was tried.
   */
  beginTurn(): (outcome: TurnOutcome) => void;
  /** One try to send. `attempts`: the number of tries, given once the reply is sent or given up. */
  sent(channel: string, result: Sent['result'], attempts?: number): void;
  jobEnded(kind: string, result: 'done' | 'failed'): void;
  /** Something was refused: a limit that was hit, a wrong token, a role that does not fit. */
  refused(code: string): void;
  /** A booking or a request came as one of many from one network. */
  crowded(kind: string): void;
}

/** Counts nothing: for a world whose metrics are not read. */
export const noMeter: Meter = {
  beginTurn: () => () => {},
  sent: () => {},
  jobEnded: () => {},
  refused: () => {},
  crowded: () => {},
};
