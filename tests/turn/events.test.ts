import { expect, test } from 'vitest';
import { Flow } from '../../src/conversation/flow.ts';
import type { CodedEvent } from '../../src/evaluation/events.ts';
import { saveEvent } from '../../src/turn/run/events.ts';
import { openStage } from '../fakes/stage.ts';
import { JOIN } from './support.ts';

const OWNER = { pilot: 'serbia', pseudonym: 'p', demo: false };

test('an event is stored as codes, and one with words in it is left out', async () => {
  await using stage = await openStage('sqlite');
  const { store, world } = stage;
  const said = { kind: 'person-coded', dimension: 'status', value: 'My name is Amina, +381 60 123' } as const;
  await store.tx((q) => saveEvent(world, q, OWNER, said));
  await store.tx((q) => saveEvent(world, q, OWNER, { ...said, value: 'asylum-seeker', note: 'x' } as CodedEvent));
  await store.tx((q) => saveEvent(world, q, OWNER, { ...said, value: 'asylum-seeker' }));
  expect(await stage.rows('event')).toMatchObject([
    { kind: 'person-coded', pseudonym: 'p', data: { dimension: 'status', value: 'asylum-seeker' } },
  ]);
});

test('only an answer that is a code can be kept in the profile', () => {
  const flow = (step: object) => ({ flow: 'work', start: 'ask', steps: { ask: { kind: 'ask', ...step } } });
  const choice = { expect: 'choice', keep: 'status', options: ['refugee'], next: 'end' };
  expect(Flow.safeParse(flow(choice)).success).toBe(true);
  const words = { keep: 'status', next: 'end' };
  for (const step of [
    { ...words, expect: 'text', max: 100 },
    { ...words, expect: 'number', min: 1, max: 9 },
    { ...words, expect: 'date' },
    { ...words, expect: 'phone' },
  ])
    expect(Flow.safeParse(flow(step)).success).toBe(false);
});

test('a language that is chosen anew is counted in place of the first one', async () => {
  await using stage = await openStage('sqlite');
  const coded = async () =>
    (await stage.rows('event'))
      .filter(({ kind }) => kind === 'person-coded')
      .map(({ data }) => data as { dimension: string; value: string })
      .flatMap(({ dimension, value }) => (dimension === 'language' ? [value] : []));
  await stage.hear('42', ...JOIN);
  expect(await coded()).toEqual(['en']);
  await stage.hear('42', 'language', 'Srpski (latinica)');
  expect(await coded()).toEqual(['sr-Latn']);
});
