import { pino } from 'pino';
import { expect, test } from 'vitest';
import { HOUR } from '../fakes/clock.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage } from '../fakes/stage.ts';
import { chatAt } from './chat.ts';
import { JOIN, TO_TIMES } from './support.ts';

const handleOf = (n: number) => `h${n}-`.padEnd(43, 'x');
const TO_DAYS = [...JOIN, ...TO_TIMES.slice(0, -1)];

onBoth('a flood from one address, on %s', (dialect, test) => {
  test('books what its network may, leaves the rest of each day, and stands apart from an honest request', async () => {
    const lines: { code?: string; alert?: string }[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const metricsToken = 'm'.repeat(32);
    await using stage = await openStage(dialect, { log, metricsToken });
    const flood = chatAt(stage, '203.0.113.9');
    const honest = chatAt(stage, '198.51.100.7');
    let told = 0;
    for (let n = 0; n < 24; n += 1) {
      await flood.says(handleOf(n), ...TO_DAYS);
      await flood.chooses(handleOf(n), 0, 0, 0);
      if ((await flood.texts(handleOf(n))).includes('Too many appointments were booked today')) told += 1;
      await flood.says(handleOf(n), 'human', 'I wait', 'Go on');
    }
    const booked = await stage.rows('appointment');
    expect(booked).toHaveLength(20);
    expect(told).toBe(4);
    expect(booked.filter(({ unreached }) => unreached)).toHaveLength(booked.length);
    const requests = await stage.rows('request');
    expect(requests).toHaveLength(12);
    expect(requests.filter(({ crowd }) => crowd)).toHaveLength(9);
    expect(booked.filter(({ crowd }) => crowd)).toHaveLength(booked.length - 3);
    // The operator hears of each kind, and with an alert of one that goes on.
    const ofCrowds = lines.filter(({ code }) => code?.startsWith('crowd'));
    expect(ofCrowds.map(({ code, alert }) => `${code} ${alert ?? ''}`).toSorted()).toEqual([
      'crowd booking ',
      'crowd booking crowd',
      'crowd request ',
      'crowd request crowd',
    ]);
    const metrics = await stage.routes.request('/metrics', { headers: { authorization: `Bearer ${metricsToken}` } });
    expect((await metrics.text()).match(/^saputnik_crowds_total.*$/gm)?.toSorted()).toEqual([
      `saputnik_crowds_total{kind="booking"} ${booked.length - 3}`,
      'saputnik_crowds_total{kind="request"} 9',
    ]);

    await honest.says(handleOf(99), ...TO_DAYS);
    await honest.chooses(handleOf(99), 0, 0, 0);
    await honest.says(handleOf(99), 'human', 'My boss does not pay me', 'Go on');
    expect((await stage.rows('appointment')).length).toBe(booked.length + 1);
    const hers = (await stage.rows('request')).filter(({ crowd }) => !crowd);
    expect(hers).toHaveLength(4);
  });
});

test('more messages than a person writes are refused: on the web with a time to wait, elsewhere with one word', async () => {
  await using stage = await openStage('sqlite');
  const chat = chatAt(stage, '203.0.113.9');
  await stage.hear('42', ...JOIN);
  for (let n = 0; n < 300; n += 1) await stage.pump.receive([stage.incoming('42', 'x')]);
  await stage.pump.settle();
  expect((await stage.rows('inbox')).length).toBeLessThanOrEqual(201);
  expect(stage.texts('42').filter((text) => text.startsWith('You wrote more at once'))).toHaveLength(1);
  let status = 204;
  for (let n = 0; n < 201 && status === 204; n += 1) status = await chat.says(handleOf(1), 'x');
  expect(status).toBe(429);
  stage.clock.now += HOUR;
  expect(await chat.says(handleOf(1), 'x')).toBe(204);
  await stage.hear('42', 'menu');
  expect(stage.texts('42').at(-1)).toContain('How can we help you?');
});

test('nobody has more than three appointments to come', async () => {
  await using stage = await openStage('sqlite');
  const chat = chatAt(stage, '203.0.113.9');
  await chat.says(handleOf(1), ...TO_DAYS);
  await chat.chooses(handleOf(1), 0, 0, 0);
  for (const [day, topic] of [['Papers and rights'], ['Courses and training'], ['Work and children', 'No']].entries()) {
    await chat.says(handleOf(1), 'menu', 'Book an appointment', ...topic);
    await chat.chooses(handleOf(1), day + 1, 0, 0);
  }
  expect(await stage.rows('appointment')).toHaveLength(3);
  expect(await chat.texts(handleOf(1))).toContain('You have three appointments coming up');
});

test('wrong references are held up, and a right one then shows nothing either', async () => {
  await using stage = await openStage('sqlite');
  const chat = chatAt(stage, '203.0.113.9');
  await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
  const [talk] = await stage.rows('appointment');
  await chat.says(handleOf(1), ...JOIN);
  for (const reference of ['AAAA-AAAA', 'BBBB-BBBB', 'CCCC-CCCC', 'DDDD-DDDD', 'FFFF-FFFF', 'HHHH-HHHH'])
    await chat.says(handleOf(1), reference);
  await chat.says(handleOf(1), talk?.reference ?? '');
  expect(await chat.texts(handleOf(1))).toContain('Too many wrong numbers');
  stage.clock.now += HOUR;
  await chat.says(handleOf(1), talk?.reference ?? '');
  expect(await chat.texts(handleOf(1))).toContain(talk?.reference ?? '');
  await stage.hear('42', talk?.reference ?? '');
  expect(stage.texts('42').slice(-2).join()).toContain(talk?.reference ?? '');
});
