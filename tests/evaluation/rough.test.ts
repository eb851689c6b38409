import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roughly } from '../../src/evaluation/rough.ts';

test('groups of up to four are not told apart, nor from nobody', () => {
  expect([0, 1, 2, 3, 4].map(roughly)).toEqual(Array(5).fill('fewer than 5'));
});

test('others are told in fives, and never as more than they are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 10_000 }), (people) => {
      const told = roughly(people);
      expect(typeof told === 'number' && told % 5 === 0 && told <= people && people - told < 5).toBe(true);
    }),
  );
});
