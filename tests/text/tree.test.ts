import { expect, test } from 'vitest';
import { withLeaves } from '../../src/text/tree.ts';

const ENGLISH = {
  first: { text: 'a', options: { yes: 'b', no: 'c' } },
  seats_one: 'd',
  seats_other: 'e',
  words: ['f'],
  last: 'g',
};
const put = (own: unknown, changes: Record<string, string | string[]>) =>
  JSON.stringify(withLeaves(own, ENGLISH, new Map(Object.entries(changes))));

test('what is there keeps its place, in an order of its own', () => {
  const own = { last: '1', first: { options: { no: '2', yes: '3' }, text: '4' } };
  expect(put(own, { 'first.options.no': 'x', last: 'y' })).toBe(
    '{"last":"y","first":{"options":{"no":"x","yes":"3"},"text":"4"}}',
  );
  expect(put(own, {})).toBe(JSON.stringify(own));
});

test('what is new stands where the English has it, forms of plurals too', () => {
  expect(put({ last: '1' }, { 'first.options.no': 'x', seats_few: 'y', seats_other: 'z', words: ['w'] })).toBe(
    '{"first":{"options":{"no":"x"}},"seats_few":"y","seats_other":"z","words":["w"],"last":"1"}',
  );
  expect(put({ first: { text: '1' } }, { 'first.options.no': 'x', 'first.options.yes': 'y' })).toBe(
    '{"first":{"text":"1","options":{"yes":"y","no":"x"}}}',
  );
  expect(put(undefined, { last: 'x' })).toBe('{"last":"x"}');
});
