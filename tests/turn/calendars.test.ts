import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { setDetails } from '../../src/store/staff.ts';
import { runJobs } from '../../src/turn/due/jobs.ts';
import { MINUTE } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, labels, TO_TIMES } from './support.ts';

/** Where somebody keeps a calendar of their own. */
async function calendarServer() {
  const state = { status: 200, body: '' };
  const server = createServer((_, answer) => answer.writeHead(state.status).end(state.body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    state,
    url: `http://127.0.0.1:${port}/secret.ics`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

const calendar = (...events: [string, string][]) =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//EN'],
    ...events.flatMap(([from, to], i) => [
      ...['BEGIN:VEVENT', `UID:${i}`, 'DTSTAMP:20261101T000000Z', `DTSTART:${from}`, `DTEND:${to}`, 'END:VEVENT'],
    ]),
    ...['END:VCALENDAR', ''],
  ].join('\r\n');

const keepsAt = (stage: Stage, url: string | null) =>
  stage.store.tx((q) => {
    const busyUrl = url === null ? null : testVault().seal('house', 'counsellor:busyUrl:serbia-demo-1', url);
    return setDetails(q, 'serbia-demo-1', { busyUrl }, stage.clock.now);
  });

test('what stands in a counsellor’s own calendar is not offered, and an old reading is better than none', async () => {
  await using server = await calendarServer();
  await using stage = await openStage('sqlite');
  await stage.execute(`delete from hours where counsellor = 'serbia-demo-2'`);
  const nine = async (handle: string) => {
    await stage.hear(handle, ...JOIN, ...TO_TIMES);
    return labels(stage.last(handle)).includes('09:00');
  };
  expect(await nine('1')).toBe(true);
  server.state.body = calendar(['20261125T073000Z', '20261125T081500Z']);
  await keepsAt(stage, server.url);
  expect(await runJobs(stage.world)).toBe(1);
  expect(await nine('2')).toBe(false);
  for (const broken of [
    { status: 500, body: '' },
    { status: 200, body: 'hello' },
    { status: 200, body: 'x'.repeat(3e6) },
  ]) {
    Object.assign(server.state, broken);
    stage.clock.now += 15 * MINUTE;
    expect(await runJobs(stage.world)).toBe(1);
    expect(await stage.rows('busy')).toHaveLength(1);
  }
  Object.assign(server.state, { status: 200, body: calendar() });
  stage.clock.now += 15 * MINUTE;
  await runJobs(stage.world);
  expect(await nine('3')).toBe(true);
  await keepsAt(stage, null);
  stage.clock.now += 15 * MINUTE;
  await runJobs(stage.world);
  expect(await stage.rows('job')).toEqual([]);
});
