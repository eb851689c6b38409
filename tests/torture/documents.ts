import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runJobs } from '../../src/turn/due/jobs.ts';
import { openFile, openInstance, temporaryFolder } from '../bench/instance.ts';
import { DAY, START } from '../fakes/clock.ts';
import { opened, type Sealed, wrappedKeysIn } from '../fakes/sealed.ts';
import { applicants, TRACES } from './applicants.ts';
import { checkMessages, checkServed, checkStopped, toldBy } from './applicants-checks.ts';
import { startChild } from './child.ts';
import { throwDice } from './dice.ts';
import { openJournal } from './journal.ts';
import { copyOf, look } from './kill.ts';
import { bytesIn, leftIn, plainIn } from './remains.ts';
import { type Loot, steal } from './thief.ts';
import { collector, type Torture } from './verdict.ts';

/**
 * `kill -9` while CVs are made and sent, and while their people say STOP or have everything deleted. Nothing of them is
 * ever in plain on the disk, and what should be gone is not to be had with the master key either; and what was asked for
 * arrives at least once.
 */
export const documents: Torture = {
  name: 'kill -9 while documents are made and sent',
  async run(seed, isShort) {
    const kills = isShort ? 1 : 20;
    const dice = throwDice(seed);
    using folder = temporaryFolder();
    // Where the server may write; and the world outside, which has said and read everything.
    const [data = '', temporary = '', home = '', outside = ''] = ['data', 'temporary', 'home', 'outside'].map((name) =>
      join(folder.path, name),
    );
    for (const path of [data, temporary, home, outside]) mkdirSync(path);
    const journal = openJournal(outside);
    const { violations, expect } = collector();
    const ahead = START - Date.now();
    const start = (round: number) => {
      const args = ['--folder', data, '--journal', outside, '--seed', `${seed + round}`, '--round', `${round}`];
      const env = { TMPDIR: temporary, HOME: home, XDG_CACHE_HOME: home };
      return startChild('documents-child.ts', [...args, `--ahead=${ahead}`], env);
    };
    const counts = { underWay: 0, stopped: 0, erased: 0, late: 0, bytes: 0 };
    const search = (when: string): Buffer => {
      const bytes = bytesIn(data, temporary, home);
      counts.bytes += bytes.length;
      for (const word of plainIn(bytes, Object.values(TRACES).flat())) expect(false, `in plain ${when}`, word);
      return bytes;
    };
    const checkErased = (bytes: Buffer, values: readonly Sealed[], { people }: Loot) => {
      const ids = new Set(people.values());
      for (const { person } of values) expect(!ids.has(person), 'somebody who had everything deleted is there', person);
      for (const { person } of opened(values, wrappedKeysIn(bytes)))
        expect(false, 'a key of somebody erased is left', person);
    };
    /** What was sealed of people who had everything deleted. */
    const erased: Sealed[] = [];
    /** Documents that have gone out since, and conversations from before STOP. */
    const past: Sealed[] = [];

    let server = start(1);
    await server.line();
    for (let round = 1; round <= kills; round += 1) {
      server.tell('let them make their CVs');
      await server.line();
      const ready = await steal(data);
      server.tell('let them have them sent');
      await server.line();
      await sleep(dice.int(1200));
      await server.kill();

      search('after a kill');
      const killed = await steal(data);
      checkMessages(killed, expect);
      const people = applicants(round).map((one) => toldBy(one, journal));
      for (const { handle, end, isOver } of people) if (isOver && end === 'stops') checkStopped(killed, handle, expect);
      const sentBefore = journal.files().length;

      server = start(round + 1);
      await server.line();
      const bytes = search('after a restart');
      const mended = await steal(data);
      checkMessages(mended, expect);
      using copy = temporaryFolder();
      const audit = await look(copyOf(data, copy.path), false);
      violations.push(...audit.violations);
      const shown = journal.shown();
      const sentSince = journal.files().slice(sentBefore);
      for (const one of people) {
        const { handle, end, isOver, willBeOver } = one;
        const id = ready.people.get(handle);
        const theirs = ({ values }: Loot) => values.filter(({ person }) => person === id);
        const values = [...theirs(ready), ...without(theirs(killed), theirs(ready))];
        expect(values.length > 50, 'the search looks for nothing', handle);
        expect(!(isOver && sentSince.some((file) => file.handle === handle)), 'a file came after the end', handle);
        if (willBeOver && end === 'leaves') {
          erased.push(...values);
          counts.erased += 1;
          // A kill just before the erasure leaves it for when a day is over.
          if (mended.leaving.has(id ?? '')) counts.late += 1;
          else checkErased(bytes, values, mended);
          continue;
        }
        expect(leftIn(bytes, values).length > 25, 'the search finds nothing of somebody who is there', handle);
        checkServed(one, shown.get(handle) ?? [], audit, mended, expect);
        if (!willBeOver) continue;
        checkStopped(mended, handle, expect);
        past.push(...without(values, theirs(mended)).filter(({ place }) => place.startsWith('person:')));
        counts.stopped += 1;
      }
      past.push(...without(killed.values, mended.values).filter(({ place }) => place.startsWith('document:')));
      const underWay = killed.documents.filter(({ isLinked }) => !isLinked).length;
      counts.underWay += underWay;
      process.stderr.write(`  kill ${round}: ${underWay} under way, ${sentBefore} sent\n`);
    }
    await server.end();
    const left = leftIn(search('after the end'), past);
    // Of a row that it moves, SQLite leaves a copy in the old page now and then, until the place is used again.
    const isRare = left.length <= 1 + past.length / 50;
    expect(isRare, 'what is gone or changed is left in the files', `${left.length} of ${past.length}`);

    // What nobody has fetched goes with its time, and who asked to be forgotten is.
    const later = await openInstance(openFile(join(data, 'saputnik.db')), [], () => Date.now() + ahead + 2 * DAY);
    await later.app.pump.settle();
    await runJobs(later.app.world);
    await later.app.close();
    const last = await steal(data);
    expect(last.documents.length === 0, 'documents outlive their time', `${last.documents.length}`);
    const bytes = search('after two days');
    checkErased(bytes, erased, last);

    const files = journal.files();
    const byReply = Map.groupBy(files, ({ mark }) => mark);
    for (const [mark, same] of byReply)
      expect(new Set(same.map(({ file }) => file)).size === 1, 'a document differs when it is sent again', mark);
    const figures = [
      { name: 'kills', value: kills, unit: '' },
      { name: 'documents sent', value: files.length, unit: '' },
      { name: 'being made or sent when killed', value: counts.underWay, unit: 'documents' },
      { name: 'sent twice', value: files.length - byReply.size, unit: 'documents' },
      { name: 'who said STOP', value: counts.stopped, unit: 'people' },
      { name: 'who had everything deleted', value: counts.erased, unit: 'people' },
      { name: 'of them, only after a day', value: counts.late, unit: 'people' },
      { name: 'sealed values of theirs looked for', value: erased.length, unit: '' },
      { name: 'of them left in the files, without a key', value: leftIn(bytes, erased).length, unit: '' },
      { name: 'sealed values of documents, and from before STOP, looked for', value: past.length, unit: '' },
      { name: 'of them left in the files', value: left.length, unit: '' },
      { name: 'searched for names, numbers, words and files', value: counts.bytes / 2 ** 20, unit: 'MB' },
    ];
    return { figures, violations };
  },
};

/** Those of the values that are not among others. */
function without(values: readonly Sealed[], others: readonly Sealed[]): Sealed[] {
  const known = new Set(others.map(({ bytes }) => bytes.toString('latin1')));
  return values.filter(({ bytes }) => !known.has(bytes.toString('latin1')));
}
