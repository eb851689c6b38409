import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { describe, expect, test } from 'vitest';
import { migratePostgres } from '../../src/store/postgres.ts';
import { newKeyFile } from '../../src/store/vault.ts';
import { freshPostgres } from '../fakes/postgres.ts';
import { type Env, freePort, ROOT, runProcess, startServer, temporaryFolder } from './process.ts';
import { openShell, type Said, type Shell } from './shell.ts';

/** The start was refused in a message for people, and in nothing else. */
function refused({ code, out, err }: { code: number | null; out: string; err: string }, says: string | RegExp): void {
  expect(err).toMatch(says);
  expect(err).toMatch(/^saputnik: \S/);
  expect(err).not.toMatch(/^\s+at |unexpected|Error:/m);
  expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(4);
  expect({ code, out }).toEqual({ code: 1, out: '' });
}

const PRODUCTION = { NODE_ENV: 'production', PUBLIC_URL: 'https://chat.example.org' };
const FAR_FUTURE = Date.UTC(2100, 0, 1);

/**
 * Starts a server in this process, where one that is refused ends as it would in one of its own. It serves one pilot: all
 * that it reads is checked before anything else.
 */
function serveIn(shell: Shell, env: Env = {}): Promise<Said> {
  Object.assign(shell.env, { PILOTS: 'serbia', ...env });
  return shell.run('serve');
}

