import type { PushChannel } from '../../src/turn/channel.ts';

/** A channel whose provider answers at once, and somebody who waits for their replies. */
export interface Messenger {
  channel: PushChannel;
  /** How many files were sent. */
  files(): number;
  /** Resolves when `count` more replies to this handle have been sent. */
  replies(handle: string, count: number): Promise<void>;
}

export function createMessenger(): Messenger {
  const waiting = new Map<string, { left: number; resolve: () => void }>();
  let sent = 0;
  let files = 0;
  return {
    channel: {
      name: 'telegram',
      can: {
        ...{ buttons: true, reminds: true, window: false, pulls: false, audio: true, documents: true, options: 100 },
        receipts: false,
      },
      async send(handle, _, { file }) {
        sent += 1;
        if (file !== undefined) files += 1;
        const reader = waiting.get(handle);
        if (reader !== undefined) {
          reader.left -= 1;
          if (reader.left === 0) reader.resolve();
        }
        return { result: 'sent', externalIds: [`${sent}`] };
      },
    },
    files: () => files,
    replies(handle, count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(handle, { left: count, resolve });
      return promise;
    },
  };
}
