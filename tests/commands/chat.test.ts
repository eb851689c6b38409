import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readRecording } from '../../src/commands/rehearsal.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { START } from '../fakes/clock.ts';
import { runProcess, temporaryFolder } from './process.ts';
import { openShell, type Shell } from './shell.ts';
import { copyTree } from './tree.ts';

// Other tests rehearse at the same time.
const temporary = temporaryFolder();
beforeAll(() => void vi.stubEnv('TMPDIR', temporary.path));
afterAll(() => {
  vi.unstubAllEnvs();
  temporary[Symbol.dispose]();
});
const rehearsals = () => readdirSync(tmpdir()).filter((name) => name.startsWith('saputnik-chat-'));

async function people(shell: Shell): Promise<number> {
  const store = openSqlite(shell.folder.in('data/saputnik.db'));
  const rows = await store.read.db.select({ id: store.read.t.person.id }).from(store.read.t.person);
  await store.close();
  return rows.length;
}

describe('a chat in the terminal', () => {
  test('opens by itself, answers every line and is held on the real data', async () => {
    using shell = openShell();
    const { code, out, err } = await shell.type(['1', '', '  ', 'Serbia'], 'chat');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.match(/^> /gm)).toHaveLength(3);
    expect(out).toMatch(/1 {2}English\n.*Which city or country do you need information for\?.*Do you agree\?/s);
    expect(await people(shell)).toBe(1);
    await shell.type(['1'], 'chat');
    expect(await people(shell)).toBe(2);
  });

  test('leaves alone what waits for somebody else', async () => {
    using shell = openShell();
    await shell.type(['1'], 'chat');
    const store = openSqlite(shell.folder.in('data/saputnik.db'));
    const timer = { key: 'k', person: 'p', kind: 'reminder', target: 't', at: START - 1, until: START + 1000 };
    await store.tx(({ db, t }) => db.insert(t.timer).values(timer));
    await shell.type(['1', 'Serbia'], 'chat');
    expect(await store.read.db.select().from(store.read.t.timer)).toEqual([timer]);
    await store.close();
  });

  test('works through a real pipe, and ends where it ends', async () => {
    using shell = openShell();
    const before = rehearsals();
    const options = { env: { ...shell.env, TMPDIR: tmpdir() }, input: '1\nSerbia\n' };
    const { code, out, err } = await runProcess(['chat'], options);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Do you agree?');
    const file = shell.folder.in('chat.yaml');
    expect(await runProcess(['chat', '--record', file], options)).toEqual({ code, out, err });
    expect(readRecording(readFileSync(file, 'utf8')).turns.map(({ typed }) => typed)).toEqual([
      undefined,
      '1',
      'Serbia',
    ]);
    expect(rehearsals()).toEqual(before);
  });
});

describe('a recording', () => {
  const record = async (shell: Shell, name: string, lines: string[]) => {
    const file = shell.folder.in(name);
    const said = await shell.type(lines, 'chat', '--record', file);
    return { ...said, file };
  };

  test('says when it began, how the dice fell, what was typed and what was answered', async () => {
    using shell = copyTree();
    const { out, file, ...rest } = await record(shell, 'chat.yaml', ['١', 'صربيا', 'Serbia']);
    expect(rest).toEqual({ code: 0, err: '' });
    const { start, seed, turns } = readRecording(readFileSync(file, 'utf8'));
    expect({ start, seed }).toEqual({ start: '2026-11-24T09:00:00.000Z', seed: expect.any(Number) });
    expect(turns.map(({ typed }) => typed)).toEqual([undefined, '١', 'صربيا', 'Serbia']);
    for (const { answered } of turns) expect(out).toContain(answered);
  });

  test('touches no data, and leaves none', async () => {
    using shell = copyTree();
    const before = rehearsals();
    expect(await record(shell, 'chat.yaml', ['1'])).toMatchObject({ code: 0 });
    expect(existsSync(shell.env.DATA_DIR ?? '')).toBe(false);
    expect(rehearsals()).toEqual(before);
  });

  test('broken off by Ctrl+C is there up to then, and leaves no data', async () => {
    using shell = openShell();
    const before = rehearsals();
    const file = shell.folder.in('chat.yaml');
    const env = { TMPDIR: tmpdir() };
    const { code, err } = await runProcess(['chat', '--record', file], { env, interruptAt: '> ' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(readRecording(readFileSync(file, 'utf8')).turns).toHaveLength(1);
    expect(rehearsals()).toEqual(before);
  });

  test('that cannot be written says so before anything is typed', async () => {
    using shell = copyTree();
    const before = rehearsals();
    const typed: string[] = [];
    const lines = (function* () {
      typed.push('asked');
      yield '1';
    })();
    const said = await shell.type(lines, 'chat', '--record', '/etc/hostname/chat.yaml');
    expect(said).toMatchObject({ code: 1, err: 'saputnik: cannot write /etc/hostname/chat.yaml\n' });
    expect(typed).toEqual([]);
    expect(rehearsals()).toEqual(before);
  });
});
