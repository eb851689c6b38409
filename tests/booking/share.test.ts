import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buckets } from '../../src/booking/claims.ts';
import { MINUTE } from '../../src/booking/hours.ts';
import { type BookedTime, daysForUnreached } from '../../src/booking/share.ts';
import { type Desk, openDays, type Slot, type TopicRule } from '../../src/booking/slots.ts';
import { desk, supply, wish } from './supply.ts';

const ZONE = 'Europe/Belgrade';
// A Monday, 01:00 in Belgrade.
const NOW = Date.parse('2026-10-05T01:00+02:00');
const DATE = '2026-10-05';
const RULE: TopicRule = { minutes: 30, gap: 10, noticeMinutes: 0, horizonDays: 1 };
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** A counsellor who holds so many talks a day. */
const holding = (talks: number, changes: Partial<Desk>): Desk =>
  desk({ hours: EVERY_DAY.map((weekday) => ({ weekday, fromMinute: 540, toMinute: 540 + talks * 40 })), ...changes });

/** The counsellors of an office whose talks are booked. */
function openOffice(talks: readonly number[]) {
  let desks = talks.map((count, i) => holding(count, { counsellor: `c${i}`, gender: i === 0 ? 'woman' : 'man' }));
  const booked: BookedTime[] = [];
  return {
    booked,
    /** The slots of the day, for everybody or for people who cannot be written to. */
    slots(wished = wish(), of: 'all' | 'unreached' = 'all'): Slot[] {
      const all = supply(desks);
      const open = openDays(all, wished, RULE, ZONE, NOW);
      const days = of === 'all' ? open : daysForUnreached(open, booked, all, RULE, ZONE, NOW);
      return days.find(({ date }) => date === DATE)?.slots ?? [];
    },
    book({ counsellor, startAt }: Slot, unreached: boolean) {
      booked.push({ counsellor, startAt, unreached });
      const claimed = buckets(startAt, startAt + (RULE.minutes + RULE.gap) * MINUTE);
      desks = desks.map((one) =>
        one.counsellor === counsellor ? { ...one, taken: [...one.taken, ...claimed].sort((a, b) => a - b) } : one,
      );
    },
  };
}

const talks = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 10 });

test('people who cannot be written to take three quarters of a day, however many counsellors there are', () => {
  fc.assert(
    fc.property(talks, fc.nat(30), fc.infiniteStream(fc.nat()), (counts, reached, dice) => {
      const office = openOffice(counts);
      const one = (slots: Slot[]) => slots[(dice.next().value ?? 0) % slots.length];
      const all = counts.reduce((sum, count) => sum + count, 0);
      const share = Math.max(1, Math.floor(all * 0.75));
      for (let n = 0; n < Math.min(reached, all - share); n += 1) {
        const slot = one(office.slots());
        if (slot !== undefined) office.book(slot, false);
      }
      let unreached = 0;
      for (let slot = one(office.slots(wish(), 'unreached')); slot; slot = one(office.slots(wish(), 'unreached'))) {
        office.book(slot, true);
        unreached += 1;
      }
      expect(unreached).toBe(share);
    }),
  );
});

test('a wish that few counsellors fit neither shuts the day earlier, nor opens more of it', () => {
  fc.assert(
    fc.property(talks, (counts) => {
      const office = openOffice(counts);
      const woman = wish({ woman: true });
      const all = counts.reduce((sum, count) => sum + count, 0);
      const share = Math.max(1, Math.floor(all * 0.75));
      let unreached = 0;
      const takeAll = (wished: ReturnType<typeof wish>, from: number) => {
        for (let slot = office.slots(wished, 'unreached').at(from); slot; ) {
          office.book(slot, true);
          unreached += 1;
          slot = office.slots(wished, 'unreached').at(from);
        }
      };
      takeAll(woman, 0);
      expect(unreached).toBe(Math.min(share, counts[0] ?? 0));
      takeAll(wish(), -1);
      expect(unreached).toBe(share);
    }),
  );
});

test('what is booked on another day, or with counsellors of other topics, counts there alone', () => {
  const office = openOffice([4]);
  const [slot] = office.slots();
  if (slot === undefined) throw new Error('nothing is free');
  const elsewhere = { ...slot, counsellor: 'of another topic' };
  const tomorrow = { ...slot, startAt: slot.startAt + 24 * 60 * MINUTE };
  for (let n = 0; n < 50; n += 1) office.booked.push({ ...(n % 2 ? elsewhere : tomorrow), unreached: true });
  expect(office.slots(wish(), 'unreached')).toHaveLength(4);
});
