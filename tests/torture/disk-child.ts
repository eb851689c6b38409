import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Reply, Content as Said } from '../../src/conversation/message.ts';
import type { PushChannel } from '../../src/turn/channel.ts';
import { openFile, openInstance, workingClock } from '../bench/instance.ts';
import { testVault } from '../fakes/parts.ts';
import { audit, isHeard } from './audit.ts';
import { throwDice } from './dice.ts';
import { markOf, repetitions } from './journal.ts';
import { wander } from './talk.ts';
import { collector, type Verdict } from './verdict.ts';

// A server whose data folder lies on a small disk of its own. People talk until nothing goes in any more, then there is
// room again. Providers deliver again what was not acknowledged.
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    /** Megabytes until the disk is full. */
    room: { type: 'string', default: '1' },
  },
});
const PEOPLE = 20;
/** How long the disk stays full. */
const FULL_MS = 3000;
const GONE_ON_MS = 1000;
const LEASE_MS = 60_000;
const dice = throwDice(Number(values.seed));
const { violations, expect } = collector();
const ballast = join(values.folder, 'ballast');
const { bsize, blocks } = statfsSync(values.folder);
writeFileSync(ballast, Buffer.alloc(bsize * blocks - Number(values.room) * 1024 ** 2));

const shown = new Map<string, { marks: string[]; newest: Reply }>();
const messenger: PushChannel = {
  name: 'telegram',
  can: { buttons: true, reminds: true, window: false, pulls: false, audio: true, options: 100, receipts: false },
  async send(handle, reply) {
    shown.set(handle, { marks: [...(shown.get(handle)?.marks ?? []), markOf(reply)], newest: reply });
    return { result: 'sent', externalIds: [`${dice.int(2 ** 31)}`] };
  },
};
const store = openFile(join(values.folder, 'saputnik.db'));
let ahead = 0;
const instance = await openInstance(store, [messenger], () => workingClock() + ahead);
await instance.app.pump.start();

let accepted = 0;
let rejected = 0;
let lastAcceptedAt = performance.now();
let isEnding = false;
const said = new Map<string, Said[]>();
async function talk(handle: string): Promise<void> {
  const mine: Said[] = [];
  said.set(handle, mine);
  while (!isEnding) {
    const content = wander(dice, shown.get(handle)?.newest);
    mine.push(content);
    const externalId = `${handle}/${mine.length}`;
    for (;;) {
      try {
        const at = instance.app.world.clock();
        await instance.app.pump.receive([{ channel: 'telegram', externalId, handle, content, at }]);
        break;
      } catch {
        rejected += 1;
        await sleep(50 + dice.int(200));
      }
    }
    accepted += 1;
    lastAcceptedAt = performance.now();
    await sleep(dice.int(5));
  }
}
const talking = Promise.all(Array.from({ length: PEOPLE }, (_, i) => talk(`person-${i}`)));
const until = async (holds: () => boolean, what: string, ms = 60_000) => {
  const startedAt = performance.now();
  while (!holds()) {
    if (performance.now() - startedAt > ms) throw new Error(`waited in vain: ${what}`);
    await sleep(5);
  }
};

await until(() => rejected > 2 * PEOPLE && performance.now() - lastAcceptedAt > 500, 'for the disk to fill up');
await sleep(FULL_MS);
const beforeRoom = accepted;
const rejectedWhenFull = rejected;
const roomAt = performance.now();
rmSync(ballast);
await until(() => accepted > beforeRoom, 'for messages to be taken in again');
const recovered = performance.now() - roomAt;
await sleep(GONE_ON_MS);
isEnding = true;
await talking;
const queued = async () => {
  const rows = await store.read.db.select({ state: store.read.t.outbox.state }).from(store.read.t.outbox);
  return rows.filter(({ state }) => state === 'queued').length;
};
// A reply whose sending could not be recorded is free again when its lease is over.
ahead = LEASE_MS;
const lastAt = performance.now();
while ((await queued()) > 0 && performance.now() - lastAt < 30_000) await sleep(20);

const found = await audit(store.read, testVault(), true);
violations.push(...found.violations);
let twice = 0;
for (const [handle, mine] of said) {
  const trace = found.traces.get(handle);
  expect(isHeard(trace?.heard, mine), 'messages are missing, repeated or out of order', handle);
  const due = trace?.replies.map(({ reply }) => markOf(reply)) ?? [];
  const times = repetitions(shown.get(handle)?.marks ?? [], due);
  expect(times !== undefined, 'replies are missing or out of order', handle);
  twice += times ?? 0;
}
expect(recovered < 5000, 'it took too long to recover', `${recovered.toFixed(0)} ms`);
await instance.app.close();
const verdict: Verdict = {
  violations,
  figures: [
    { name: 'disk', value: (bsize * blocks) / 1024 ** 2, unit: 'MB' },
    { name: 'messages acknowledged', value: accepted, unit: '' },
    { name: 'refused while it was full', value: rejectedWhenFull, unit: 'times' },
    { name: 'until one was taken in again', value: recovered, unit: 'ms' },
    { name: 'replies sent twice', value: twice, unit: '' },
  ],
};
process.stdout.write(`${JSON.stringify(verdict)}\n`);
