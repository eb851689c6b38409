import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type Running, share } from './shared.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where to ask for the URL of the run's PostgreSQL. */
    postgres: string;
  }
}

/** Starts a PostgreSQL that nothing else uses and that leaves nothing behind. */
export async function startPostgres(): Promise<Running> {
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

/** vitest's global setup: one PostgreSQL for the whole run. `url`: of a superuser, to a database that nobody uses. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { socket, close } = await share(startPostgres);
  project.provide('postgres', socket);
  return close;
}

/** A new database on a server: a copy of `template`, else empty. */
export async function newDatabase(server: string, template = 'template1'): Promise<string> {
  const name = `t${randomBytes(8).toString('hex')}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  } finally {
    await client.end();
  }
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}
