import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { listsOf } from '../../src/conversation/lists.ts';
import { chances, MOST_TIMES, protector } from '../../src/evaluation/cell-key.ts';
import { type EventRow, historyOf } from '../../src/evaluation/history.ts';
import { type HalfYear, readHalfYear } from '../../src/evaluation/periods.ts';
import { countHalfYear } from '../../src/evaluation/release.ts';
import { nameOf, rowsOf, timesIn } from '../../src/evaluation/rows.ts';
import { readNumbers } from '../../src/server/released.ts';
import { eachPerson } from '../../src/store/events.ts';
import { freezeNumbers } from '../../src/turn/due/release.ts';
import { eventsOf, kindOf, someone } from '../evaluation/imaginary.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { save } from '../server/figures.ts';
import { throwDice } from '../torture/dice.ts';

/** Somebody reads the numbers again and again, and adds false chats of their own one by one meanwhile. */

const pilot = content.pilots.serbia;
const halfYear = readHalfYear('2026-H2', 'Europe/Belgrade') as HalfYear;
if (pilot === undefined) throw new Error('there is no pilot');
const lists = listsOf(content.model, pilot);
const names = rowsOf(lists, halfYear.name).map(nameOf);

const dice = throwDice(1);
const kind = kindOf(lists);
const people = Array.from({ length: 60 }, (_, i) => eventsOf(someone(dice, kind), lists, `person ${i}`));

/** All imaginary people do what they do on the tenth of a month: between these two instants nobody but the attacker does anything. */
const BEGIN = Date.UTC(2026, 9, 11);
const CHATS = 40;
const APART = 12 * HOUR;
const END = Date.UTC(2027, 0, 4);

const falseChat = (i: number, hour: number): EventRow[] =>
  [
    { kind: 'person-coded', data: { dimension: 'gender', value: 'woman' } },
    { kind: 'person-coded', data: { dimension: 'status', value: 'asylum-seeker' } },
    ...lists.steps.map((flow) => ({ kind: 'flow-started', data: { flow } })),
    ...lists.steps.map((flow) => ({ kind: 'flow-finished', data: { flow } })),
    { kind: 'human-requested', data: {} },
    { kind: 'appointment-booked', data: { topic: 'job', lead: 'same-day' } },
    { kind: 'appointment-missed', data: { topic: 'job', reminded: 'none' } },
  ].map((event) => ({ ...event, pilot: 'serbia', pseudonym: `false ${i}`, demo: false, hour }));

