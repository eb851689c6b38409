import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { lockFile, openSqlite } from '../../src/store/sqlite.ts';
import { createVault, newKeyFile, parseKeys } from '../../src/store/vault.ts';
import { DAY } from '../fakes/clock.ts';
import { openShell, type Shell } from './shell.ts';

/** A demonstration with one person in it. */
async function openDemonstration(): Promise<Shell> {
  const shell = openShell();
  await shell.run('token', 'list');
  const vault = createVault(parseKeys(keyText(shell)));
  const store = openSqlite(shell.folder.in('data/saputnik.db'));
  const { wrapped } = vault.newPersonKey('p');
  await store.tx(async ({ db, t }) => {
    await db.insert(t.person).values({ id: 'p', lastDay: shell.clock.now - (shell.clock.now % DAY) });
    await db.insert(t.personKey).values({ person: 'p', wrapped });
  });
  await store.close();
  return shell;
}

const keyText = (shell: Shell) => readFileSync(shell.folder.in('data/secret.key'), 'utf8');

async function keysStored(shell: Shell): Promise<Buffer[]> {
  const store = openSqlite(shell.folder.in('data/saputnik.db'));
  const rows = await store.read.db.select().from(store.read.t.personKey);
  await store.close();
  return rows.map(({ wrapped }) => wrapped);
}

describe("'backup' and 'restore'", () => {
  test('bring the data from one folder to another, and say what is needed', async () => {
    using shell = await openDemonstration();
    const folder = shell.folder.in('backup');
    const made = await shell.run('backup', folder);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain('data-2026-11-24T09-00-00Z.jsonl.gz');
    expect(made.out).toContain('keys.json  1 keys');
    expect(made.out).toContain('never beside this backup');
    expect(made.out).toContain('in BACKUP_DIR only');
    shell.env.BACKUP_DIR = folder;
    expect((await shell.run('backup', folder)).out).not.toContain('in BACKUP_DIR only');

    using target = openShell();
    expect(await target.run('restore', folder)).toMatchObject({
      code: 1,
      err: expect.stringContaining('put them into'),
    });
    mkdirSync(target.folder.in('data'));
    copyFileSync(shell.folder.in('data/secret.key'), target.folder.in('data/secret.key'));
    const file = `${folder}/data-2026-11-24T09-00-00Z.jsonl.gz`;
    const restored = await target.run('restore', folder, '--data', file);
    expect(restored).toMatchObject({ code: 0, err: '' });
    expect(restored.out).toContain('1 people, 0 appointments, 0 messages\n0 people who were in the data');
    expect(await keysStored(target)).toEqual(await keysStored(shell));
    expect((await target.run('counsellor', 'list')).out).toEqual((await shell.run('counsellor', 'list')).out);
    expect(await target.run('restore', folder)).toMatchObject({
      code: 1,
      err: 'saputnik: The database is not empty; a backup is restored into a new one only\n',
    });
  });

  test('refuse beside a server, and what cannot be read or written', async () => {
    using shell = await openDemonstration();
    writeFileSync(shell.folder.in('file'), '');
    const written = await shell.run('backup', shell.folder.in('file/x'));
    expect(written).toMatchObject({ code: 1, err: expect.stringMatching(/^saputnik: Cannot read or write .*\n$/) });
    const read = await shell.run('restore', shell.folder.in('nowhere'));
    expect(read).toMatchObject({ code: 1, err: expect.stringMatching(/^saputnik: The database is not empty.*\n$/) });
    using _server = lockFile(shell.folder.in('data'));
    for (const args of [
      ['restore', shell.folder.path],
      ['keys', 'rotate'],
    ]) {
      const said = await shell.run(...args);
      expect(said).toMatchObject({ code: 1, err: expect.stringContaining('A server is already running') });
    }
    // A backup is made beside it.
    expect(await shell.run('backup', shell.folder.in('backup'))).toMatchObject({ code: 0 });
  });
});

describe("'keys rotate'", () => {
  test('adds one key, keeps what was there, and locks every key with it', async () => {
    using shell = await openDemonstration();
    shell.env.BACKUP_DIR = shell.folder.in('backup');
    const before = keyText(shell);
    chmodSync(shell.folder.in('data/secret.key'), 0o640);
    const said = await shell.run('keys', 'rotate');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(/^1 keys are locked with the newest master key/);
    expect(said.out).toContain('older lines must stay');
    expect(keyText(shell).startsWith(before)).toBe(true);
    expect(statSync(shell.folder.in('data/secret.key')).mode & 0o777).toBe(0o640);
    expect(readdirSync(shell.folder.in('data')).filter((name) => name.includes('part'))).toEqual([]);
    const [first, second, third] = parseKeys(keyText(shell));
    if (first === undefined || second === undefined) throw new Error('no key was added');
    expect(third).toBeUndefined();
    const [wrapped = Buffer.alloc(0)] = await keysStored(shell);
    expect(createVault([first, second]).needsRewrap(wrapped)).toBe(false);
    const { keys } = JSON.parse(readFileSync(shell.folder.in('backup/keys.json'), 'utf8'));
    expect(keys).toEqual({ p: wrapped.toString('base64') });
    // Names of counsellors are locked with what comes of the first.
    expect((await shell.run('counsellor', 'list')).out).toContain('Imaginary Ana');
  });

  test('finishes one that has only added its key', async () => {
    using shell = await openDemonstration();
    const file = shell.folder.in('data/secret.key');
    const [added = ''] = newKeyFile().split('\n').slice(-2);
    writeFileSync(file, `${keyText(shell)}${added}\n`);
    const said = await shell.run('keys', 'rotate');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('no other is added');
    expect(said.out).toContain('Make a new backup now');
    expect(parseKeys(keyText(shell))).toHaveLength(2);
    const [wrapped = Buffer.alloc(0)] = await keysStored(shell);
    expect(createVault(parseKeys(keyText(shell))).needsRewrap(wrapped)).toBe(false);
  });
});

test('in production the master keys may not lie in BACKUP_DIR', () => {
  const env = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://chat.example.org',
    SECRET_KEY_FILE: '/srv/backup/key',
    BACKUP_DIR: '/srv/backup',
  };
  expect(() => readConfig(env)).toThrow(/must lie outside BACKUP_DIR/);
  expect(readConfig({ ...env, BACKUP_DIR: '/srv/copies' }).config.backupDir).toBe('/srv/copies');
});
