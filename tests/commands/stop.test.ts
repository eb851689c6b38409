import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openSqlite } from '../../src/store/sqlite.ts';
import { createVault, parseKeys } from '../../src/store/vault.ts';
import { type Server, startServer, temporaryFolder } from './process.ts';

/** A browser that has opened the chat. */
async function openChat(url: string): Promise<{ cookie: string; say(text: string): Promise<number> }> {
  const page = await fetch(url);
  const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const headers = { cookie, origin: url, 'content-type': 'application/json' };
  return {
    cookie,
    async say(text) {
      const body = JSON.stringify({ id: randomUUID(), content: { kind: 'text', text } });
      return (await fetch(`${url}/chat/messages`, { method: 'POST', headers, body })).status;
    },
  };
}

/** Every message in the data, opened. */
async function messagesIn(folder: { in(name: string): string }): Promise<Set<string>> {
  const store = openSqlite(folder.in('saputnik.db'));
  const vault = createVault(parseKeys(readFileSync(folder.in('secret.key'), 'utf8')));
  const { db, t } = store.read;
  const keys = new Map((await db.select().from(t.personKey)).map(({ person, wrapped }) => [person, wrapped]));
  const texts = (await db.select().from(t.inbox)).map(({ person, seq, body }) => {
    const wrapped = keys.get(person);
    if (wrapped === undefined || body === null) throw new Error('a message without its key or body');
    const said = JSON.parse(vault.open(vault.unwrap(person, wrapped), `inbox:body:${person}.${seq}`, body));
    return String(said.text);
  });
  await store.close();
  return new Set(texts);
}

/** People who write one message after the other until the server is gone, and what was acknowledged to them. */
function writeWithoutPause(url: string, people: number) {
  const acknowledged = new Set<string>();
  const statuses = new Set<number>();
  const all = Array.from({ length: people }, async () => {
    try {
      const chat = await openChat(url);
      for (;;) {
        const text = `message ${randomUUID()}`;
        const status = await chat.say(text);
        statuses.add(status);
        if (status === 204) acknowledged.add(text);
      }
    } catch (error) {
      // The connection was refused or cut off: the end.
      if (!(error instanceof TypeError)) throw error;
    }
  });
  return { acknowledged, statuses, over: Promise.all(all) };
}

describe('a stop', () => {
  test('under load ends within 5 s and loses nothing that was acknowledged', async () => {
    using folder = temporaryFolder();
    await using server = await startServer({ DATA_DIR: folder.path });
    const load = writeWithoutPause(server.url, 20);
    while (load.acknowledged.size < 300) await sleep(20);
    const { code, ms } = await server.end('SIGTERM');
    await load.over;
    expect(code, server.said()).toBe(0);
    expect(ms).toBeLessThan(5000);
    // 503 is what a message meets that came too late to be stored.
    expect([...load.statuses].filter((status) => status !== 204 && status !== 503)).toEqual([]);
    const kept = await messagesIn(folder);
    expect([...load.acknowledged].filter((text) => !kept.has(text))).toEqual([]);
    expect(logged(server)).toEqual([]);
  });

  test('answers whoever waits for news at once', async () => {
    using folder = temporaryFolder();
    await using server = await startServer({ DATA_DIR: folder.path });
    const polls: (() => Promise<Response>)[] = [];
    for (let people = 0; people < 10; people++) {
      const { cookie, say } = await openChat(server.url);
      expect(await say('hello')).toBe(204);
      const news = (after: number) => fetch(`${server.url}/chat/replies?after=${after}`, { headers: { cookie } });
      const { now } = (await (await news(0)).json()) as { now: number };
      polls.push(() => news(now));
    }
    const waiting = polls.map((poll) => poll());
    await sleep(300);
    const from = performance.now();
    const ending = server.end('SIGTERM');
    const answers = await Promise.all(waiting);
    expect(performance.now() - from).toBeLessThan(1000);
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const { code, ms } = await ending;
    expect(code).toBe(0);
    expect(ms).toBeLessThan(2000);
  });

  test('asked for twice, as a terminal and npm do, is still finished, whoever hangs', async () => {
    using folder = temporaryFolder();
    await using server = await startServer({ DATA_DIR: folder.path });
    const hanging = connect(Number(new URL(server.url).port), 'localhost');
    await once(hanging, 'connect');
    hanging.on('error', () => {});
    const headers = [
      'Host: localhost',
      'Sec-Fetch-Site: same-origin',
      `Cookie: chat=${'x'.repeat(43)}`,
      'Content-Length: 99',
    ];
    hanging.write(['POST /chat/messages HTTP/1.1', ...headers, '', 'half of'].join('\r\n'));
    await sleep(100);
    const before = performance.now();
    server.child.kill('SIGINT');
    await sleep(200);
    const { code } = await server.end('SIGINT');
    expect(code).toBe(0);
    expect(performance.now() - before).toBeLessThan(5000);
    expect(logged(server)).toEqual([]);
  });

  test('that was a crash leaves no lease and no lock behind', async () => {
    using folder = temporaryFolder();
    const env = { DATA_DIR: folder.path };
    {
      await using server = await startServer(env);
      const { say } = await openChat(server.url);
      expect(await say('hello')).toBe(204);
      expect((await server.end('SIGKILL')).signal).toBe('SIGKILL');
    }
    const leased = () => {
      const rows = 'select lease, lease_until as until from';
      return database.prepare(`${rows} outbox union all ${rows} job`).all() as { lease: string | null }[];
    };
    const database = new Database(folder.in('saputnik.db'));
    for (const table of ['outbox', 'job'])
      database.exec(`update ${table} set lease = 'of the dead', lease_until = ${Date.UTC(2100, 0, 1)}`);
    database.exec(`update outbox set state = 'queued'`);
    expect(leased().length).toBeGreaterThan(1);
    await using server = await startServer(env);
    expect(leased().filter(({ lease }) => lease === 'of the dead')).toEqual([]);
    database.close();
    expect((await server.end()).code).toBe(0);
  });
});

/** What a server complained of, beside what it said at the start. */
const logged = (server: Server): string[] =>
  server
    .said()
    .split('\n')
    .filter((line) => line.startsWith('{'));
