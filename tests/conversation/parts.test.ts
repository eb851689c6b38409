import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { answerButton, readButton, standingButton } from '../../src/conversation/answer.ts';
import { holds } from '../../src/conversation/condition.ts';
import type { Value } from '../../src/conversation/conversation.ts';
import { strandedAt } from '../../src/conversation/stranded.ts';
import { TOUR, tour } from './small-model.ts';
import { Talk } from './talk.ts';

describe('a condition', () => {
  const values: Record<string, Value> = { mood: 'good', day: { date: '2026-11-24' } };
  const lookup = (name: string) => values[name];

  test.each<[boolean, Parameters<typeof holds>[0]]>([
    [true, undefined],
    [true, {}],
    [true, { mood: 'good' }],
    [false, { mood: 'bad' }],
    [true, { mood: ['bad', 'good'] }],
    [false, { mood: ['bad', 'goo'] }],
    [true, { mood: 'good', weather: 'none' }],
    [false, { mood: 'good', weather: 'fine' }],
    [true, { weather: ['fine', 'none'] }],
    // What is no word cannot be compared with one.
    [false, { day: 'none' }],
    [true, { day: 'some' }],
    [false, { day: '2026-11-24' }],
  ])('%s: %j', (expected, condition) => {
    expect(holds(condition, lookup)).toBe(expected);
  });
});

describe("a button's id", () => {
  it('is read as it was made', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), fc.nat(999), (visit, place) => {
        expect(readButton(answerButton(visit, place))).toEqual({ kind: 'answer', visit, place });
      }),
    );
    for (const target of [null, 'KXWD-4721', 'a_b', 'x'.repeat(40)])
      expect(readButton(standingButton('cancel', target))).toEqual({ kind: 'standing', act: 'cancel', target });
  });

  test.each([
    '',
    'a',
    'a.1',
    'a.1.2.3',
    'a.-1.2',
    'a.1234567890.1',
    'a.1.1234',
    'A.1.2',
    ' a.1.2',
    's',
    's.',
    's.1',
    's.a.',
    's.a.b.c',
    's.a.ж',
    `s.a.${'x'.repeat(41)}`,
    'b.1.2',
  ])('%j is none', (id) => {
    expect(readButton(id)).toBe(null);
  });

  it('whatever else it is, without an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        const button = readButton(id);
        if (button?.kind === 'standing') expect(standingButton(button.act, button.target)).toBe(id);
      }),
    );
  });
});

describe('who is stranded by other flows', () => {
  const { c } = new Talk(tour()).open().say('red').say('square').say('one');

  it('nobody by the same', () => {
    expect(strandedAt(TOUR, c)).toEqual([]);
  });

  it('whoever stands, or would come back to, where nothing is any more', () => {
    const { inner: _, ...rest } = TOUR;
    expect(strandedAt(rest, c)).toEqual(['inner:second']);
    expect(strandedAt({}, c)).toEqual(['main:name', 'inner:second']);
  });
});
