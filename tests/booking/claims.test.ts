import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUCKET, buckets } from '../../src/booking/claims.ts';

const at = (time: string) => Date.parse(`2026-10-05T${time}Z`);

describe('buckets', () => {
  test('are the five minutes from the start up to the end', () => {
    const first = at('09:00:00') / 300_000;
    expect(buckets(at('09:00:00'), at('09:15:00'))).toEqual([first, first + 1, first + 2]);
    expect(buckets(at('09:00:00'), at('09:00:00'))).toEqual([]);
  });

  test.each([
    ['09:01:00', '09:10:00'],
    ['09:00:00', '09:12:00'],
    ['09:00:00.001', '09:10:00'],
  ])('refuse %s-%s', (start, end) => {
    expect(() => buckets(at(start), at(end))).toThrow(RangeError);
  });

  test('meet exactly where the times overlap', () => {
    const span = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(span, span, ([a, long], [b, short]) => {
        const [first, second] = [buckets(a * BUCKET, (a + long) * BUCKET), buckets(b * BUCKET, (b + short) * BUCKET)];
        expect(first.some((bucket) => second.includes(bucket))).toBe(a < b + short && b < a + long);
        expect(first).toEqual(first.toSorted((x, y) => x - y));
        expect(first).toHaveLength(long);
      }),
    );
  });
});
