import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createKeyedMutex } from '../../src/channels/keyed-mutex.ts';

test('what has the same name goes one after the other, also behind what failed; other names do not wait', async () => {
  const exclusively = createKeyedMutex();
  const log: string[] = [];
  const work = (name: string, ms: number, fails = false) =>
    exclusively(name.slice(0, 1), async () => {
      log.push(`${name} begins`);
      await sleep(ms);
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const all = [work('a1', 30, true), work('a2', 1), work('b1', 1)];
  expect(await Promise.allSettled(all)).toMatchObject([
    { status: 'rejected' },
    { status: 'fulfilled', value: 'a2' },
    { status: 'fulfilled', value: 'b1' },
  ]);
  expect(log.filter((line) => line.startsWith('a'))).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends']);
  expect(log.indexOf('b1 ends')).toBeLessThan(log.indexOf('a1 ends'));
});
