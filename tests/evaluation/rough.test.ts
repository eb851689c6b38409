import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roughly } from '../../src/evaluation/rough.ts';

test('groups of up to nine are not told apart, nor from nobody', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(roughly)).toEqual(Array(10).fill('fewer than 10'));
});

test('others are told in tens, and never as more than they are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 10_000 }), (people) => {
      const told = roughly(people);
      expect(typeof told === 'number' && told % 10 === 0 && told <= people && people - told < 10).toBe(true);
    }),
  );
});
