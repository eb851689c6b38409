import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { throwDice } from '../torture/dice.ts';
import { type Change, copyProject, placeOf } from './copy.ts';
import { changesOf } from './generate.ts';
import { LISTED, type Listed } from './listed.ts';

/**
 * Changes the program in one small place at a time, and says whether a test notices: a change that none notices shows what
 * no test promises. `npm run mutants` makes the changes of `listed.ts`, all of which are noticed;
 * `npm run mutants -- --generate FOLDER...` makes some of all that there are in these folders of src.
 */
const { values, positionals } = parseArgs({
  options: {
    generate: { type: 'boolean', default: false },
    sample: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
  allowPositionals: true,
});
const ROOT = join(fileURLToPath(import.meta.url), '../../..');
const FOLDERS = ['conversation', 'booking', 'evaluation', 'turn'];
const say = (text: string) => process.stdout.write(`${text}\n`);
const source = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** Fails where the code has moved on, so that the list follows. */
function fromList({ file, from, to, tests }: Listed): Change {
  const whole = source(file);
  const [before = '', after, ...more] = whole.split(from);
  if (after === undefined || more.length > 0) throw new Error(`not once in ${file}: ${from}`);
  const what = `${from.replace(/\s+/g, ' ').trim()} -> ${to || 'nothing'}`;
  const place = placeOf(file, whole, before.length);
  return { file, place, what, text: before + to + after, runs: [['run', ...tests]] };
}

function generated(folders: readonly string[]): Change[] {
  const files = folders.flatMap((folder) => globSync(`src/${folder}/**/*.ts`, { cwd: ROOT })).sort();
  const all = files.flatMap((file) => changesOf(file, source(file)));
  say(`${all.length} changes of ${files.length} files are possible; seed ${values.seed}`);
  return throwDice(Number(values.seed)).shuffled(all).slice(0, Number(values.sample));
}

const changes = values.generate
  ? generated(positionals.length > 0 ? positionals : FOLDERS)
  : LISTED.map((one) => fromList(one));
if (changes.length === 0) throw new Error('there is nothing to change');

const copy = copyProject(ROOT);
// The quick ones: where something fails in the copy by itself, nothing that follows would say anything.
const unchanged = [...new Set(changes.flatMap(({ runs: [first = []] }) => first))];
const failing = await copy.failureOf(unchanged);
if (failing !== undefined) throw new Error(`a test fails where nothing is changed: ${failing}`);

const survived: Change[] = [];
for (const change of changes) {
  const failure = await copy.failureWith(change);
  if (failure === undefined) survived.push(change);
  say(`${failure === undefined ? 'survived' : 'killed'}  ${change.place}  ${change.what}`);
  if (failure !== undefined) say(`        ${failure}`);
}

say(`\n${changes.length - survived.length} of ${changes.length} killed`);
for (const { place, what } of survived) say(`SURVIVED ${place}  ${what}`);
if (survived.length > 0) process.exitCode = 1;
