import { parseArgs } from 'node:util';
import { asTable } from '../bench/figures.ts';
import { bodies } from './bodies.ts';
import { calendars } from './calendars.ts';
import { delivery } from './delivery.ts';
import { fullDisk } from './disk.ts';
import { documents } from './documents.ts';
import { duplicates } from './duplicates.ts';
import { kill } from './kill.ts';
import { killLinked } from './linked.ts';
import { numbers } from './numbers.ts';
import { pages } from './pages.ts';
import { powerLoss } from './power.ts';
import { products } from './products.ts';
import { raceOnPostgres, raceOnSqlite } from './race.ts';
import type { Torture } from './verdict.ts';
import { walks } from './walks.ts';

const TORTURES: Torture[] = [
  walks,
  products,
  duplicates,
  delivery,
  bodies,
  calendars,
  pages,
  numbers,
  raceOnSqlite,
  raceOnPostgres,
  kill,
  killLinked,
  documents,
  fullDisk,
  powerLoss,
];

/** Breaks what can break, again and again, and holds what is left against the promises. `npm run torture -- WORD` runs those whose name has the word. */
const { values, positionals } = parseArgs({
  options: { seed: { type: 'string' }, short: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const say = (text: string) => process.stdout.write(`${text}\n`);
say(`seed ${seed}`);

let broken = 0;
const wanted = TORTURES.filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
);
if (wanted.length === 0) throw new Error(`there is ${TORTURES.map(({ name }) => name).join(', ')}`);
for (const torture of wanted) {
  say(`\n${torture.name}`);
  const startedAt = performance.now();
  try {
    const verdict = await torture.run(seed, values.short);
    if (typeof verdict === 'string') {
      say(`  skipped: ${verdict}`);
      continue;
    }
    const seconds = { name: 'took', value: (performance.now() - startedAt) / 1000, unit: 's' };
    say(
      asTable([...verdict.figures, seconds])
        .trimEnd()
        .replace(/^/gm, '  '),
    );
    for (const violation of verdict.violations) say(`  BROKEN: ${violation}`);
    broken += verdict.violations.length;
  } catch (error) {
    say(`  FAILED: ${error instanceof Error ? error.stack : error}`);
    broken += 1;
  }
}
say(broken === 0 ? '\nno promise was broken' : `\n${broken} broken; once more with --seed ${seed}`);
if (broken > 0) process.exitCode = 1;