describe('a server does not start', () => {
  /** Each in an empty folder; `data` isn't there yet. */
  const cases: Record<string, { env: (folder: { in(name: string): string }) => Env; says: string | RegExp }> = {
    'with a port that is none': { env: () => ({ PORT: 'http' }), says: 'PORT: must be a number from 1 to 65535' },
    'with the address of another database': {
      env: () => ({ DATABASE_URL: 'mysql://root:hunter2@localhost/saputnik' }),
      says: /DATABASE_URL: must be a postgres:\/\/ URL\n$/,
    },
    'for a pilot that nobody knows': {
      env: () => ({ PILOTS: 'atlantis' }),
      says: /PILOTS names atlantis; there is berlin, milan, serbia, stockholm, vienna/,
    },
    'in production without a key': { env: () => ({ NODE_ENV: 'production' }), says: 'SECRET_KEY_FILE must name' },
    'in production with the key among the data': {
      env: (folder) => ({ NODE_ENV: 'production', SECRET_KEY_FILE: folder.in('data/secret.key') }),
      says: 'SECRET_KEY_FILE must lie outside DATA_DIR',
    },
    'in production at an open address': {
      env: (folder) => ({
        NODE_ENV: 'production',
        SECRET_KEY_FILE: folder.in('key'),
        PUBLIC_URL: 'http://chat.example.org',
      }),
      says: 'PUBLIC_URL must be set and begin with https://',
    },
    'with a webhook of Telegram at an open address': {
      env: () => ({ TELEGRAM_BOT_TOKEN: `110201543:${'hunter2'.repeat(5)}`, PUBLIC_URL: 'http://localhost:3000' }),
      says: /by https only: PUBLIC_URL must begin with https:\/\/, or set TELEGRAM_MODE=polling\n$/,
    },
    'in production at no address': {
      env: (folder) => ({ NODE_ENV: 'production', SECRET_KEY_FILE: folder.in('key') }),
      says: 'PUBLIC_URL must be set and begin with https://',
    },
    'in production while the key file is missing': {
      env: (folder) => ({ ...PRODUCTION, SECRET_KEY_FILE: folder.in('key') }),
      says: /key is not there; ".*keys new FILE" makes one/,
    },
    'with a damaged key file': {
      env: (folder) => {
        writeFileSync(folder.in('key'), newKeyFile().slice(0, -8));
        return { SECRET_KEY_FILE: folder.in('key') };
      },
      says: /key: .*line/i,
    },
    'with a folder for a key': {
      env: (folder) => ({ SECRET_KEY_FILE: folder.in('.') }),
      says: 'Cannot read the keys in',
    },
    'on a data folder that cannot be': {
      env: () => ({ DATA_DIR: '/etc/hostname/x' }),
      says: 'Cannot write to the data folder /etc/hostname/x',
    },
    'on a PostgreSQL that is not there': {
      env: () => ({ DATABASE_URL: 'postgres://saputnik:hunter2@localhost:1/saputnik' }),
      says: /Cannot open the database of DATABASE_URL \(ECONNREFUSED\)\n$/,
    },
  };

  test.each(Object.entries(cases))('%s', async (_, { env, says }) => {
    using shell = openShell();
    const ended = await serveIn(shell, env(shell.folder));
    refused(ended, says);
    expect(ended.err).not.toContain('hunter2');
    expect(existsSync(shell.folder.in('data'))).toBe(false);
  });

  test('in a process of its own either, whose exit code says so', async () => {
    refused(await runProcess(['serve'], { env: { PORT: 'http' } }), 'PORT: must be a number from 1 to 65535');
  });

  test('on a port that somebody else has, and then can start on another', async () => {
    using shell = openShell();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const PORT = String(typeof address === 'object' && address?.port);
    const ended = await serveIn(shell, { PORT });
    other.close();
    refused(ended, `Port ${PORT} is in use; set PORT to another`);
    await using server = await startServer({ DATA_DIR: shell.folder.in('data') });
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });

  test('at an address that this machine does not have', async () => {
    using shell = openShell();
    // An address for examples, which no machine has.
    refused(await serveIn(shell, { HOST: '192.0.2.1' }), /HOST 192\.0\.2\.1 is no address of this machine\n$/);
  });

  test.each(['640', '604', '620', '644'])('in production with a key that has the mode %s', async (mode) => {
    using shell = openShell();
    const SECRET_KEY_FILE = shell.folder.in('key');
    writeFileSync(SECRET_KEY_FILE, newKeyFile());
    chmodSync(SECRET_KEY_FILE, Number.parseInt(mode, 8));
    const says = /SECRET_KEY_FILE .*key must be shut to other users of the machine: chmod 600 it\n$/;
    refused(await serveIn(shell, { ...PRODUCTION, SECRET_KEY_FILE }), says);
    expect(existsSync(shell.folder.in('data'))).toBe(false);
  });

  test('on data that another server has, which goes on undisturbed', async () => {
    using shell = openShell();
    await using first = await startServer(shell.env);
    refused(await serveIn(shell, { PORT: String(await freePort()) }), 'already running on');
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    const entered = await fetch(first.demo, {
      ...{ method: 'POST', redirect: 'manual', headers: { origin: first.url } },
      body: new URLSearchParams({ account: 'demo-coordinator' }),
    });
    const [cookie = ''] = entered.headers.get('set-cookie')?.split(';') ?? [];
    expect((await fetch(`${first.url}/staff/today`, { headers: { cookie } })).status).toBe(200);
  });

  test('on a file that is no database, and leaves it as it was', async () => {
    using shell = openShell();
    const { folder } = shell;
    const file = folder.in('saputnik.db');
    const text = 'Dear diary, this is not a database. '.repeat(300);
    writeFileSync(file, text);
    refused(
      await serveIn(shell, { DATA_DIR: folder.path }),
      /Cannot open .*saputnik\.db as a database \(SQLITE_NOTADB\)/,
    );
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(existsSync(folder.in('secret.key'))).toBe(false);
  });

  test('on data of a newer version', async () => {
    using shell = openShell();
    const { folder } = shell;
    await dataIn(shell);
    const database = new Database(folder.in('data/saputnik.db'));
    database.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run('later', FAR_FUTURE);
    database.close();
    refused(await serveIn(shell), 'The database is of a newer version of Saputnik');
  });

  test('on a PostgreSQL of a newer version, or one that does not let it in', async () => {
    using shell = openShell();
    const url = await freshPostgres();
    await migratePostgres(url);
    const db = drizzle(url);
    await db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', ${FAR_FUTURE})`);
    await db.$client.end();
    refused(await serveIn(shell, { DATABASE_URL: url }), 'The database is of a newer version of Saputnik');
    const wrong = new URL(url);
    wrong.pathname = '/nowhere';
    refused(await serveIn(shell, { DATABASE_URL: wrong.href }), 'DATABASE_URL (3D000)');
  });

  test('with other keys than the data was locked with, or none', async () => {
    using shell = openShell();
    const file = shell.folder.in('data/secret.key');
    await dataIn(shell);
    const key = readFileSync(file);
    writeFileSync(file, newKeyFile());
    refused(await serveIn(shell), 'secret.key are not those that the data was locked with');
    rmSync(file);
    refused(await serveIn(shell), /The keys to the data are gone: put .*secret\.key back/);
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, key);
    await using server = await startServer({ DATA_DIR: shell.folder.in('data') });
    expect(server.demo).toMatch(/^http/);
  });

  test('on a Node that is too old', async () => {
    const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })`;
    const ended = await runProcess(['serve'], {
      node: ['--import', `data:text/javascript,${encodeURIComponent(old)}`],
    });
    refused(ended, /needs Node 24 and runs on 20\.20\.2\. .*npm ci/);
  });
});

describe('broken content', () => {
  const breaks: Record<string, { change: (root: string) => void; says: RegExp }> = {
    'a flow that leads nowhere': {
      change: (root) => replaceIn(root, 'flows/model/human.yaml', 'soon: soon', 'soon: moon'),
      says: /Flows or texts are broken: human.*moon/,
    },
    'a flow that is not YAML': {
      change: (root) => writeFileSync(join(root, 'flows/model/human.yaml'), 'flow: [human'),
      says: /human\.yaml: /,
    },
    'a flow with a field that nobody knows': {
      change: (root) => replaceIn(root, 'flows/model/human.yaml', 'act: human', 'act: human\ncolour: red'),
      says: /human\.yaml: .*colour/,
    },
    'a text without its translation': {
      change: (root) => replaceIn(root, 'locales/ar/human.json', '"soon"', '"sooner"'),
      says: /Flows or texts are broken: .*soon.*/,
    },
    'a text that is not JSON': {
      change: (root) => writeFileSync(join(root, 'locales/ar/human.json'), '{'),
      says: /human\.json: /,
    },
  };

  test.each(Object.entries(breaks))('%s is refused at the start and by the check', async (_, { change, says }) => {
    using folder = temporaryFolder();
    for (const part of ['flows', 'locales']) cpSync(join(ROOT, part), folder.in(part), { recursive: true });
    change(folder.path);
    using shell = openShell(folder.path);
    refused(await serveIn(shell), says);
    const checked = await shell.run('check');
    expect(checked.code).toBe(1);
    expect(checked.err).toMatch(/^saputnik: /);
    expect(checked.out + checked.err).not.toMatch(/^\s+at /m);
    expect(readdirSync(folder.path).sort()).toEqual(['flows', 'locales']);
    expect(readdirSync(shell.folder.path)).toEqual([]);
  });
});

function replaceIn(root: string, name: string, from: string, to: string): void {
  const file = join(root, name);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

/** Makes the data of a demonstration. */
async function dataIn(shell: Shell): Promise<void> {
  expect(await shell.run('token', 'list')).toEqual({ code: 0, out: '', err: '' });
}

test('a demonstration fills itself with numbers while it runs, and shows that they are imaginary', async () => {
  using folder = temporaryFolder();
  await using server = await startServer({ DATA_DIR: folder.in('data'), PILOTS: 'serbia' });
  const entered = await fetch(server.demo, {
    ...{ method: 'POST', redirect: 'manual', headers: { origin: server.url } },
    body: new URLSearchParams({ account: 'demo-evaluator' }),
  });
  const [cookie = ''] = entered.headers.get('set-cookie')?.split(';') ?? [];
  const months = new Date();
  months.setUTCMonth(months.getUTCMonth() - 3, 15);
  const period = `${months.getUTCFullYear()}-H${months.getUTCMonth() < 6 ? 1 : 2}`;
  const page = async () =>
    (await fetch(`${server.url}/staff/statistics/who?pilot=serbia&period=${period}`, { headers: { cookie } })).text();
  await expect.poll(page, { timeout: 500_000, interval: 2000 }).toContain('<span class="figure">');
  expect(await page()).toContain('class="watermark"');
  expect(server.said()).not.toContain('"level":50');
});

test('a server in production that is not ready says how much is to be mended, and where to read it', async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.in('key'), newKeyFile(), { mode: 0o600 });
  const env = { ...PRODUCTION, SECRET_KEY_FILE: folder.in('key'), DATA_DIR: folder.in('data'), PILOTS: 'serbia' };
  await using server = await startServer(env);
  const [line = ''] = server.said().match(/^Not ready: .*$/m) ?? [];
  const release = await runProcess(['check', '--release'], { env });
  expect(release.code).toBe(1);
  const [count = ''] = /^saputnik: (\d+) to be mended before people are served$/m.exec(release.err)?.slice(1) ?? [];
  expect(line).toMatch(new RegExp(`^Not ready: +${count} to be mended .* \\(npm run saputnik -- check --release\\)$`));
});
