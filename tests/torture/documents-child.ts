import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { clearOldLeases } from '../../src/app.ts';
import type { Content as Said } from '../../src/conversation/message.ts';
import { createDocuments } from '../../src/documents/make.ts';
import { createTypesetter } from '../../src/documents/typesetter.ts';
import { RETENTION_JOB } from '../../src/store/jobs.ts';
import { lockFile } from '../../src/store/sqlite.ts';
import type { PushChannel } from '../../src/turn/channel.ts';
import { runJobs } from '../../src/turn/due/jobs.ts';
import { openFile, openInstance } from '../bench/instance.ts';
import { content } from '../fakes/parts.ts';
import { type Applicant, applicants, lastWords, next, SEND, untilSent } from './applicants.ts';
import { REFUSED } from './applicants-checks.ts';
import { throwDice } from './dice.ts';
import { createIntake, isBusy } from './intake.ts';
import { markOf, openJournal } from './journal.ts';

// A server that finishes what a killed one left, and is killed while it makes and sends documents of new people.
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    journal: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    round: { type: 'string', default: '1' },
    ahead: { type: 'string', default: '0' },
  },
});
const dice = throwDice(Number(values.seed));
const journal = openJournal(values.journal);
const clock = () => Date.now() + Number(values.ahead);
/** Whether nothing was sent yet of what new people asked for. */
let isAwaited = false;
/** Told when a try to send somebody a document is over. */
const waiting = new Map<string, () => void>();

/** A provider that takes its time for files, refuses some of them for good, and is sometimes out of order. */
const messenger: PushChannel = {
  name: 'telegram',
  can: {
    ...{ buttons: true, reminds: true, window: false, pulls: false, audio: true, documents: true, options: 100 },
    receipts: false,
  },
  async send(handle, reply, { file }) {
    if (dice.chance(0.02)) return { result: 'retry', at: clock() + dice.int(200), why: 'in disorder' };
    const ended = reply.kind === 'document' ? waiting.get(handle) : undefined;
    if (reply.kind === 'document') await sleep(dice.int(20));
    // It refuses the same file once more after a restart.
    if (reply.kind === 'document' && /^[0-5]/.test(markOf(reply))) {
      ended?.();
      return { result: 'never', why: REFUSED };
    }
    journal.show(handle, reply, file?.bytes);
    if (file !== undefined && isAwaited) {
      isAwaited = false;
      process.stdout.write('sending\n');
    }
    await sleep(dice.int(reply.kind === 'document' ? 20 : 3));
    ended?.();
    return { result: 'sent', externalIds: [`${dice.int(2 ** 31)}`] };
  },
};

using _lock = lockFile(values.folder);
const store = openFile(join(values.folder, 'saputnik.db'));
await clearOldLeases(store);
await using ended = new AsyncDisposableStack();
const typesetter = createTypesetter();
ended.defer(() => typesetter.stop());
const documents = createDocuments(content.model, typesetter);
const { pump, world } = ended.use(await openInstance(store, [messenger], clock, documents)).app;
await pump.start();
const intake = createIntake(journal, pump.receive, clock);
await intake.deliverAgain();
while (await isBusy(store)) await sleep(20);
// What was erased is gone from the files, too, when this is over, also where the killed server had not come to it.
await pump.settle();
for (; await isCleaning(); await sleep(20)) await runJobs(world);

const told = createInterface(process.stdin)[Symbol.asyncIterator]();
const all = applicants(Number(values.round));
const said = new Map(all.map(({ handle }) => [handle, 0]));
process.stdout.write('drained\n');
if (!(await told.next()).done) {
  await Promise.all(all.map((one) => speak(one, untilSent(one))));
  await pump.settle();
  process.stdout.write('ready\n');
  await told.next();
  isAwaited = true;
  await Promise.all(all.map(apply));
  // Until it is killed.
  await new Promise(() => {});
}

/** Whether the files have still to be cleaned. */
async function isCleaning(): Promise<boolean> {
  const { db, t } = store.read;
  const jobs = await db.select().from(t.job);
  return jobs.some(({ key, due, lease }) => key === RETENTION_JOB && (lease !== null || due <= clock()));
}

async function speak({ handle }: Applicant, words: readonly Said[]): Promise<void> {
  for (const one of words) {
    const count = (said.get(handle) ?? 0) + 1;
    said.set(handle, count);
    const message = { id: `${handle}/${count}`, handle, said: one };
    journal.plan([message]);
    await intake.deliver([message]);
  }
}

/** Asks for one CV after the other. Who says STOP or has everything deleted does not wait for the last one. */
async function apply(applicant: Applicant): Promise<void> {
  const most = applicant.end === 'stays' ? Number.POSITIVE_INFINITY : dice.int(4);
  for (let i = 0; i < most; i += 1) {
    const tried = new Promise<void>((resolve) => waiting.set(applicant.handle, resolve));
    await speak(applicant, [SEND]);
    await tried;
    await speak(
      applicant,
      next(dice.chance(0.5) ? 'For employers' : 'For me', dice.chance(0.5) ? 'PDF, to send' : 'Word, to change'),
    );
  }
  await speak(applicant, [SEND, ...lastWords(applicant)]);
}
