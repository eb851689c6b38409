import type { Condition } from '../turn/channel.ts';

/** Keeps the condition of a channel. */
export interface Keeper {
  get(): Condition;
  /** Notes how the channel is now; it counts from the first time that it is noted. */
  note(state: Condition['state'], why?: string | null): void;
}

/** `clock`: epoch ms. */
export function keepCondition(clock: () => number): Keeper {
  let kept: Condition = { state: 'starting', since: clock(), why: null };
  return {
    get: () => kept,
    note(state, why = null) {
      kept = { state, why, since: kept.state === state ? kept.since : clock() };
    },
  };
}
