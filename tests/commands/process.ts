import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type Env = Record<string, string>;

/** An empty folder, gone when disposed of. */
export function temporaryFolder(): Disposable & { path: string; in(name: string): string } {
  const path = mkdtempSync(join(tmpdir(), 'saputnik-'));
  return {
    path,
    in: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

export interface Options {
  env?: Env;
  /** Options for Node itself. */
  node?: string[];
  /** What is typed; nothing where absent. */
  input?: string;
  /** Keeps the input open, and presses Ctrl+C once this is shown. */
  interruptAt?: string;
}

/** Starts the command line as a process of its own, with this environment and nothing else of ours. */
function start(args: string[], { env = {}, node = [] }: Options, cwd: string): ChildProcess {
  return spawn(process.execPath, [...node, join(ROOT, 'src', 'start.mjs'), ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    stdio: 'pipe',
  });
}

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Only what hangs takes so long, however slow the machine is. */
const LATE_MS = 300_000;

/** Runs a command to its end. A server that starts after all is ended, so that a test fails instead of waiting. */
export async function runProcess(args: string[], options: Options = {}): Promise<Ended> {
  using folder = temporaryFolder();
  const child = start(args, options, folder.path);
  const late = setTimeout(() => child.kill('SIGKILL'), LATE_MS);
  const { input = '', interruptAt } = options;
  if (interruptAt === undefined) child.stdin?.end(input);
  child.stdout?.on('data', (chunk) => {
    if (interruptAt !== undefined && String(chunk).includes(interruptAt)) child.kill('SIGINT');
  });
  const [out, err, [code]] = await Promise.all([read(child.stdout), read(child.stderr), once(child, 'exit')]);
  clearTimeout(late);
  return { code, out, err };
}

const read = (stream: ChildProcess['stdout']): Promise<string> =>
  stream === null ? Promise.resolve('') : text(stream);

export interface Server extends AsyncDisposable {
  url: string;
  /** The link by which a demonstration opens the staff pages; empty in production. */
  demo: string;
  /** Everything said so far. */
  said(): string;
  /** Sends a signal, waits for the end, and says how. */
  end(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: string | null }>;
  child: ChildProcess;
}

/** Starts a real server and waits until it says what to open. It serves one pilot unless it is told otherwise. */
export async function startServer(env: Env): Promise<Server> {
  const folder = temporaryFolder();
  const port = await freePort();
  const child = start(['serve'], { env: { PORT: String(port), PILOTS: 'serbia', ...env } }, folder.path);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
  }
  const exit = once(child, 'exit');
  const url = `http://localhost:${port}`;
  while (!said.includes('In the terminal:') && !said.includes('staff add')) {
    const ended = await Promise.race([exit.then(() => true), once(child.stdout ?? child, 'data').then(() => false)]);
    if (ended) throw new Error(`the server did not start:\n${said}`);
  }
  const end: Server['end'] = async (signal = 'SIGTERM') => {
    child.kill(signal);
    const [code, by] = await exit;
    return { code, signal: by };
  };
  return {
    url,
    demo: /http\S+\/staff\/demo\/[\w-]{43}/.exec(said)?.[0] ?? '',
    said: () => said,
    end,
    child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await end('SIGKILL');
      folder[Symbol.dispose]();
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
