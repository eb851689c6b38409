import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** The line and the column, counted from 1, of an index in a file. */
export function placeOf(file: string, text: string, index: number): string {
  const lines = text.slice(0, index).split('\n');
  return `${file}:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** A file with something changed, and what is to find it out. */
export interface Change {
  file: string;
  /** Where and what, as people are told: `src/turn/talks.ts:39:13`. */
  place: string;
  what: string;
  /** The whole file, changed. */
  text: string;
  /** What vitest is asked to run, one after the other, as long as all tests pass. */
  runs: string[][];
}

/** Large folders, and what belongs to this machine alone, are not copied. */
const LEFT = ['node_modules', '.git', 'data', 'backups', 'secrets', '.env'];
/** A run that says nothing for so long goes round in circles. */
const SILENT_MS = 5 * 60_000;

export interface Copy {
  /** The first test that fails, as vitest names it, or all that vitest said where it names none; nothing where all pass. */
  failureOf(run: readonly string[]): Promise<string | undefined>;
  /** The same with something changed, which is taken back afterwards. */
  failureWith(change: Change): Promise<string | undefined>;
}

/** A copy of the project in a temporary folder, so that nobody edits or runs what is changed here. It goes when the program ends. */
export function copyProject(root: string): Copy {
  const project = mkdtempSync(join(tmpdir(), 'saputnik-mutants-'));
  cpSync(root, project, { recursive: true, filter: (path) => !LEFT.includes(relative(root, path)) });
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  let running: number | undefined;
  const end = () => void (running !== undefined && process.kill(-running, 'SIGKILL'));
  process.once('exit', () => {
    end();
    // What has just been ended may still hold a file.
    rmSync(project, { recursive: true, force: true, maxRetries: 10 });
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

  const failureOf: Copy['failureOf'] = async (run) => {
    const vitest = ['node_modules/vitest/vitest.mjs', ...run, '--run', '--bail', '1', '--maxWorkers', '1'];
    // In a group of its own: a run that goes round in circles is ended with all that it has started.
    const child = spawn(process.execPath, [...vitest, '--reporter', 'verbose'], {
      cwd: project,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    running = child.pid;
    const silent = setTimeout(end, SILENT_MS);
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        silent.refresh();
      });
    const [code] = await once(child, 'close');
    running = undefined;
    clearTimeout(silent);
    if (code === 0) return undefined;
    return /^ FAIL +(.*)$/m.exec(said)?.[1] ?? (code === null ? 'it went round in circles' : said);
  };

  return {
    failureOf,
    async failureWith({ file, text, runs }) {
      const before = readFileSync(join(project, file));
      writeFileSync(join(project, file), text);
      try {
        for (const run of runs) {
          const failure = await failureOf(run);
          if (failure !== undefined) return failure;
        }
        return undefined;
      } finally {
        writeFileSync(join(project, file), before);
      }
    },
  };
}
