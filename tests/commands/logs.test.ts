import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createTelegram } from '../../src/channels/telegram.ts';
import { addAccount } from '../../src/store/accounts.ts';
import { setDetails } from '../../src/store/counsellors.ts';
import { hashSecret } from '../../src/store/principal.ts';
import { beginSession } from '../../src/store/staff-sessions.ts';
import { runJobs } from '../../src/turn/due/jobs.ts';
import { calendarOf, event } from '../booking/calendar.ts';
import { calendarServer } from '../fakes/calendar-server.ts';
import { HOUR, START } from '../fakes/clock.ts';
import { scriptedChannel, testVault } from '../fakes/parts.ts';
import { openStage } from '../fakes/stage.ts';
import { accountRow } from '../server/office.ts';

/** What must stand in no log: whose handles they are, what people and staff say, and what lets somebody in. */
const HANDLE = 'markedhandle';
const TEXT = 'markedtext';
const WORDS = 'markedwords';
const STAFF = `${'markedstaff'.padEnd(42, 'x')}y`;
const STAFF_SESSION = `${'markedstaffsession'.padEnd(42, 'x')}y`;
const SESSION = `${'markedsession'.padEnd(42, 'x')}y`;
const BOT = '110201543:markedbottokenmarkedbottokenmarke';

test('the log at its most talkative tells what went wrong, and nothing of anybody', async () => {
  const lines: string[] = [];
  const log = pino({ base: null, level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const logged = () => lines.join('');
  const terminal = scriptedChannel('terminal', false);
  const telegram = createTelegram({
    token: BOT,
    // Nobody is there.
    apiRoot: 'http://127.0.0.1:1',
    clock: () => START,
    log,
    wait: (_, signal) => sleep(50, undefined, { signal }),
  });
  await using stage = await openStage('sqlite', { log, channels: [terminal, telegram] });
  const { clock, pump, routes, store } = stage;
  let count = 0;
  const hear = async (text: string, channel: 'terminal' | 'telegram' = 'terminal') => {
    count += 1;
    await pump.receive([{ ...stage.incoming(HANDLE, text, channel), externalId: `${HANDLE}-${count}` }]);
    await pump.settle();
  };

  // A conversation with free words, a request for a human and its answer.
  for (const words of ['hello', 'English', 'Serbia', TEXT, 'human', `/${TEXT}`]) await hear(words);
  const now = clock.now;
  const account = { id: TEXT, role: 'admin', pilots: ['serbia'], counsellor: null, createdAt: now } as const;
  await store.tx(async (q) => {
    await addAccount(q, accountRow({ ...account, pilots: [...account.pilots] }));
    await beginSession(q, { hash: hashSecret(STAFF_SESSION), id: 'session', account: TEXT, browser: TEXT, now });
  });
  const own = { 'sec-fetch-site': 'same-origin', cookie: `staff=${STAFF_SESSION}; chat=${SESSION}` };
  const list = await (await routes.request('/staff/requests', { headers: own })).text();
  const request = /\/staff\/requests\/([\w-]{22})/.exec(list)?.[1];
  const form = (fields: Record<string, string>) => ({
    method: 'POST',
    headers: own,
    body: new URLSearchParams(fields),
  });
  await routes.request(`/staff/requests/${request}`, form({ do: 'answer', words: WORDS, language: 'en', seen: '9' }));
  await pump.settle();
  expect(terminal.sent.at(-1)?.reply).toMatchObject({ text: expect.stringContaining(WORDS) });
  const strange = { 'sec-fetch-site': 'same-origin' };
  for (const passkey of ['', STAFF, `{"id":"${STAFF}"}`])
    await routes.request('/staff/enter', {
      ...form({ mail: `${TEXT}@example.org`, password: STAFF, code: TEXT, passkey }),
      headers: strange,
    });
  for (const path of [`/staff/join/${STAFF}`, `/staff/demo/${STAFF}`])
    for (const method of ['GET', 'POST'])
      await routes.request(path, method === 'GET' ? { headers: own } : form({ password: STAFF }));
  await routes.request(`/nowhere/${TEXT}?token=${STAFF}`, { headers: own });
  const message = { id: '0123456789abcdef', content: { kind: 'text', text: TEXT } };
  await routes.request('/chat/messages', { method: 'POST', headers: own, body: JSON.stringify(message) });

  // Sends that fail, in every way.
  terminal.outcomes.push({ result: 'retry', why: 'busy' }, { result: 'never', why: 'blocked', blocked: true });
  await hear('menu');
  clock.now += HOUR;
  await pump.settle();
  await hear(TEXT, 'telegram');
  expect(logged()).toMatch(/"result":"retry","why":"busy"/);

  // A conversation that cannot be read, until the message is given up.
  const { person } = store.read.t;
  await store.tx((q) => q.db.update(person).set({ conversation: Buffer.from(TEXT) }));
  await hear(TEXT);
  for (let tries = 0; tries < 8; tries++) {
    clock.now += HOUR;
    await pump.settle();
  }
  expect(logged()).toMatch(/"alert":"dead-letter"/);

  // Calendars that cannot be read, or not all of them.
  await using server = await calendarServer();
  server.answers.set(TEXT, calendarOf(...event(`UID:${TEXT}`, `SUMMARY:${WORDS}`), TEXT));
  for (const [id, url] of Object.entries({
    'serbia-demo-1': `https://127.0.0.1/${TEXT}`,
    'serbia-demo-2': server.url(TEXT),
    'milan-demo-1': `http://${TEXT}.example`,
  }))
    await store.tx((q) =>
      setDetails(q, id, { busyUrl: testVault().seal('house', `counsellor:busyUrl:${id}`, url) }, clock.now),
    );
  await runJobs({ ...stage.world, calendarHosts: new Set(['127.0.0.1']) });
  expect(logged()).toMatch(/"reason":"ForeignError: unreachable \(ECONNREFUSED\)","alert":"calendar"/);
  expect(logged()).toMatch(/"skipped":{"line":1,"start":1},"alert":"calendar"/);

  // A provider that cannot be reached, then a database that is gone.
  await pump.start();
  await expect.poll(logged).toContain('Telegram updates not taken in');
  await store.close();
  await expect.poll(logged).toContain('the database is in trouble');
  expect((await routes.request('/staff/requests', { headers: own })).status).toBe(500);
  await pump.receive([stage.incoming(HANDLE, TEXT, 'terminal')]).catch(() => {});
  await pump.stop();

  expect(lines.length).toBeGreaterThan(8);
  for (const marked of ['marked', HANDLE, TEXT, WORDS, STAFF, STAFF_SESSION, SESSION, BOT, BOT.slice(10)])
    expect(lines.filter((line) => line.includes(marked))).toEqual([]);
});
