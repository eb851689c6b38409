import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { loadContent } from '../../src/content.ts';
import { lockData, openData } from '../../src/data.ts';
import { newKeyFile } from '../../src/store/vault.ts';
import { type Env, ROOT } from './process.ts';
import { openShell, type Shell } from './shell.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** The files of a folder with their modes. */
const modesIn = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, modeOf(join(folder, name))]));

/** A command line of a production, where all that is made without a word about its mode is open to everybody. */
function openProduction(env: Env = {}): Shell {
  const shell = openShell();
  const umask = process.umask(0);
  const SECRET_KEY_FILE = shell.folder.in('key');
  const PUBLIC_URL = 'https://chat.example.org';
  Object.assign(shell.env, { NODE_ENV: 'production', PUBLIC_URL, SECRET_KEY_FILE, PILOTS: 'serbia' }, env);
  return {
    ...shell,
    [Symbol.dispose]() {
      process.umask(umask);
      shell[Symbol.dispose]();
    },
  };
}

test('in production other users of the machine get at no file of the data, the keys and the backups', async () => {
  using shell = openProduction();
  const { in: at } = shell.folder;
  expect(await shell.run('keys', 'new', at('key'))).toMatchObject({ code: 0 });
  mkdirSync(at('data'));
  expect(modeOf(at('data'))).toBe('777');
  const { config } = readConfig(shell.env);
  using _ = lockData(config);
  await using _data = await openData(config, loadContent(ROOT, ['serbia']));
  expect(await shell.run('backup', at('backups'))).toMatchObject({ code: 0 });
  expect([modeOf(at('key')), modeOf(at('data')), modeOf(at('backups'))]).toEqual(['600', '700', '700']);
  const names = ['saputnik.db', 'saputnik.db-shm', 'saputnik.db-wal', 'server.lock', 'server.lock-journal'];
  expect(modesIn(at('data'))).toEqual(Object.fromEntries(names.map((name) => [name, '600'])));
  expect(Object.values(modesIn(at('backups')))).toEqual(['600', '600']);
});

test('a demonstration leaves a folder that was there as it is', async () => {
  using shell = openProduction({ NODE_ENV: '', SECRET_KEY_FILE: '' });
  mkdirSync(shell.folder.in('data'));
  expect(await shell.run('token', 'list')).toMatchObject({ code: 0 });
  expect(modeOf(shell.folder.in('data'))).toBe('777');
  expect(modeOf(shell.folder.in('data/saputnik.db'))).toBe('600');
});

test('in production nothing begins in a folder that is open to others and belongs to somebody else', async () => {
  // Linux lets nobody change the mode of the first, not even its superuser; the second belongs to that one.
  const DATA_DIR = process.getuid?.() === 0 ? '/proc/self/task' : '/tmp';
  using shell = openProduction({ DATA_DIR });
  writeFileSync(shell.folder.in('key'), newKeyFile(), { mode: 0o600 });
  const { code, err } = await shell.run('token', 'list');
  expect(err).toBe(
    `saputnik: In production DATA_DIR ${DATA_DIR} must be shut to other users of the machine: its owner can, by chmod 700\n`,
  );
  expect(code).toBe(1);
});

test('every command refuses a key that others can read, until it is shut', async () => {
  using shell = openProduction();
  const key = shell.folder.in('key');
  writeFileSync(key, newKeyFile(), { mode: 0o644 });
  for (const args of [
    ['token', 'list'],
    ['backup', shell.folder.in('backups')],
    ['keys', 'rotate'],
  ])
    expect(await shell.run(...args)).toMatchObject({ code: 1, err: expect.stringContaining('chmod 600 it') });
  chmodSync(key, 0o400);
  expect(await shell.run('token', 'list')).toMatchObject({ code: 0 });
});
