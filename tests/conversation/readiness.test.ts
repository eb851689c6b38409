import { expect, test } from 'vitest';
import { readinessDue, readyEntry } from '../../src/conversation/readiness.ts';
import { newWay } from '../../src/conversation/way.ts';
import type { ReadinessMoment } from '../../src/evaluation/events.ts';

test.each<[done: string[], said: ReadinessMoment[], due: ReadinessMoment | undefined]>([
  [[], [], undefined],
  [['rights'], [], 'start'],
  [['rights'], ['start'], undefined],
  [['rights', 'cv'], ['start'], 'cv'],
  // Who has made a CV first says where they stand after it.
  [['cv'], [], 'cv'],
  [['rights', 'cv'], ['start', 'cv'], undefined],
  [['cv', 'looking-back'], ['start', 'cv'], 'exit'],
  [['looking-back'], ['start'], 'exit'],
  [['looking-back', 'rights'], ['start', 'exit'], undefined],
])('after %j, with %j said, the readiness check is open for %s', (done, said, due) => {
  const profile = Object.fromEntries(said.map((moment) => [readyEntry(moment), 'said']));
  expect(readinessDue({ ...newWay(), done }, profile)).toBe(due);
});

test('the readiness check is open to nobody without a profile', () => {
  expect(readinessDue(undefined, {})).toBeUndefined();
});
