import type { Logger } from 'pino';
import { CAPABILITIES } from '../channels/capabilities.ts';
import type { ChannelName, Reply } from '../conversation/message.ts';
import type { PushChannel } from '../turn/channel.ts';
import { createLimits } from '../turn/limits.ts';
import { noMeter } from '../turn/meter.ts';
import { createRefusals } from '../turn/refusals.ts';
import type { World } from '../turn/world.ts';
import { bytesOf } from './dice.ts';

const DAY = 86_400_000;

/** The data that imaginary people live in. */
export type Ground = Pick<World, 'store' | 'vault' | 'content' | 'publicUrl'> & { log: Logger };

/** An instance with a clock that is moved, whose channels lead to no phone. */
export interface Instance {
  world: World;
  /** Epoch ms. */
  clock: { now: number };
  /** Takes what was sent since the last time, in the order in which it was sent. */
  received(): { handle: string; reply: Reply }[];
}

export function createInstance({ log, ...ground }: Ground, seed: number, startedAt: number): Instance {
  const clock = { now: startedAt };
  const now = () => clock.now;
  let sent: { handle: string; reply: Reply }[] = [];
  const push = (name: 'telegram' | 'whatsapp-cloud'): PushChannel => {
    // Nobody waits here for a provider's pace, nor for its receipts.
    const { pace: _, ...can } = CAPABILITIES[name];
    return {
      name,
      can: { ...can, receipts: false },
      async send(handle, reply, { heardAt }) {
        const isClosed = can.window && now() - (heardAt ?? 0) > DAY && !('template' in reply);
        if (isClosed) return { result: 'wait', why: 'window' };
        sent.push({ handle, reply });
        return { result: 'sent', externalIds: [] };
      },
    };
  };
  const page = { name: 'web-chat', can: CAPABILITIES['web-chat'], wake() {} } as const;
  const channels = [page, push('telegram'), push('whatsapp-cloud')];
  const refusals = createRefusals({ clock: now, log, meter: noMeter });
  return {
    clock,
    world: {
      ...ground,
      // The files are written anew once, at the end.
      store: { ...ground.store, scrub: async () => {}, rewrite: async () => {} },
      channels: new Map<ChannelName, (typeof channels)[number]>(channels.map((one) => [one.name, one])),
      clock: now,
      random: bytesOf(seed),
      demo: true,
      log,
      meter: noMeter,
      refusals,
      limits: createLimits(now, refusals),
      calendarHosts: new Set(),
      process: { startedAt, jobsDone: new Map() },
    },
    received() {
      const taken = sent;
      sent = [];
      return taken;
    },
  };
}
