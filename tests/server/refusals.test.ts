import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openStage } from '../fakes/stage.ts';

/** The codes of the lines that say what was refused. */
async function refusedBy(requests: readonly [path: string, init: RequestInit][]) {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  await using stage = await openStage('sqlite', { log, metricsToken: 'm'.repeat(32) });
  for (const [path, init] of requests) await stage.routes.request(path, init);
  const metrics = await stage.routes.request('/metrics', { headers: { authorization: `Bearer ${'m'.repeat(32)}` } });
  const counted = (await metrics.text()).match(/^saputnik_refusals_total.*$/gm) ?? [];
  const codes = lines.map((line) => JSON.parse(line) as { code?: string; alert?: string }).filter(({ code }) => code);
  return { codes: codes.map(({ code, alert }) => [code, alert]), counted, text: lines.join() };
}

const get = (headers: Record<string, string> = {}): RequestInit => ({ headers });
const TOKEN = 'a-token-that-opens-nothing';

test('a wrong token, a request of another site and a session that is none leave a line and a count, without the token', async () => {
  const { codes, counted, text } = await refusedBy([
    ['/api/appointments', get({ authorization: `Bearer ${TOKEN}` })],
    ['/staff/today', get({ cookie: `staff=${TOKEN}` })],
    ['/chat/messages', { method: 'POST', body: '{}', headers: { 'sec-fetch-site': 'cross-site' } }],
  ]);
  expect(codes).toEqual([
    ['401 api', undefined],
    ['401 staff', undefined],
    ['403 chat', undefined],
  ]);
  expect(counted).toHaveLength(3);
  expect(text).not.toContain(TOKEN);
});

test('somebody who is sent to sign in is no refusal, and forty tokens are two lines', async () => {
  const asked = Array.from({ length: 40 }, (_, i): [string, RequestInit] => [
    '/api/appointments',
    get({ authorization: `Bearer ${TOKEN}${i}` }),
  ]);
  const { codes, counted } = await refusedBy([['/staff/today', get()], ...asked]);
  expect(codes).toEqual([
    ['401 api', undefined],
    ['401 api', 'many-refused'],
  ]);
  expect(counted).toEqual([`saputnik_refusals_total{code="401 api"} 40`]);
});
