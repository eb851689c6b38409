import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeReference, readReference } from '../../src/booking/reference.ts';

/** Bytes from a list, and a failure where more are asked for than there are. */
function bytesFrom(list: readonly number[]) {
  let next = 0;
  return (n: number) => {
    if (next + n > list.length) throw new Error('no more bytes');
    next += n;
    return Uint8Array.from(list.slice(next - n, next));
  };
}

/** Enough bytes of any value: a reference needs 8 that are not thrown away. */
const bytes = fc.uint8Array({ minLength: 200, maxLength: 200 }).map((list) => [...list, ...Array(8).fill(20)]);
const reference = bytes.map((list) => makeReference(bytesFrom(list)));

describe('a reference', () => {
  test('has eight signs that cannot be confused or form a word, the first a letter', () => {
    fc.assert(
      fc.property(reference, (made) => {
        expect(made).toMatch(/^[BCDFGHJKMNPQRSTVWXZ][2-9BCDFGHJKMNPQRSTVWXZ]{3}-[2-9BCDFGHJKMNPQRSTVWXZ]{4}$/);
      }),
    );
  });

  test('has every sign with the same chance', () => {
    const times = new Map<string, number>();
    for (let byte = 0; byte < 256; byte++) {
      // Byte 20 is a letter, and what a byte that is thrown away is replaced by.
      const sign = makeReference(bytesFrom([20, byte, ...Array(8).fill(20)])).charAt(1);
      times.set(sign, (times.get(sign) ?? 0) + 1);
    }
    const replacement = makeReference(bytesFrom(Array(8).fill(20))).charAt(0);
    times.set(replacement, (times.get(replacement) ?? 0) - (256 % 27));
    expect(times.size).toBe(27);
    expect(new Set(times.values())).toEqual(new Set([9]));
  });
});

describe('reading a reference', () => {
  const letterCase = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });
  const between = fc.array(fc.constantFrom('', '', ' ', '-', ' – ', '\u2068', '\u00a0'), {
    minLength: 7,
    maxLength: 7,
  });
  const before = fc.constantFrom('', ' ', '\n', 'code: ', '(', 'и это ', 'رمز', '\u2068', '“', 'Kod s br. ');
  const after = fc.constantFrom('', ' ', '\n', ')', '!', '. Hvala', ' at 10', '\u2069', '”', 'است');

  test('finds it however it is typed', () => {
    fc.assert(
      fc.property(reference, letterCase, between, before, after, (made, upper, gaps, intro, outro) => {
        const signs = made.replace('-', '');
        const typed = [...signs].map((sign, i) => (upper[i] ? sign : sign.toLowerCase()) + (gaps[i] ?? '')).join('');
        expect(readReference(intro + typed + outro)).toBe(made);
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['words', 'Can I come tomorrow with my daughter? Thx, bye'],
    ['a telephone number', 'call me: 2233 4455, 064 222 3334'],
    ['too few signs', 'BCDF-234'],
    ['too many signs', 'BCDF-23456'],
    ['part of a word', 'xyBCDF2345 aBCDF2345'],
    ['signs that no reference has', 'BCDF-2340 BCDF-123A'],
  ])('finds none in %s', (_, text) => {
    expect(readReference(text)).toBeNull();
  });

  test('takes the first of two', () => {
    expect(readReference('bcdf-2345, not ghjk-2345')).toBe('BCDF-2345');
  });

  test('takes time in proportion to the length of a message', () => {
    // Millions of signs: in time that grows with the square of the length this would not end.
    const long = 2_000_000;
    expect(readReference('b '.repeat(long) + '- '.repeat(long))).not.toBeUndefined();
    expect(readReference(`b${' '.repeat(long)}`.repeat(4))).toBeNull();
  });
});
