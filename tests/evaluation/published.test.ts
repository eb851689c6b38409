import { describe, expect, test } from 'vitest';
import { middle, type Published, published, rate, together } from '../../src/evaluation/published.ts';

const p = (number: number): Published => published(number);

test.each([-5, 3, 2.5, Number.NaN])('%d is no published number', (number) => {
  expect(() => published(number)).toThrow(RangeError);
});

test('pilots together are the sum of what is published of each', () => {
  expect(together([p(5), p(10), p(0)])).toBe(15);
  expect(together([])).toBe(0);
});

describe('a rate', () => {
  test.each([
    [10, 25, null],
    [10, 30, { percent: 33, margin: 12 }],
    [25, 50, { percent: 50, margin: 9 }],
    [20, 80, { percent: 25, margin: 8 }],
    [0, 150, { percent: 0, margin: 4 }],
    // The part may be shown as more than the whole.
    [40, 35, { percent: 100, margin: 12 }],
  ])('of %i out of %i', (part, base, expected) => {
    expect(rate(p(part), p(base))).toEqual(expected);
  });
});

describe('the one in the middle', () => {
  const classes = (...numbers: number[]) => ['a', 'b', 'c'].map((name, i) => ({ name, number: p(numbers[i] ?? 0) }));

  test.each([
    [[10, 10, 5], null],
    [[10, 10, 10], 'b'],
    [[15, 10, 5], 'a'],
    [[0, 0, 50], 'c'],
    [[0, 0, 0], null],
  ])('of %j', (numbers, expected) => {
    expect(middle(classes(...numbers))).toBe(expected);
  });
});
