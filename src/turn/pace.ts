import type { Rate } from '../conversation/message.ts';

/** Above this number of keys, those whose allowance is whole again are dropped: they behave like unknown keys. */
const KEPT = 10_000;

/**
 * Keeps senders to a rate, by the generic cell rate algorithm (ITU-T I.371): each key has a moment at which its
 * allowance is whole again. A pacer knows its own process only: n replicas together may send n times as fast, and then
 * the provider's own *retry at* slows them down.
 */
export interface Pacer {
  /**
   * Takes one message from the allowance of every key and returns `now`; or takes none, and returns when to ask again
   * (epoch ms).
   */
  take(keys: readonly (readonly [string, Rate])[], now: number): number;
  /** What `take` would return; takes nothing. */
  next(keys: readonly (readonly [string, Rate])[], now: number): number;
}

export function createPacer(): Pacer {
  const whole = new Map<string, number>();
  /** When a key's allowance is whole again. No key owes more than its burst, unless the clock has been set back. */
  const wholeAt = (key: string, { everyMs, burst }: Rate, now: number): number => {
    const at = whole.get(key) ?? 0;
    return at > now + burst * everyMs ? 0 : at;
  };
  const next: Pacer['next'] = (keys, now) => {
    const at = keys.map(([key, rate]) => wholeAt(key, rate, now) - (rate.burst - 1) * rate.everyMs);
    return Math.max(now, ...at);
  };
  return {
    next,
    take(keys, now) {
      const latest = next(keys, now);
      if (latest > now) return latest;
      for (const [key, rate] of keys) whole.set(key, Math.max(wholeAt(key, rate, now), now) + rate.everyMs);
      if (whole.size > KEPT) for (const [key, moment] of whole) if (moment <= now) whole.delete(key);
      return now;
    },
  };
}
