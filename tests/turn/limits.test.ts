import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createLimits, LIMITS, type LimitName } from '../../src/turn/limits.ts';
import { noMeter } from '../../src/turn/meter.ts';
import { createRefusals } from '../../src/turn/refusals.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';

const NAMES = Object.keys(LIMITS) as LimitName[];

function open() {
  const time = { now: START };
  const refused: string[] = [];
  const crowds: string[] = [];
  const limits = createLimits(() => time.now, {
    note: (code) => void refused.push(code),
    noteCrowd: (kind) => void crowds.push(kind),
  });
  return { time, refused, crowds, limits };
}

/** How many of these go through at once. */
const through = (take: () => boolean): number => {
  let count = 0;
  while (count < 30_000 && take()) count += 1;
  return count;
};

describe('limits', () => {
  test.each(NAMES)('%s: a person and a network use up their own, and nobody else’s', (name) => {
    const { limits, refused } = open();
    const { network, ...others } = LIMITS[name];
    const person = 'person' in others ? others.person : undefined;
    if (person !== undefined) {
      const most = Math.min(...person.map(({ burst }) => burst));
      expect(through(() => limits.take(name, { person: 'p1' }))).toBe(most);
      expect(limits.take(name, { person: 'p2' })).toBe(true);
    }
    let other = 0;
    const anew = () => {
      other += 1;
      return { person: `o${other}`, network: 'n1' };
    };
    expect(through(() => limits.take(name, anew()))).toBe(Math.min(...network.map(({ burst }) => burst)));
    expect(limits.take(name, { person: 'q', network: 'n2' })).toBe(true);
    expect(new Set(refused)).toEqual(new Set([`limit ${name}`]));
  });

  // Somebody who always keeps to the rate of a minute comes to the end of what is for the day; 20 a minute are one in 3 s.
  test.each([
    ['message', 'person', 3_000, 1000 / (1 - 3_000 / 86_400)],
    ['message', 'network', 300, 20_000 / (1 - 300 / 4_320)],
    ['session', 'network', 1_000, 600 / (1 - 1_000 / 144_000)],
  ] as const)('%s: a day of a %s ends, however slowly they go on', (name, who, everyMs, most) => {
    const { limits, time } = open();
    const take = () => {
      time.now += everyMs;
      return limits.take(name, { [who]: 'x' });
    };
    expect(Math.abs(through(take) - most)).toBeLessThanOrEqual(1);
    // The next day lets a day's through again, and no more.
    time.now += DAY;
    expect(Math.abs(through(take) - most)).toBeLessThanOrEqual(1);
  });

  test('come back with time, and no day lets more through than a day’s', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 * HOUR }), { minLength: 20, maxLength: 60 }), (gaps) => {
        const { limits, time } = open();
        const at: number[] = [];
        for (const gap of gaps) {
          time.now += gap;
          if (limits.take('booking', { person: 'p' })) at.push(time.now);
        }
        for (const from of at)
          expect(at.filter((one) => one >= from && one < from + DAY).length).toBeLessThanOrEqual(2 * 12);
        time.now += DAY;
        expect(limits.take('booking', { person: 'p' })).toBe(true);
      }),
    );
  });

  test('can be asked without being used up', () => {
    const { limits } = open();
    const who = { person: 'p' };
    for (let i = 0; i < 100; i += 1) expect(limits.allows('reference', who)).toBe(true);
    expect(through(() => limits.take('reference', who))).toBe(5);
    expect(limits.allows('reference', who)).toBe(false);
  });

  test('tell a crowd from single ones, and only where the network is known', () => {
    const { limits, time, crowds } = open();
    const four = () => Array.from({ length: 4 }, () => limits.isCrowd('request', 'n'));
    expect(four()).toEqual([false, false, false, true]);
    expect(limits.isCrowd('booking', 'n')).toBe(false);
    time.now += HOUR;
    expect(four()).toEqual([false, false, false, true]);
    for (let i = 0; i < 9; i += 1) expect(limits.isCrowd('request', undefined)).toBe(false);
    expect(crowds).toEqual(['request', 'request']);
  });
});

test('many refusals are a few lines of the log, one of them with an alert, and each is counted', () => {
  const lines: { code?: string; alert?: string }[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const counted: string[] = [];
  const time = { now: START };
  const meter = { ...noMeter, refused: (code: string) => void counted.push(code) };
  const refusals = createRefusals({ clock: () => time.now, log, meter });
  for (let i = 0; i < 500; i += 1) refusals.note('limit booking');
  refusals.note('401 api');
  time.now += MINUTE;
  refusals.note('limit booking');
  expect(counted).toHaveLength(502);
  expect(lines.map(({ code, alert }) => [code, alert])).toEqual([
    ['limit booking', undefined],
    ['limit booking', 'many-refused'],
    ['401 api', undefined],
    ['limit booking', undefined],
  ]);
});

test('a crowd is a line of the log, and one with an alert where it goes on; an hour later it is another one', () => {
  const lines: { code?: string; alert?: string; count?: number }[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const counted: string[] = [];
  const time = { now: START };
  const meter = { ...noMeter, crowded: (kind: string) => void counted.push(kind) };
  const refusals = createRefusals({ clock: () => time.now, log, meter });
  const limits = createLimits(() => time.now, refusals);
  // A booking each three minutes: three are nobody's business, and none is refused.
  for (let i = 0; i < 20; i += 1) {
    limits.isCrowd('booking', 'n1');
    time.now += 3 * MINUTE;
  }
  for (let i = 0; i < 4; i += 1) limits.isCrowd('request', 'n2');
  expect(lines.map(({ code, alert, count }) => [code, alert, count])).toEqual([
    ['crowd booking', undefined, undefined],
    ['crowd booking', 'crowd', 8],
    ['crowd request', undefined, undefined],
  ]);
  expect(counted.filter((kind) => kind === 'booking').length).toBeGreaterThanOrEqual(8);
  expect(counted.at(-1)).toBe('request');
  time.now += HOUR;
  for (let i = 0; i < 4; i += 1) limits.isCrowd('request', 'n2');
  expect(lines.at(-1)).toMatchObject({ code: 'crowd request' });
  expect(lines).toHaveLength(4);
});
