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

/** How often to look for what became due without anybody saying so. */
const LOOK_MS = 1000;
const LOOK_FOR_JOBS_MS = 60_000;
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
  const deliver = createDeliver(world, () => turns.wake());
  /** Timers, the queue and sending, once; returns how much there was to do. One that fails keeps no other from its work. */
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
  const jobs = createLoop(() => runJobs(world), LOOK_FOR_JOBS_MS, inTrouble);
  const receive = createReceive(world, turns.wake);
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
  /** Look now, and once more if it is looking already. */
  wake(): void;
  stop(): Promise<void>;
}

/** Works again and again: at once while there was something to do, else after `every` ms or when it is woken. */
function createLoop(work: () => Promise<number>, every: number, inTrouble: (error: unknown) => void): Loop {
  const stopping = new AbortController();
  /** Set when it is woken, so that a call in the midst of the work is not lost. */
  let isWoken = false;
  let rest = new AbortController();
  let running = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      isWoken = false;
      try {
        if ((await work()) === 0 && !isWoken) await pause(every, rest.signal);
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
