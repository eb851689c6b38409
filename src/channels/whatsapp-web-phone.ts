import type { Linking, PhoneLink } from '../turn/channel.ts';
import { LEASE_MS, type Lease } from './whatsapp-web-lease.ts';
import { LINK_PATIENCE_MS, linkDevice } from './whatsapp-web-link.ts';
import { isLinked, type SocketOptions } from './whatsapp-web-socket.ts';

interface PhoneOptions extends SocketOptions {
  lease: Lease;
  /** Epoch ms. */
  clock: () => number;
  /** Resolves after `ms` milliseconds. When the signal is aborted, it ends early, and either resolves or rejects. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The link with a phone. An admin asks for what the loop of the channel does, which alone connects to WhatsApp. */
export interface Phone {
  readonly link: PhoneLink;
  /** Begins a round of the loop. The signal ends its connection and its waits when something is asked for. */
  beginRound(signal: AbortSignal): AbortSignal;
  isAsked(): boolean;
  /** Does what is asked for; true where the phone is unlinked now. */
  obey(signal: AbortSignal): Promise<boolean>;
}

/** `leave` tells WhatsApp that this device is linked no more, and ends the connection; false where there is none. */
export function createPhone({ lease, clock, wait, ...options }: PhoneOptions, leave: () => boolean): Phone {
  let asked: 'link' | 'unlink' | undefined;
  let attempt: Linking | null = null;
  let round = new AbortController();
  let until = 0;
  const show = (code: string | null) => {
    attempt = { state: 'showing', code, until };
  };

  /** Shows codes until a phone has scanned one. A phone that is linked already stays linked. */
  async function link(signal: AbortSignal): Promise<Linking> {
    if (await isLinked(options.keys)) return { state: 'linked' };
    const [done, late] = [new AbortController(), new AbortController()];
    const giveUp = () => late.abort();
    void wait(LINK_PATIENCE_MS, AbortSignal.any([signal, done.signal])).then(giveUp, giveUp);
    const outcome = await linkDevice({ ...options, lease, show, signal: late.signal });
    done.abort();
    if (outcome === 'held') return { state: 'elsewhere' };
    // A code may be scanned in the last moment: the link is there then, and the loop connects.
    if (outcome === 'given up') return { state: (await isLinked(options.keys)) ? 'linked' : 'given-up' };
    return outcome === 'linked' ? { state: 'linked' } : { state: 'refused', why: `WhatsApp ${outcome.refused}` };
  }

  return {
    link: {
      begin() {
        if (asked !== undefined || attempt?.state === 'showing') return;
        asked = 'link';
        until = clock() + LINK_PATIENCE_MS;
        show(null);
        round.abort();
      },
      end() {
        if (attempt?.state === 'showing') {
          // An attempt ends with its round, or has not begun yet.
          asked = undefined;
          attempt = { state: 'given-up' };
          return round.abort();
        }
        asked = 'unlink';
        if (!leave()) round.abort();
      },
      attempt: () => attempt,
    },

    beginRound(signal) {
      round = new AbortController();
      return AbortSignal.any([signal, round.signal]);
    },

    isAsked: () => asked !== undefined,

    async obey(signal) {
      const what = asked;
      asked = undefined;
      try {
        if (what === 'link') {
          attempt = await link(signal);
          return false;
        }
        // The keys may be in use where another process is connected.
        const isOurs = await lease.take(LEASE_MS);
        attempt = isOurs ? null : { state: 'elsewhere' };
        if (isOurs) await options.keys.clear();
        if (isOurs) await lease.release();
        return isOurs;
      } catch {
        // The database is in trouble, which the next round notes.
        attempt = { state: 'given-up' };
        return false;
      }
    },
  };
}
