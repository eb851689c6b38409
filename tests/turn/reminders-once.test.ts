import fc from 'fast-check';
import { expect, test } from 'vitest';
import { remindersOf } from '../../src/booking/reminders.ts';
import { HOUR } from '../fakes/clock.ts';
import { type Instance, openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN, labels } from './support.ts';

const SEED = 20_261_124;
const PEOPLE = 8;
const ZONE = 'Europe/Belgrade';
/** Monday of the week in which the clocks change. */
const BOOKED_AT = Date.UTC(2027, 2, 22, 9);

/** What happens from one look at the clock to the next. */
type Deed =
  | { does: 'pass'; hours: number }
  | { does: 'jump'; hours: 25 | -25 }
  | { does: 'restart' | 'cancel'; n: number };

const deeds = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ does: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 9 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({ does: fc.constant('jump' as const), hours: fc.constantFrom(25 as const, -25 as const) }),
    },
    { arbitrary: fc.record({ does: fc.constant('restart' as const), n: fc.nat(2) }), weight: 1 },
    { arbitrary: fc.record({ does: fc.constant('cancel' as const), n: fc.nat(PEOPLE - 1) }), weight: 1 },
  ),
  { minLength: 30, maxLength: 60 },
);

/** Everybody books a talk in the week in which the clocks change. */
async function bookAll(stage: Stage): Promise<void> {
  stage.clock.now = BOOKED_AT;
  for (let i = 0; i < PEOPLE; i += 1) {
    await stage.hear(`${i}`, ...JOIN, 'Book an appointment', 'Finding a job', 'No preference');
    const days = labels(stage.last(`${i}`));
    await stage.hear(`${i}`, days[1 + (i % 6)] ?? '');
    await stage.hear(`${i}`, labels(stage.last(`${i}`))[0] ?? '', 'Yes, book it');
  }
}

async function live(stage: Stage, story: Deed[]): Promise<void> {
  const all: Instance[] = [stage, stage.beside(), stage.beside()];
  const running = [...all];
  /** Every reminder that went out, with what the clock showed. */
  const said: { handle: string; at: number }[] = [];
  const heard = new Map<Instance, number>();
  const look = async () => {
    await Promise.all(running.map(({ pump }) => pump.settle()));
    for (const one of all) {
      const fresh = one.telegram.sent.slice(heard.get(one) ?? 0);
      heard.set(one, one.telegram.sent.length);
      for (const { handle, reply } of fresh)
        if (reply.kind !== 'clear' && reply.text.startsWith('Reminder')) said.push({ handle, at: stage.clock.now });
    }
  };
  const booked = await stage.rows('appointment');
  const cancelledAt = new Map<string, number>();
  for (const deed of story) {
    if (deed.does === 'pass') stage.clock.now += deed.hours * HOUR;
    if (deed.does === 'jump') {
      stage.clock.now += deed.hours * HOUR;
      await look();
      stage.clock.now -= deed.hours * HOUR;
    }
    if (deed.does === 'restart') {
      const born = stage.beside();
      all.push(born);
      running[1 + (deed.n % 2)] = born;
    }
    const a = deed.does === 'cancel' ? booked[deed.n] : undefined;
    if (a !== undefined && !cancelledAt.has(a.id)) {
      await stage.hear(`nobody-${a.id}`, ...JOIN, { kind: 'tap', button: `s.cancel.${a.reference}` }, 'Yes, cancel it');
      const [now] = (await stage.rows('appointment')).filter(({ id }) => id === a.id);
      if (now?.status === 'cancelled') cancelledAt.set(a.id, said.length);
    }
    await look();
  }
  for (let i = 0; i < 40; i += 1) {
    stage.clock.now += 8 * HOUR;
    await look();
  }
  const reminders = await stage.rows('reminder');
  for (const a of booked) {
    const arms = reminders.filter(({ appointment }) => appointment === a.id).map(({ arm }) => arm);
    expect(new Set(arms).size, 'each reminder once').toBe(arms.length);
    if (!cancelledAt.has(a.id)) {
      const expected = remindersOf(a.startAt, ZONE, BOOKED_AT).map(({ arm }) => arm);
      expect(arms.sort()).toEqual(expected.filter((arm) => arm !== '2h').sort());
    }
  }
  // One message for each that was noted, none after the beginning, and none after it was cancelled.
  expect(said.length).toBe(reminders.length);
  for (const [id, before] of cancelledAt) {
    const after = reminders.filter(({ appointment }) => appointment === id).length;
    expect(after).toBeLessThanOrEqual(before);
  }
  const lastStart = Math.max(...booked.map(({ startAt }) => startAt));
  for (const { at } of said) expect(at).toBeLessThan(lastStart);
  for (const { appointment, at } of reminders)
    expect(at).toBeLessThan(booked.find(({ id }) => id === appointment)?.startAt ?? 0);
}

test.each(DIALECTS)(
  `every reminder comes once on %s, whatever clocks and replicas do (seed ${SEED})`,
  async (dialect) => {
    await fc.assert(
      fc.asyncProperty(deeds, async (story) => {
        await using stage = await openStage(dialect);
        await bookAll(stage);
        await live(stage, story as Deed[]);
      }),
      { seed: SEED, numRuns: dialect === 'sqlite' ? 6 : 3, endOnFailure: true },
    );
  },
);
