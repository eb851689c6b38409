import { expect, test } from 'vitest';
import { createKeyedMutex } from '../../src/channels/keyed-mutex.ts';

test('what has the same name goes one after the other, also behind what failed; other names do not wait', async () => {
  const exclusively = createKeyedMutex();
  const log: string[] = [];
  const work = (name: string, until?: Promise<void>) =>
    exclusively(name.slice(0, 1), async () => {
      log.push(`${name} begins`);
      await until;
      log.push(`${name} ends`);
      return name;
    });
  const failure = Promise.withResolvers<void>();
  const all = Promise.allSettled([work('a1', failure.promise), work('a2'), work('a3')]);
  expect(await work('b1')).toBe('b1');
  // Those named `a` have had as long as `b1`, which came after them.
  expect(log).toEqual(['a1 begins', 'b1 begins', 'b1 ends']);
  failure.reject(new Error('a1'));
  expect(await all).toMatchObject([{ status: 'rejected' }, { value: 'a2' }, { value: 'a3' }]);
  expect(log.slice(3)).toEqual(['a2 begins', 'a2 ends', 'a3 begins', 'a3 ends']);
});
