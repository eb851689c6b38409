const MINUTE = 60_000;

/**
 * Lets every key through so many times a minute, at first all at once. Kept in memory, for a minute: make the key of what may
 * be there for so long.
 */
export function limitRate(perMinute: number, clock: () => number): (key: string) => boolean {
  /** Oldest first. */
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (key) => {
    const now = clock();
    for (const [old, { at }] of buckets) {
      if (now - at < MINUTE) break;
      buckets.delete(old);
    }
    const { tokens, at } = buckets.get(key) ?? { tokens: perMinute, at: now };
    const left = Math.min(perMinute, tokens + ((now - at) / MINUTE) * perMinute);
    if (left < 1) return false;
    buckets.delete(key);
    buckets.set(key, { tokens: left - 1, at: now });
    return true;
  };
}