/** How often these people stand in each row of the half-year. */
function countsOf(of: readonly (readonly EventRow[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const events of of) {
    const history = historyOf(events, halfYear);
    for (const [row, n] of history === null ? [] : timesIn(history))
      counts.set(row, (counts.get(row) ?? 0) + Math.min(n, MOST_TIMES));
  }
  return counts;
}

type Reading = ReadonlyMap<string, number>;
/** What the attacker saw at a time (epoch ms), when that many of their chats were in. */
interface Seen {
  at: number;
  chats: number;
  numbers: Reading;
}

/** The readings of somebody who adds a chat and looks, until all are added, and looks each day from then on until `end`. */
async function watch(stage: Stage, read: (stage: Stage) => Promise<Reading>, end: number): Promise<Seen[]> {
  const seen: Seen[] = [];
  let saved = 0;
  const real = people.flat().sort((a, b) => a.hour - b.hour);
  const look = async (chats: number) => {
    const next = real.findIndex(({ hour }, i) => i >= saved && hour > stage.clock.now);
    const until = next < 0 ? real.length : next;
    await save(stage.store, real.slice(saved, until));
    saved = until;
    seen.push({ at: stage.clock.now, chats, numbers: await read(stage) });
  };
  stage.clock.now = BEGIN;
  await look(0);
  for (let i = 0; i < CHATS; i += 1) {
    await save(stage.store, falseChat(i, stage.clock.now));
    stage.clock.now += APART;
    await look(i + 1);
  }
  for (; stage.clock.now < end; stage.clock.now += DAY) await look(CHATS);
  return seen;
}

/** What is given out: the job has run before each look. */
async function published(stage: Stage): Promise<Reading> {
  const world = { ...stage.world, demo: false };
  await freezeNumbers(world);
  const numbers = await readNumbers(world, ['serbia'], halfYear.name);
  return new Map(numbers?.rows.flatMap(({ number, ...row }) => (number === null ? [] : [[nameOf(row), number]])));
}

/** What would be given out if the numbers of an open half-year were worked out at each look. */
async function live(stage: Stage): Promise<Reading> {
  const hash = (...parts: string[]) => createHmac('sha256', 'a key').update(JSON.stringify(parts)).digest();
  const count = countHalfYear(halfYear, protector(hash));
  await eachPerson(stage.store.read, { pilot: 'serbia', demo: false }, halfYear.toAt, count.add);
  return count.publish(rowsOf(lists, halfYear.name));
}

/**
 * Which rows have a real number from 1 to 4 that the attacker gives with more than 90%, out of all that have one: they
 * know how many of their own stand in a row, and take every real number for as likely as another before.
 */
function found(seen: readonly Seen[], truth: ReadonlyMap<string, number>): { found: string[]; of: number } {
  const own = (chats: number) => countsOf(Array.from({ length: chats }, (_, i) => falseChat(i, BEGIN + i * APART)));
  const byChats = new Map(seen.map(({ chats }) => [chats, own(chats)]));
  const small = names.filter((name) => [1, 2, 3, 4].includes(truth.get(name) ?? 0));
  const isFound = (name: string): boolean => {
    // The same people show the same number: only another number of false chats tells anything new.
    const told = new Map(
      seen.flatMap(({ chats, numbers }) => {
        const number = numbers.get(name);
        return number === undefined ? [] : [[byChats.get(chats)?.get(name) ?? 0, number] as const];
      }),
    );
    if (told.size === 0) return false;
    const weights = Array.from({ length: 100 }, (_, real) =>
      [...told].reduce((all, [mine, number]) => {
        const percent = chances(real + mine).find(([shown]) => shown === number)?.[1] ?? 0;
        return (all * percent) / 100;
      }, 1),
    );
    return (weights[truth.get(name) ?? 0] ?? 0) / weights.reduce((sum, one) => sum + one, 0) > 0.9;
  };
  return { found: small.filter(isFound), of: small.length };
}

describe('who watches every day, and adds false chats one by one', () => {
  let seen: Seen[] = [];
  beforeAll(async () => {
    await using stage = await openStage('sqlite');
    seen = await watch(stage, published, END);
  });

  test('sees a number once and for all, when its month or half-year has closed', () => {
    const last = seen.at(-1)?.numbers ?? new Map();
    expect([...last.keys()].sort()).toEqual(names.toSorted());
    for (const { at, numbers } of seen) {
      for (const name of names) {
        const month = halfYear.months.find((one) => name.endsWith(`/${one.name}`));
        const isDue = (month?.toAt ?? halfYear.toAt) + DAY <= at;
        expect([name, at, numbers.get(name)]).toEqual([name, at, isDue ? last.get(name) : undefined]);
      }
    }
  });

  test('finds no real number from 1 to 4', () => {
    const { found: rows, of } = found(seen, countsOf(people));
    expect(of).toBeGreaterThan(40);
    expect(rows).toEqual([]);
  });

  test('would find some, were numbers of an open half-year given out', async () => {
    await using stage = await openStage('sqlite');
    const sofar = people.map((events) => events.filter(({ hour }) => hour <= BEGIN));
    const { found: rows, of } = found(await watch(stage, live, 0), countsOf(sofar));
    process.stdout.write(`watching live numbers finds ${rows.length} of ${of}\n`);
    expect(rows.length).toBeGreaterThan(10);
  });
});
