import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPacer } from '../../src/turn/pace.ts';
import { openStage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';

const rates = fc.record({ everyMs: fc.integer({ min: 1, max: 10_000 }), burst: fc.integer({ min: 1, max: 50 }) });

describe('the pacer', () => {
  test('never lets more through in any time than the rate allows, and what it says holds', () => {
    fc.assert(
      fc.property(rates, fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 }), (rate, gaps) => {
        const pacer = createPacer();
        const sent: number[] = [];
        let now = 1_000_000;
        for (const gap of gaps) {
          now += gap;
          const at = pacer.take([['one', rate]], now);
          // Asked again when it says, it lets through.
          if (at > now) expect(pacer.take([['one', rate]], at)).toBe(at);
          now = at;
          sent.push(at);
        }
        for (const [i, from] of sent.entries())
          for (const [j, to] of sent.entries())
            if (j >= i) expect(j - i + 1).toBeLessThanOrEqual(rate.burst + (to - from) / rate.everyMs + 1e-9);
      }),
    );
  });

  test('lets a burst through after a rest at once, and one person hold up no other', () => {
    fc.assert(
      fc.property(rates, (rate) => {
        const pacer = createPacer();
        for (let n = 0; n < rate.burst; n += 1) expect(pacer.take([['one', rate]], 5)).toBe(5);
        expect(pacer.take([['one', rate]], 5)).toBe(5 + rate.everyMs);
        expect(pacer.take([['another', rate]], 5)).toBe(5);
        const rested = 5 + rate.everyMs * rate.burst;
        for (let n = 0; n < rate.burst; n += 1) expect(pacer.take([['one', rate]], rested)).toBe(rested);
      }),
    );
  });

  test('holds nobody up for longer than their burst where the clock is set back', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 1e9 }), (rate, back) => {
        const pacer = createPacer();
        for (let n = 0; n < rate.burst; n += 1) pacer.take([['one', rate]], 2e9);
        const now = 2e9 - back;
        expect(pacer.take([['one', rate]], now)).toBeLessThanOrEqual(now + rate.burst * rate.everyMs);
      }),
    );
  });

  test('takes from no allowance where one of them is spent', () => {
    const pacer = createPacer();
    const narrow = { everyMs: 1_000, burst: 1 };
    const wide = { everyMs: 1_000, burst: 2 };
    expect(
      pacer.take(
        [
          ['one', narrow],
          ['all', wide],
        ],
        0,
      ),
    ).toBe(0);
    expect(
      pacer.take(
        [
          ['one', narrow],
          ['all', wide],
        ],
        0,
      ),
    ).toBe(1_000);
    expect(
      pacer.take(
        [
          ['another', narrow],
          ['all', wide],
        ],
        0,
      ),
    ).toBe(0);
  });
});

describe.each(DIALECTS)('delivery at a pace on %s', (dialect) => {
  test('holds back without a try, in order, and nobody else', async () => {
    await using stage = await openStage(dialect);
    const rate = { everyMs: 6_000, burst: 2 };
    Object.assign(stage.telegram.can, { pace: { person: rate, all: { everyMs: 1, burst: 100 } } });
    await stage.hear('42', 'hello', 'English', 'Serbia', 'Yes, I agree');
    await stage.hear('43', 'hello');
    expect([stage.texts('42').length, stage.texts('43').length]).toEqual([2, 1]);
    const waiting = (await stage.rows('outbox')).filter(({ state }) => state === 'queued');
    expect(waiting.map(({ attempts, lease }) => [attempts, lease])).toEqual([
      [0, null],
      [0, null],
      [0, null],
    ]);
    expect(waiting[0]?.due).toBe(stage.clock.now + 6_000);
    stage.clock.now += 6_000;
    await stage.pump.settle();
    expect(stage.texts('42').at(-1)).toContain('This chat is run by');
    stage.clock.now += 6_000;
    await stage.pump.settle();
    expect(stage.texts('42').at(-1)).toContain('If not, you can still read everything here.');
    stage.clock.now += 6_000;
    await stage.pump.settle();
    expect(stage.texts('42')).toHaveLength(5);
  });
});
