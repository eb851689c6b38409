import { describe, expect, test } from 'vitest';
import type { EventRow } from '../../src/evaluation/history.ts';
import { eachPerson } from '../../src/store/events.ts';
import { HOUR } from '../fakes/clock.ts';
import { DIALECTS, openTestStore } from '../fakes/store.ts';
import { throwDice } from '../torture/dice.ts';

const LATE = 1000 * HOUR;
const event = (pseudonym: string | null, i: number, more: Partial<EventRow> = {}): EventRow => ({
  ...{ pilot: 'serbia', pseudonym, kind: 'flow-started', data: { flow: `f${i}` }, hour: i * HOUR, demo: false },
  ...more,
});

/** More than are read at once, of one person and of all, in any order; and those of others among them. */
const EVENTS = throwDice(1).shuffled([
  ...Array.from({ length: 900 }, (_, i) => event('b-talks-much', i)),
  ...Array.from({ length: 300 }, (_, i) => [0, 1, 2].map((n) => event(`${'ac'[i % 2]}-${i}`, n))).flat(),
  event('a-7', 3, { pilot: 'milan' }),
  event('a-7', 4, { demo: true }),
  event('a-7', 1000),
  event('elsewhere', 1, { pilot: 'milan' }),
  event('imaginary', 1, { demo: true }),
  event('too-late', 1000),
  event(null, 1),
]);

describe.each(DIALECTS)('the events of a pilot on %s', (dialect) => {
  test('come person by person, each once with all of theirs in order', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    for (let at = 0; at < EVENTS.length; at += 500)
      await store.tx(({ db, t }) => db.insert(t.event).values(EVENTS.slice(at, at + 500)));
    const given: [string, number[]][] = [];
    await eachPerson(store.read, { pilot: 'serbia', demo: false }, LATE, (pseudonym, events) => {
      given.push([pseudonym, events.map(({ hour }) => hour / HOUR)]);
    });
    expect(given).toHaveLength(301);
    expect(new Map(given)).toEqual(
      new Map<string, number[]>([
        ['b-talks-much', Array.from({ length: 900 }, (_, i) => i)],
        ...Array.from({ length: 300 }, (_, i): [string, number[]] => [`${'ac'[i % 2]}-${i}`, [0, 1, 2]]),
      ]),
    );
  });
});
