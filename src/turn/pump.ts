import { setTimeout as sleep } from 'node:timers/promises';
import type { Receive } from './channel.ts';
import { createDeliver } from './deliver.ts';
import { reasonOf } from './failure.ts';
import { runJobs, scheduleJobs } from './jobs.ts';
import { workQueue } from './queue.ts';
import { createReceive } from './receive.ts';
import { tick } from './tick.ts';
import type { World } from './world.ts';

/** How often to look for what became due without anybody saying so. */
const LOOK_MS = 1000;
/** After trouble with the database, how long to leave it alone. */
const TROUBLE_MS = 2000;

/** Everything that moves by itself: taking in, the queue, sending, timers, jobs. */
export interface Pump {
  readonly receive: Receive;
  /** There may be something to do: look now. */
  wake(): void;
  start(): Promise<void>;
  /** Finishes what is under way. */
  stop(): Promise<void>;
  /** Does everything that is due now, and returns when nothing is left: for the command line and tests. */
  settle(): Promise<void>;
}

export function createPump(world: World): Pump {
  const deliver = createDeliver(world);
  const stopping = new AbortController();
  let wakeUp: () => void = () => {};
  let loops: Promise<void>[] = [];

  const committed = (forgotten: boolean) => {
    wakeUp();
    if (forgotten)
      world.store.scrub().catch((error: unknown) => world.log.error({ reason: reasonOf(error) }, 'scrubbing failed'));
  };

  /** Queue, timers and sending: one round; returns how much there was to do. */
  const round = async () => (await tick(world)) + (await workQueue(world)) + (await deliver.once());

  async function loop(work: () => Promise<number>): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      const { promise: woken, resolve } = Promise.withResolvers<void>();
      wakeUp = resolve;
      let busy = false;
      try {
        busy = (await work()) > 0;
      } catch (error) {
        world.log.error({ reason: reasonOf(error), alert: 'store' }, 'the database is in trouble; trying again');
        await sleep(TROUBLE_MS, undefined, { signal }).catch(() => {});
      }
      if (busy) continue;
      await Promise.race([woken, sleep(LOOK_MS, undefined, { signal }).catch(() => {})]);
    }
  }

  async function loopJobs(): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      await runJobs(world).catch((error: unknown) =>
        world.log.error({ reason: reasonOf(error) }, 'the jobs could not be read'),
      );
      await sleep(60_000, undefined, { signal }).catch(() => {});
    }
  }

  const receive = createReceive(world, committed);
  return {
    receive,
    wake: () => wakeUp(),
    async start() {
      await scheduleJobs(world);
      loops = [loop(round), loopJobs()];
      for (const channel of world.channels.values()) channel.start?.(receive);
    },
    async stop() {
      await Promise.all([...world.channels.values()].map((channel) => channel.stop?.()));
      stopping.abort();
      wakeUp();
      await Promise.all(loops);
    },
    async settle() {
      while ((await round()) > 0) {}
    },
  };
}
