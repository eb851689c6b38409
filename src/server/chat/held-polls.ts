import type { Refusals } from '../../turn/refusals.ts';

/**
 * How many requests of one session wait at once: the pages that are open side by side, and those that a weak network has
 * cut off without a word.
 */
const MOST_OF_SESSION = 3;
/** How many requests of one network wait at once: a page for each person of a large shelter. */
const MOST_OF_NETWORK = 200;

/** A request that waits for news. Call `release` when it ends. */
interface HeldPoll {
  /** Aborts when a newer request of the session takes its place. */
  replaced: AbortSignal;
  release(): void;
}

/** The requests that wait for news, bounded for each session and each network. */
export interface HeldPolls {
  /**
   * Holds one more request. Where its session has too many, the oldest one ends, since it is the one that is most likely
   * cut off. Undefined where its network has too many. Both are noted as refusals.
   */
  hold(handle: string, network: string | undefined): HeldPoll | undefined;
}

export function createHeldPolls(refusals: Pick<Refusals, 'note'>): HeldPolls {
  const sessions = new Map<string, Set<() => void>>();
  const networks = new Map<string, number>();
  const countIn = (network: string, more: 1 | -1) => {
    const count = (networks.get(network) ?? 0) + more;
    if (count === 0) networks.delete(network);
    else networks.set(network, count);
  };
  return {
    hold(handle, network) {
      const ofSession = sessions.get(handle) ?? new Set();
      const [oldest] = ofSession;
      const isFull = ofSession.size >= MOST_OF_SESSION;
      if (isFull) oldest?.();
      const isCrowded = network !== undefined && (networks.get(network) ?? 0) >= MOST_OF_NETWORK;
      if (isFull || isCrowded) refusals.note('limit poll');
      if (isCrowded) return undefined;

      const replaced = new AbortController();
      const release = () => {
        if (!ofSession.delete(replace)) return;
        if (ofSession.size === 0) sessions.delete(handle);
        if (network !== undefined) countIn(network, -1);
      };
      const replace = () => {
        release();
        replaced.abort();
      };
      sessions.set(handle, ofSession.add(replace));
      if (network !== undefined) countIn(network, 1);
      return { replaced: replaced.signal, release };
    },
  };
}
