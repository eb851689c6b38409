import type { PullChannel } from '../turn/channel.ts';
import { CAPABILITIES } from './capabilities.ts';

/** The chat on our own pages. Replies stay in the outbox, where the page fetches them. */
export interface WebChat extends PullChannel {
  /** Resolves when `handle` is woken, after `ms` milliseconds, on `signal`, or at `stop`. Never rejects. */
  waitForNews(handle: string, ms: number, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

export function createWebChat(): WebChat {
  const waiters = new Map<string, Set<() => void>>();
  let stopped = false;

  const wake = (handle: string) => {
    for (const done of waiters.get(handle) ?? []) done();
  };

  return {
    name: 'web-chat',
    can: CAPABILITIES['web-chat'],

    wake,

    waitForNews(handle, ms, signal) {
      if (stopped || signal.aborted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const waiting = waiters.get(handle) ?? new Set();
      waiters.set(handle, waiting.add(done));
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      return promise;

      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        waiting.delete(done);
        if (waiting.size === 0) waiters.delete(handle);
        resolve();
      }
    },

    async stop() {
      stopped = true;
      for (const handle of waiters.keys()) wake(handle);
    },
  };
}
