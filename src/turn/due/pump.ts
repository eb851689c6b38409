import { setTimeout as sleep } from 'node:timers/promises';
import type { Receive } from '../channel.ts';
import { reasonOf } from '../failure.ts';
import { createDeliver } from '../send/deliver.ts';
import { recall } from '../send/recall.ts';
import { workQueue } from '../take-in/queue.ts';
import { createReceive } from '../take-in/receive.ts';
import type { World } from '../world.ts';
import { runJobs, scheduleJobs } from './jobs.ts';
import { tick } from './tick.ts';

/** How often to look for work that became due without a `wake`. */
const LOOK_MS = 1000;
const LOOK_FOR_JOBS_MS = 60_000;
/** How long to leave the database alone after trouble with it. */
const TROUBLE_MS = 2000;

/** Runs all that works by itself: receiving, the queue, sending, timers and jobs. */
export interface Pump {
  readonly receive: Receive;
  /** Looks for work now, since there may be some. */
  wake(): void;
  start(): Promise<void>;
  /** Stops, and resolves when the work under way is finished. */
  stop(): Promise<void>;
  /** Does all work that is due now except jobs, and returns when none is left: for the command line and tests. */
  settle(): Promise<void>;
}

export function createPump(world: World): Pump {
  const deliver = createDeliver(world, () => turns.wake());
  /**
   * Does timers, the queue and sending once; returns how much there was to do. If one of them fails, the others still
   * do their work.
   */
  async function round(): Promise<number> {
    let done = 0;
    for (const part of await Promise.allSettled([tick(world), workQueue(world), deliver.begin()])) {
      if (part.status === 'rejected') throw part.reason;
      done += part.value;
    }
    return done;
  }
  const inTrouble = (error: unknown) =>
    world.log.error({ reason: reasonOf(error), alert: 'store' }, 'the database is in trouble; trying again');
  const turns = createLoop(round, LOOK_MS, inTrouble);
  const jobs = createLoop((stop) => runJobs(world, stop), LOOK_FOR_JOBS_MS, inTrouble);
  const receive = createReceive(world, (hasFiles) => {
    turns.wake();
    // Somebody of the staff may be waiting for the file.
    if (hasFiles) jobs.wake();
  });
  return {
    receive,
    wake: turns.wake,
    async start() {
      await scheduleJobs(world);
      for (const loop of [turns, jobs]) loop.start();
      for (const channel of world.channels.values()) channel.start?.(receive, (name, id) => recall(world, name, id));
    },
    async stop() {
      const stopped = await Promise.allSettled([...world.channels.values()].map((channel) => channel.stop?.()));
      for (const one of stopped) {
        if (one.status === 'rejected') world.log.error({ reason: reasonOf(one.reason) }, 'a channel did not stop');
      }
      await Promise.all([turns.stop(), jobs.stop()]);
      await deliver.idle();
    },
    async settle() {
      for (let busy = 1; busy > 0; await deliver.idle()) busy = await round();
    },
  };
}

interface Loop {
  start(): void;
  /** Looks for work now, and once more if it is looking already. */
  wake(): void;
  stop(): Promise<void>;
}

/**
 * Repeats `work`: at once while there was something to do, otherwise after `every` ms or on `wake`. It is given what
 * tells it to stop.
 */
function createLoop(
  work: (stop: AbortSignal) => Promise<number>,
  every: number,
  inTrouble: (error: unknown) => void,
): Loop {
  const stopping = new AbortController();
  /** Set by `wake`, so that a call in the midst of the work is not lost. */
  let isWoken = false;
  let rest = new AbortController();
  let running = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      isWoken = false;
      try {
        if ((await work(stopping.signal)) === 0 && !isWoken) await pause(every, rest.signal);
      } catch (error) {
        inTrouble(error);
        await pause(TROUBLE_MS, stopping.signal);
      }
    }
  }

  function wake(): void {
    if (isWoken) return;
    isWoken = true;
    rest.abort();
    rest = new AbortController();
  }

  return {
    start() {
      running = run();
    },
    wake,
    async stop() {
      stopping.abort();
      rest.abort();
      await running;
    },
  };
}

const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {});
