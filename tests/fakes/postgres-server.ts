import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where to ask for the URL of the run's PostgreSQL, which starts when the first test asks. */
    postgres: string;
  }
}

export interface PostgresServer {
  /** Of a superuser, to a database that nobody uses. */
  url: string;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL that nothing else uses and that leaves nothing behind. */
export async function startPostgres(): Promise<PostgresServer> {
  const script = fileURLToPath(new URL('postgres-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: 'pipe' });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-4000);
  });
  const exit = once(child, 'exit');
  const failed = exit.then(() => {
    throw new Error(`PostgreSQL did not start:\n${log}`);
  });
  const [url] = await Promise.race([once(createInterface(child.stdout), 'line'), failed]);
  failed.catch(() => {});
  return {
    url: String(url),
    async stop() {
      child.stdin.end();
      await exit;
    },
  };
}

/** vitest's global setup: one PostgreSQL for the whole run, and none for a run whose tests don't ask. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'saputnik-test-'));
  const socket = join(directory, 'postgres.sock');
  let running: Promise<PostgresServer> | undefined;
  const door = createServer((connection) => {
    running ??= startPostgres();
    running.then(
      ({ url }) => connection.end(url),
      (error) => connection.destroy(error),
    );
    connection.on('error', () => {});
  }).listen(socket);
  await once(door, 'listening');
  project.provide('postgres', socket);
  return async () => {
    door.close();
    await (await running?.catch(() => undefined))?.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

/** A new database on a server: a copy of `template`, else empty. */
export async function newDatabase(server: string, template = 'template1'): Promise<string> {
  const name = `t${randomBytes(8).toString('hex')}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  } finally {
    await client.end();
  }
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}
