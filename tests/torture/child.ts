import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  process: ChildProcess;
  /** The next line that it says; rejects if it ends before. */
  line(): Promise<string>;
  /** Says a line to it. */
  tell(line: string): void;
  /** Resolves when it has ended by itself, and rejects where it failed. */
  end(): Promise<void>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

/** Starts a file of this folder as a process of its own. `before`: a command that starts it, with its arguments. */
export function startChild(file: string, args: string[], env: NodeJS.ProcessEnv = {}, before: string[] = []): Child {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const [command = process.execPath, ...rest] = [...before, process.execPath, script, ...args];
  const stdio: StdioOptions = ['pipe', 'pipe', 'inherit'];
  const child = spawn(command, rest, { stdio, env: { ...process.env, ...env } });
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  if (child.stdout === null) throw new Error('a child without a voice');
  const lines = createInterface(child.stdout);
  const said: string[] = [];
  let wanted: ((line: string) => void) | undefined;
  lines.on('line', (line) => {
    if (wanted === undefined) said.push(line);
    else wanted(line);
    wanted = undefined;
  });
  const gone = ended.then(({ code, signal }) => {
    throw new Error(`${file} ended (${signal ?? code}) before it said anything`);
  });
  gone.catch(() => {});
  return {
    process: child,
    line() {
      const first = said.shift();
      if (first !== undefined) return Promise.resolve(first);
      const next = new Promise<string>((resolve) => {
        wanted = resolve;
      });
      return Promise.race([next, gone]);
    },
    tell: (line) => void child.stdin?.write(`${line}\n`),
    async end() {
      child.stdin?.end();
      const { code, signal } = await ended;
      if (code !== 0) throw new Error(`${file} ended with ${signal ?? code}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
