import { expect, test } from 'vitest';
import { openWorker } from '../../src/foreign/worker.ts';

const HOSTILE = new URL('./hostile-worker.ts', import.meta.url);
const HOUR = 3_600_000;
const never = new AbortController().signal;
const open = (milliseconds = HOUR) => openWorker<string, unknown>(HOSTILE, { milliseconds, megabytes: 32 });

test('answers one question after the other, and knows nothing of ours', async () => {
  await using worker = open();
  expect(await worker.ask('a', never)).toBe('a');
  expect(await worker.ask('b', never)).toBe('b');
  expect(await worker.ask('environment', never)).toEqual({ env: {}, argv: [] });
});

test.each([
  ['fill', 'too-much (ERR_WORKER_OUT_OF_MEMORY)'],
  ['throw', 'unreadable (unknown)'],
])('a question that ends the worker ends nothing else: %s', async (word, told) => {
  await using worker = open();
  await expect(worker.ask(word, never)).rejects.toThrow(told);
  expect(await worker.ask('after', never)).toBe('after');
});

test.each(['loop', 'leave'])('a question that is never answered ends in time: %s', async (word) => {
  await using worker = open(2000);
  await expect(worker.ask(word, never)).rejects.toThrow('too-much (time)');
});

test('ends when it is told to', async () => {
  await using worker = open();
  const stop = new AbortController();
  const asked = worker.ask('loop', stop.signal);
  stop.abort();
  await expect(asked).rejects.toThrow('unreadable');
});
