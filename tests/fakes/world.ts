import { pino } from 'pino';
import { type App, createApp } from '../../src/app.ts';
import { type Content, loadContent } from '../../src/content.ts';

import type { Reply, Content as Said } from '../../src/conversation/message.ts';
import { ROOT } from '../../src/root.ts';
import { seed } from '../../src/store/seed.ts';
import type { Store } from '../../src/store/store.ts';
import { createVault, parseKeys } from '../../src/store/vault.ts';
import type { Channel, PushChannel, Sent } from '../../src/turn/channel.ts';
import { START } from './clock.ts';

/** Dice that fall the same way for the same seed (mulberry32). */
export function seededBytes(seed: number): (bytes: number) => Buffer {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) & 0xff;
  };
  return (bytes) => Buffer.from(Array.from({ length: bytes }, next));
}

/** The flows and texts as they are deployed, read once. */
export const content: Content = loadContent(ROOT);

/** A key that every test may know. */
export const testVault = () => createVault(parseKeys(Buffer.alloc(32, 7).toString('base64url')));

/** A channel that shows everything to a test. */
export interface ScriptedChannel extends PushChannel {
  readonly sent: { handle: string; reply: Reply; earlier: string[] }[];
  /** What the next sends answer, instead of "sent". */
  readonly outcomes: Sent[];
}

export function scriptedChannel(name: 'telegram' | 'terminal', buttons = true): ScriptedChannel {
  const sent: ScriptedChannel['sent'] = [];
  const outcomes: Sent[] = [];
  return {
    name,
    can: { buttons, reminds: buttons, window: false, pulls: false, audio: buttons, options: 100, receipts: true },
    sent,
    outcomes,
    async send(handle, reply, { earlier }) {
      const outcome = outcomes.shift() ?? { result: 'sent', externalIds: [`${handle}/${sent.length}`] };
      if (outcome.result === 'sent') sent.push({ handle, reply, earlier });
      return outcome;
    },
  };
}

export interface TestWorld extends AsyncDisposable {
  app: App;
  /** The clock stands still unless a test moves it. */
  clock: { now: number };
  /** Takes one message in and lets everything that follows happen. */
  hear(handle: string, said: Said | string): Promise<void>;
}

/** A whole demonstration on real parts, with a clock and dice of its own. `said`: a text, or a tap written as `[button]`. */
export async function testWorld(
  store: Store,
  channels: Channel[],
  options: { seed?: number; demo?: boolean } = {},
): Promise<TestWorld> {
  const clock = { now: START };
  const random = seededBytes(options.seed ?? 1);
  const vault = testVault();
  const demo = options.demo ?? true;
  await seed(store, vault, content, true);
  const config = { publicUrl: 'http://localhost:3000', production: !demo };
  const app = createApp({
    config,
    store,
    vault,
    content,
    log: pino({ level: 'silent' }),
    channels,
    clock: () => clock.now,
    random,
  });
  const channel = channels[0]?.name ?? 'web-chat';
  let count = 0;
  return {
    app,
    clock,
    async hear(handle, said) {
      count += 1;
      const words: Said = typeof said === 'string' ? { kind: 'text', text: said } : said;
      await app.pump.receive([{ channel, externalId: `${handle}-${count}`, handle, content: words, at: clock.now }]);
      await app.pump.settle();
    },
    [Symbol.asyncDispose]: async () => app.pump.stop(),
  };
}
