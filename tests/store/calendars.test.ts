import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownCalendars, saveBusy } from '../../src/store/calendars.ts';
import { setDetails } from '../../src/store/counsellors.ts';
import { openTestStore } from '../fakes/store.ts';

const ANA = 'serbia-demo-1';

describe.each(['sqlite', 'postgres'] as const)('busy times on %s', (dialect) => {
  test('are those that were read last, whatever was known before', async () => {
    await using opened = await openTestStore(dialect, 'demonstration');
    const { store } = opened;
    const { busy } = store.read.t;
    await store.tx((q) => setDetails(q, ANA, { busyUrl: Buffer.from('sealed') }, 0));
    const span = fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 4 })).map(([at, of]) => ({ fromAt: at, toAt: at + of }));
    const before = fc.uniqueArray(span, { selector: ({ fromAt, toAt }) => `${fromAt}-${toAt}` });
    const read = fc.uniqueArray(span, { selector: ({ fromAt }) => fromAt });
    await fc.assert(
      fc.asyncProperty(before, read, async (before, spans) => {
        await store.tx(async (q) => {
          await q.db.delete(busy);
          await q.db.insert(busy).values([{ counsellor: 'another', fromAt: 1, toAt: 2 }]);
          for (const one of before) await q.db.insert(busy).values({ counsellor: ANA, ...one });
          const [calendar] = await ownCalendars(q);
          if (calendar !== undefined) await saveBusy(q, calendar, { spans, skipped: {} }, 0);
        });
        const rows = await store.read.db.select().from(busy);
        const expected = [
          ...spans.map((one) => ({ counsellor: ANA, ...one })),
          { counsellor: 'another', fromAt: 1, toAt: 2 },
        ];
        expect(rows).toHaveLength(expected.length);
        expect(rows).toEqual(expect.arrayContaining(expected));
      }),
      { numRuns: 60 },
    );
  });
});
