import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cell, chances, EMPTY_CELL, MOST_TIMES, protector, withPerson } from '../../src/evaluation/cell-key.ts';

const hashOf =
  (key: string) =>
  (...parts: string[]) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest();
const KEY = hashOf('serbia');
const people = fc.uniqueArray(fc.uuid(), { maxLength: 40 });
const cellOf = (protect: ReturnType<typeof protector>, who: readonly string[], times = 1): Cell =>
  who.reduce((cell, one) => withPerson(cell, protect.recordKey(one), times), EMPTY_CELL);

describe('what a number may become', () => {
  test.each(Array.from({ length: 101 }, (_, n) => n))('%i: steps of five, at most 6 away, itself on average', (n) => {
    const table = chances(n);
    expect(table.reduce((sum, [, percent]) => sum + percent, 0)).toBe(100);
    for (const [shown] of table) {
      expect([shown % 5, shown >= 0, Math.abs(shown - n) <= 6]).toEqual([0, true, true]);
    }
    const mean = table.reduce((sum, [shown, percent]) => sum + shown * percent, 0) / 100;
    // Nobody may become 5, so that 5 does not prove that there is somebody: that moves an empty row by 0.15.
    expect(mean).toBeCloseTo(n === 0 ? 0.15 : n, 10);
  });
});

describe('a published number', () => {
  test('is the same for the same people in any order and half-year', () => {
    fc.assert(
      fc.property(people, fc.string(), (who, row) => {
        const protect = protector(KEY);
        const shown = protect.publish(row, cellOf(protect, who), '2026-H2');
        expect(protect.publish(row, cellOf(protect, who.toReversed()), '2026-H2')).toBe(shown);
        if (who.length > 0) expect(protect.publish(row, cellOf(protect, who), '2027-H1')).toBe(shown);
      }),
    );
  });

  test('of few people differs by key, row and half-year of an empty row', () => {
    const [one] = ['somebody'];
    const shownBy = (draw: (i: number) => [ReturnType<typeof protector>, row: string, period: string], who: string[]) =>
      new Set(
        Array.from({ length: 300 }, (_, i) => {
          const [protect, row, period] = draw(i);
          return protect.publish(row, cellOf(protect, who), period);
        }),
      );
    const fixed = protector(KEY);
    expect(shownBy((i) => [protector(hashOf(`key ${i}`)), 'new', '2026-H2'], [one])).toEqual(new Set([0, 5]));
    expect(shownBy((i) => [fixed, `row-${i}`, '2026-H2'], [one])).toEqual(new Set([0, 5]));
    expect(shownBy((i) => [fixed, 'new', `${2026 + i}-H2`], [one]).size).toBe(1);
    expect(shownBy((i) => [fixed, 'new', `${2026 + i}-H2`], [])).toEqual(new Set([0, 5]));
  });

  test('is, over many keys, the real number on average', () => {
    const KEYS = 2000;
    for (const real of [1, 2, 3, 4, 5, 8, 13, 37]) {
      const who = Array.from({ length: real }, (_, i) => `person-${i}`);
      const shown = Array.from({ length: KEYS }, (_, i) => {
        const protect = protector(hashOf(`key ${i}`));
        return protect.publish('active', cellOf(protect, who), '2026-H2');
      });
      const mean = shown.reduce((sum, one) => sum + one, 0) / KEYS;
      const variance = shown.reduce((sum, one) => sum + (one - real) ** 2, 0) / KEYS;
      expect(Math.abs(mean - real)).toBeLessThan(4 * Math.sqrt(variance / KEYS));
    }
  });

  test('of a whole says nothing of the noise of its part', () => {
    const KEYS = 4000;
    const who = Array.from({ length: 23 }, (_, i) => `person-${i}`);
    const noise = Array.from({ length: KEYS }, (_, i) => {
      const protect = protector(hashOf(`key ${i}`));
      const of = (row: string, some: string[]) => protect.publish(row, cellOf(protect, some), '2026-H2') - some.length;
      return [of('active', who), of('met', who.slice(0, 22)), of('new', who)] as const;
    });
    const correlation = (a: 0 | 1 | 2, b: 0 | 1 | 2) => {
      const dot = (x: 0 | 1 | 2, y: 0 | 1 | 2) => noise.reduce((sum, one) => sum + one[x] * one[y], 0);
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    // Four standard errors.
    for (const [a, b] of [
      [0, 1],
      [0, 2],
    ] as const)
      expect(Math.abs(correlation(a, b))).toBeLessThan(4 / Math.sqrt(KEYS));
  });

  test('is moved by one person four times at most', () => {
    const protect = protector(KEY);
    expect(cellOf(protect, ['often'], 50)).toEqual(cellOf(protect, ['often'], MOST_TIMES));
    expect(cellOf(protect, ['often'], 50).count).toBe(4);
  });
});
