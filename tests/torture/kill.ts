import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { openSqlite } from '../../src/store/sqlite.ts';
import { temporaryFolder } from '../bench/instance.ts';
import { START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { type Audit, audit, isHeard } from './audit.ts';
import { startChild } from './child.ts';
import { throwDice } from './dice.ts';
import { type Journal, markOf, openJournal, repetitions } from './journal.ts';
import { collector, type Torture } from './verdict.ts';

const PEOPLE = 40;
const DATABASE = 'saputnik.db';

/** `kill -9` at random moments under load; each time another server takes over and finishes what was begun. */
export const kill: Torture = {
  name: 'kill -9 under load',
  async run(seed, isShort) {
    const kills = isShort ? 2 : 20;
    const dice = throwDice(seed);
    using folder = temporaryFolder();
    const journal = openJournal(folder.path);
    const { violations, expect } = collector();
    const ahead = `${START - Date.now()}`;
    const args = (round: number) => ['--folder', folder.path, `--ahead=${ahead}`, '--seed', `${seed + round}`];
    let repeated = new Map<string, number>();
    let inFlight = 0;
    let unacknowledged = 0;
    let scheduled = 0;
    for (let round = 1; round <= kills; round += 1) {
      const server = startChild('kill-child.ts', [...args(round), '--people', `${PEOPLE}`]);
      await server.line();
      await sleep(150 + dice.int(1500));
      await server.kill();

      using copy = temporaryFolder();
      const left = await look(copyOf(folder.path, copy.path), false);
      violations.push(...left.violations);
      const acknowledged = journal.acknowledged();
      for (const id of lost(journal, left, acknowledged)) expect(false, 'an acknowledged message is lost', id);
      unacknowledged += journal.planned().length - acknowledged.size;
      const open = repliesInFlight(journal, left, repeated);
      inFlight += sum(open);
      for (const [handle, count] of open) expect(count <= 1, 'two replies to a person were in flight at once', handle);

      const next = startChild('kill-child.ts', [...args(round), '--drain']);
      await next.end();
      const mended = await look(join(folder.path, DATABASE), true);
      violations.push(...mended.violations);
      const repeatedNow = checkOutside(journal, mended, expect);
      for (const [handle, times] of repeatedNow) {
        const allowed = (repeated.get(handle) ?? 0) + (open.get(handle) ?? 0);
        expect(times <= allowed, 'a reply was repeated that was not in flight', handle);
      }
      process.stderr.write(
        `  kill ${round}: ${acknowledged.size} acknowledged, ${sum(open)} in flight, ${sum(repeatedNow) - sum(repeated)} repeated\n`,
      );
      repeated = repeatedNow;
      scheduled = mended.scheduled;
    }
    const figures = [
      { name: 'kills', value: kills, unit: '' },
      { name: 'messages acknowledged', value: journal.acknowledged().size, unit: '' },
      { name: 'on their way in when killed', value: unacknowledged, unit: 'messages' },
      { name: 'replies sent', value: [...journal.shown().values()].flat().length, unit: '' },
      { name: 'on their way out when killed', value: inFlight, unit: 'replies' },
      { name: 'sent twice', value: sum(repeated), unit: 'replies' },
      { name: 'appointments that stand', value: scheduled, unit: '' },
    ];
    return { figures, violations };
  },
};

/** A copy of what a killed server left, so that looking at it does not tidy it up. */
export function copyOf(from: string, to: string): string {
  for (const file of [DATABASE, `${DATABASE}-wal`])
    if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
  return join(to, DATABASE);
}

export async function look(file: string, isSettled: boolean): Promise<Audit> {
  const plain = new Database(file);
  const health = plain.pragma('integrity_check', { simple: true });
  plain.close();
  const store = openSqlite(file);
  const found = await audit(store.read, testVault(), isSettled);
  await store.close();
  return health === 'ok' ? found : { ...found, violations: [`integrity_check says ${health}`, ...found.violations] };
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0);

/** By handle, how many replies were shown of which the database does not know it, apart from those repeated earlier. */
function repliesInFlight(
  journal: Journal,
  { traces }: Audit,
  repeated: ReadonlyMap<string, number>,
): Map<string, number> {
  const counts = [...journal.shown()].map(([handle, shown]): [string, number] => {
    const known = traces.get(handle)?.replies.filter(({ state }) => state === 'sent').length ?? 0;
    return [handle, shown.length - known - (repeated.get(handle) ?? 0)];
  });
  return new Map(counts);
}

/** Messages whose acknowledgement went out, but which had no effect. */
function lost(journal: Journal, { traces }: Audit, acknowledged: ReadonlySet<string>): string[] {
  const byHandle = Map.groupBy(journal.planned(), ({ handle }) => handle);
  return [...byHandle].flatMap(([handle, planned]) => {
    const heard = traces.get(handle)?.heard.length ?? 0;
    return planned.slice(heard).flatMap(({ id }) => (acknowledged.has(id) ? [id] : []));
  });
}

/** Holds what the providers know against the database; returns how many replies each handle was shown once more. */
function checkOutside(
  journal: Journal,
  { traces, seen }: Audit,
  expect: ReturnType<typeof collector>['expect'],
): Map<string, number> {
  const planned = journal.planned();
  const shown = journal.shown();
  expect(seen === planned.length, 'not every message was taken in once', `${seen} of ${planned.length}`);
  const repeated = new Map<string, number>();
  for (const [handle, messages] of Map.groupBy(planned, (message) => message.handle)) {
    const trace = traces.get(handle);
    const said = messages.map((message) => message.said);
    expect(isHeard(trace?.heard, said), 'messages of a person are missing, repeated or out of order', handle);
    const expected = trace?.replies.map(({ reply }) => markOf(reply)) ?? [];
    const times = repetitions(shown.get(handle) ?? [], expected);
    expect(times !== undefined, 'replies to a person are missing or out of order', handle);
    repeated.set(handle, times ?? 0);
  }
  return repeated;
}
