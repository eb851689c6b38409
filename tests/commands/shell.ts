import { randomBytes } from 'node:crypto';
import { run } from '../../src/cli.ts';
import { START } from '../fakes/clock.ts';
import { type Env, ROOT, temporaryFolder } from './process.ts';

export interface Said {
  code: 0 | 1;
  out: string;
  err: string;
}

export interface Shell extends Disposable {
  /** The folder of its data, which goes with it. */
  folder: ReturnType<typeof temporaryFolder>;
  clock: { now: number };
  env: Env;
  run(...args: string[]): Promise<Said>;
  /** As `run`, with what is typed meanwhile. */
  type(lines: Iterable<string>, ...args: string[]): Promise<Said>;
}

/** A command line on data of its own, with a clock that stands still. `root`: another copy of `flows/` and `locales/`. */
export function openShell(root = ROOT): Shell {
  const folder = temporaryFolder();
  const env: Env = { DATA_DIR: folder.in('data') };
  const clock = { now: START };
  const type: Shell['type'] = async (lines, ...args) => {
    let out = '';
    let err = '';
    const code = await run(args, {
      env,
      root,
      write: (text) => {
        out += text;
      },
      isTerminal: false,
      complain: (line) => {
        err += `${line}\n`;
      },
      async *lines() {
        yield* lines;
      },
      clock: () => clock.now,
      random: randomBytes,
    });
    return { code, out, err };
  };
  return {
    folder,
    clock,
    env,
    type,
    run: (...args) => type([], ...args),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
