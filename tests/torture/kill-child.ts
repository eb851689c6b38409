import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { clearOldLeases } from '../../src/app.ts';
import type { Reply } from '../../src/conversation/message.ts';
import { lockFile } from '../../src/store/sqlite.ts';
import type { PushChannel } from '../../src/turn/channel.ts';
import { openFile, openInstance } from '../bench/instance.ts';
import { throwDice } from './dice.ts';
import { createIntake, isBusy } from './intake.ts';
import { openJournal, type Planned } from './journal.ts';
import { wander } from './talk.ts';

// A server that is killed while people talk to it, or, with --drain, one that finishes what a killed one left.
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    people: { type: 'string', default: '1' },
    ahead: { type: 'string', default: '0' },
    drain: { type: 'boolean' },
  },
});
const dice = throwDice(Number(values.seed));
const journal = openJournal(values.folder);
const clock = () => Date.now() + Number(values.ahead);
const newest = new Map<string, Reply>();
const readers = new Map<string, () => void>();

/** A provider that notes what it shows before it answers, takes its time, and is sometimes out of order. */
const messenger: PushChannel = {
  name: 'telegram',
  can: { buttons: true, reminds: true, window: false, pulls: false, audio: true, options: 100, receipts: false },
  async send(handle, reply) {
    if (dice.chance(0.02)) return { result: 'retry', at: clock() + dice.int(50), why: 'in disorder' };
    journal.show(handle, reply);
    await sleep(dice.int(6));
    newest.set(handle, reply);
    readers.get(handle)?.();
    return { result: 'sent', externalIds: [`${dice.int(2 ** 31)}`] };
  },
};

using _lock = lockFile(values.folder);
const store = openFile(join(values.folder, 'saputnik.db'));
await clearOldLeases(store);
await using instance = await openInstance(store, [messenger], clock);
const { pump } = instance.app;
await pump.start();

const intake = createIntake(journal, pump.receive, clock);
const byHandle = Map.groupBy(journal.planned(), ({ handle }) => handle);
await intake.deliverAgain();
process.stdout.write('ready\n');

if (values.drain) {
  while (await isBusy(store)) await sleep(20);
} else {
  await Promise.all(Array.from({ length: Number(values.people) }, (_, i) => talk(`person-${i}`)));
}

/** Says one thing after the other, sometimes two at once, without an end. */
async function talk(handle: string): Promise<never> {
  let count = byHandle.get(handle)?.length ?? 0;
  for (;;) {
    const messages = Array.from({ length: dice.chance(0.1) ? 2 : 1 }, (): Planned => {
      count += 1;
      return { id: `${handle}/${count}`, handle, said: wander(dice, newest.get(handle)) };
    });
    journal.plan(messages);
    const answered = new Promise<void>((resolve) => readers.set(handle, resolve));
    await intake.deliver(messages);
    await Promise.race([answered, sleep(20 + dice.int(60))]);
  }
}
