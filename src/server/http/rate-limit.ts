import { createPacer } from '../../turn/pace.ts';

const MINUTE = 60_000;

/**
 * Lets every key through at most `perMinute` times a minute, at first all at once. A key is kept in memory, and only
 * while it has an effect.
 */
export function limitRate(perMinute: number, clock: () => number): (key: string) => boolean {
  const pacer = createPacer();
  const rate = { everyMs: MINUTE / perMinute, burst: perMinute };
  return (key) => {
    const now = clock();
    return pacer.take([[key, rate]], now) === now;
  };
}
