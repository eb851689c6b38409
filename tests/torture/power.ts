import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { temporaryFolder } from '../bench/instance.ts';
import { testVault } from '../fakes/parts.ts';
import { startChild } from './child.ts';
import { type Dice, throwDice } from './dice.ts';
import { look } from './kill.ts';
import { Disk, readRecord } from './record.ts';
import { collector, type Torture } from './verdict.ts';

const DATABASE = 'saputnik.db';
const LOG = `${DATABASE}-wal`;
const vault = testVault();

interface Outcome {
  cuts: number;
  writes: number;
  syncs: number;
  /** Cuts after which an acknowledged message was gone. */
  cutsThatLost: number;
  lost: number;
  violations: string[];
}

/** Lets a server run with its writes recorded, then cuts the power at random moments of the record. */
async function cutPower(
  recorder: string,
  dice: Dice,
  cuts: number,
  messages: number,
  normal: boolean,
): Promise<Outcome> {
  using folder = temporaryFolder();
  const data = join(folder.path, 'data');
  const record = join(folder.path, 'record');
  mkdirSync(data);
  const env = { LD_PRELOAD: recorder, RECORD_FOLDER: data, RECORD_TO: record };
  const args = ['--folder', data, '--seed', `${dice.int(2 ** 31)}`, '--messages', `${messages}`];
  await startChild('power-child.ts', normal ? [...args, '--normal'] : args, env).end();

  const entries = readRecord(record);
  const isAck = (file: string) => file === 'acknowledged.log';
  const first = entries.findIndex(({ file }) => isAck(file));
  const moments = new Set(Array.from({ length: cuts }, () => first + dice.int(entries.length - first)));
  const disks: Record<string, Disk> = { [DATABASE]: new Disk(), [LOG]: new Disk() };
  const acknowledged: string[] = [];
  const { violations, expect } = collector();
  let cutsThatLost = 0;
  let lost = 0;
  for (const [moment, entry] of entries.entries()) {
    if (isAck(entry.file)) acknowledged.push(entry.data.toString().trim());
    disks[entry.file]?.take(entry);
    if (!moments.has(moment)) continue;
    using left = temporaryFolder();
    const probability = dice.pick([0, 0.5, 0.5, 0.9]) ?? 0;
    for (const [file, disk] of Object.entries(disks)) writeFileSync(join(left.path, file), disk.cut(dice, probability));
    const kept = keysIn(join(left.path, DATABASE));
    const gone = acknowledged.filter((id) => !kept.has(vault.blindIndex('seen', 'telegram', id).toString('hex')));
    if (gone.length > 0) cutsThatLost += 1;
    lost = Math.max(lost, gone.length);
    const found = await look(join(left.path, DATABASE), false);
    for (const violation of found.violations) expect(false, violation);
  }
  const writes = entries.filter(({ kind }) => kind === 'W').length;
  const syncs = entries.filter(({ kind }) => kind === 'S').length;
  return { cuts: moments.size, writes, syncs, cutsThatLost, lost, violations };
}

/** What is known to have been taken in. Opening the file is what recovers it. */
function keysIn(file: string): Set<string> {
  const database = new Database(file);
  const keys = database.prepare<[], Buffer>('SELECT key FROM seen').pluck().all();
  database.close();
  return new Set(keys.map((key) => key.toString('hex')));
}

/** Only what was synced is sure to be there. FULL must lose nothing; NORMAL must lose something, or the test notices nothing. */
export const powerLoss: Torture = {
  name: 'power loss',
  async run(seed, isShort) {
    using folder = temporaryFolder();
    const recorder = join(folder.path, 'recorder.so');
    const source = fileURLToPath(new URL('recorder.c', import.meta.url));
    const built = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', recorder, source, '-ldl'], { encoding: 'utf8' });
    if (built.error !== undefined || process.platform !== 'linux') return 'it needs Linux and a C compiler (cc)';
    if (built.status !== 0) throw new Error(`recorder.c does not compile: ${built.stderr}`);
    const dice = throwDice(seed);
    const full = await cutPower(recorder, dice, isShort ? 40 : 600, isShort ? 1500 : 6000, false);
    const normal = await cutPower(recorder, dice, isShort ? 10 : 100, isShort ? 500 : 2000, true);
    const { violations, expect } = collector();
    violations.push(...full.violations, ...normal.violations.map((what) => `NORMAL: ${what}`));
    expect(full.cutsThatLost === 0, 'acknowledged messages were lost', `at ${full.cutsThatLost} of ${full.cuts} cuts`);
    expect(normal.cutsThatLost > 0, 'NORMAL lost nothing, so this test would not notice a loss');
    return {
      violations,
      figures: [
        { name: 'writes and syncs recorded', value: full.writes, unit: `and ${full.syncs}` },
        { name: 'FULL: power cut', value: full.cuts, unit: 'times' },
        { name: 'FULL: cuts that lost an acknowledged message', value: full.cutsThatLost, unit: 'times' },
        { name: 'NORMAL, to compare: power cut', value: normal.cuts, unit: 'times' },
        { name: 'NORMAL: cuts that lost an acknowledged message', value: normal.cutsThatLost, unit: 'times' },
        { name: 'NORMAL: most messages lost at a cut', value: normal.lost, unit: '' },
      ],
    };
  },
};
