import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openSqlite } from '../../src/store/sqlite.ts';
import { createVault, parseKeys } from '../../src/store/vault.ts';
import { type Server, startServer, temporaryFolder } from './process.ts';

/** A browser that has opened the chat. */
async function openChat(url: string): Promise<{ cookie: string; say(text: string): Promise<number> }> {
  const page = await fetch(`${url}/chat/replies`);
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

/**
 * Asks for news, over a connection of its own. `reached`: the server has the request, of which HTTP tells whoever asks for
 * it. `status`: of the answer.
 */
function waitForNews(url: string, cookie: string, after: number) {
  const asking = get(`${url}/chat/replies?after=${after}`, {
    agent: false,
    headers: { cookie, expect: '100-continue' },
  });
  const answer = async () => {
    const [response] = await once(asking, 'response');
    response.resume();
    return response.statusCode as number;
  };
  return { reached: once(asking, 'continue'), status: answer() };
}

/** Whether somebody listens there. */
async function listens(port: number): Promise<boolean> {
  const socket = connect(port, 'localhost');
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}

/** For a server of which nothing ends because its time is over: neither a wait for news nor the stop. */
const TIMELESS = `globalThis.setTimeout = ((real) => (work, ms, ...rest) =>
  real(work, ms < 3000 ? ms : 2 ** 31 - 1, ...rest))(setTimeout)`;

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

/** Below the limits of a person and of the one network that all of them have. */
const MOST_EACH = 50;

/** People who write one message after the other until the server is gone, and what was acknowledged to them. */
function writeWithoutPause(url: string, people: number) {
  const acknowledged = new Set<string>();
  const statuses = new Set<number>();
  const all = Array.from({ length: people }, async () => {
    try {
      const chat = await openChat(url);
      for (let n = 0; n < MOST_EACH; n += 1) {
        // Nothing in it looks like the reference of an appointment.
        const text = `message ${randomUUID().replaceAll('-', '')}`;
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
  test('under load ends and loses nothing that was acknowledged', async () => {
    using folder = temporaryFolder();
    await using server = await startServer({ DATA_DIR: folder.path });
    const load = writeWithoutPause(server.url, 20);
    while (load.acknowledged.size < 300) await sleep(20);
    const { code } = await server.end('SIGTERM');
    await load.over;
    expect(code, server.said()).toBe(0);
    // 503 is what a message meets that came too late to be stored.
    expect([...load.statuses].filter((status) => status !== 204 && status !== 503)).toEqual([]);
    const kept = await messagesIn(folder);
    expect([...load.acknowledged].filter((text) => !kept.has(text))).toEqual([]);
    expect(logged(server)).toEqual([]);
  });

  test('answers whoever waits for news, and waits for nothing else', async () => {
    using folder = temporaryFolder();
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(TIMELESS)}`;
    await using server = await startServer({ DATA_DIR: folder.path, NODE_OPTIONS });
    const pages: { cookie: string; now: number }[] = [];
    for (let people = 0; people < 10; people++) {
      const { cookie, say } = await openChat(server.url);
      expect(await say('hello')).toBe(204);
      const news = await fetch(`${server.url}/chat/replies?after=0`, { headers: { cookie } });
      const { now } = (await news.json()) as { now: number };
      pages.push({ cookie, now });
    }
    const waits = pages.map(({ cookie, now }) => waitForNews(server.url, cookie, now));
    await Promise.all(waits.map(({ reached }) => reached));
    const ending = server.end('SIGTERM');
    expect(await Promise.all(waits.map(({ status }) => status))).toEqual(Array(10).fill(200));
    expect((await ending).code).toBe(0);
  });

  test('asked for twice, as a terminal and npm do, is still finished, whoever hangs', async () => {
    using folder = temporaryFolder();
    await using server = await startServer({ DATA_DIR: folder.path });
    const port = Number(new URL(server.url).port);
    const hanging = connect(port, 'localhost');
    await once(hanging, 'connect');
    hanging.on('error', () => {});
    const headers = [
      'Host: localhost',
      'Sec-Fetch-Site: same-origin',
      `Cookie: chat=${'x'.repeat(43)}`,
      'Content-Length: 99',
      'Expect: 100-continue',
    ];
    hanging.write(['POST /chat/messages HTTP/1.1', ...headers, '', 'half of'].join('\r\n'));
    expect(String(await once(hanging, 'data'))).toContain('100 Continue');
    server.child.kill('SIGINT');
    await expect.poll(() => listens(port)).toBe(false);
    const { code } = await server.end('SIGINT');
    expect(code).toBe(0);
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
