import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indicator, QUESTIONS } from '../../src/evaluation/indicators.ts';
import { readNumbers } from '../../src/server/released.ts';
import { pathOf } from '../../src/server/staff/statistics/view.ts';
import { fillDemonstration } from '../../src/simulation/fill.ts';
import { type Plan, simulate } from '../../src/simulation/simulate.ts';
import { addAccount } from '../../src/store/accounts.ts';
import { hashSecret } from '../../src/store/principal.ts';
import { beginSession } from '../../src/store/staff-sessions.ts';
import type { Store } from '../../src/store/store.ts';
import { content, testVault } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { openTestStore, type TestStore } from '../fakes/store.ts';
import { accountRow } from '../server/office.ts';

/** Some days after a half-year that the whole story falls into. */
const UNTIL = Date.UTC(2027, 0, 12, 10);
const HALF_YEAR = '2026-H2';

const { serbia } = content.pilots;
if (serbia === undefined) throw new Error('there is no pilot in Serbia');
const ofSerbia = { ...content, pilots: { serbia } };

/** Tells a story, and returns what the log says of it. */
async function tell(store: Store, plan: Omit<Plan, 'until'>): Promise<string[]> {
  const problems: string[] = [];
  const log = pino({ level: 'error', base: null }, { write: (line: string) => void problems.push(line) });
  const ground = { store, vault: testVault(), content: ofSerbia, log, publicUrl: 'http://localhost:3000' };
  await simulate(ground, { ...plan, until: UNTIL });
  return problems;
}

async function read(stage: Stage, path: string): Promise<string> {
  const session = 'session-of-eva';
  await stage.store.tx(async (q) => {
    await addAccount(
      q,
      accountRow({ id: 'eva', role: 'evaluator', pilots: ['serbia'], counsellor: null, createdAt: UNTIL }),
    );
    await beginSession(q, { hash: hashSecret(session), id: session, account: 'eva', browser: '', now: UNTIL });
  });
  const answer = await stage.routes.request(path, { headers: { cookie: `staff=${session}` } });
  return answer.text();
}

describe('imaginary people', () => {
  let opened: TestStore;
  let stage: Stage;
  let problems: string[];

  beforeAll(async () => {
    opened = await openTestStore('sqlite', 'demonstration');
    problems = await tell(opened.store, { people: 40, months: 7, seed: 1 });
    stage = await openStage(opened, { clock: { now: UNTIL } });
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
    await opened[Symbol.asyncDispose]();
  });

  test('let nothing fail', () => {
    expect(problems).toEqual([]);
  });

  test('leave numbers in every question that the pages answer', async () => {
    const numbers = await readNumbers(stage.world, ['serbia'], HALF_YEAR);
    expect(numbers?.state).toBe('closed');
    const counted = numbers?.rows
      .filter(({ number }) => (number ?? 0) > 0)
      .map((row) => indicator(row.indicator).question);
    expect([...new Set(counted)].sort()).toEqual([...QUESTIONS].sort());
    expect(numbers?.enrolled.get('serbia')?.people).toBeGreaterThan(0);
    const html = await read(stage, `${pathOf('appointments')}?pilot=serbia&period=${HALF_YEAR}`);
    expect(html).toContain('class="watermark"');
  });

  test('are never mixed with real ones', async () => {
    const events = await stage.rows('event');
    expect(events.length).toBeGreaterThan(0);
    expect(events.filter(({ demo }) => !demo)).toEqual([]);
    expect((await stage.rows('appointment')).filter(({ demo }) => !demo)).toEqual([]);
    const real = await readNumbers({ ...stage.world, demo: false }, ['serbia'], HALF_YEAR);
    expect(real?.state).toBe('none');
  });

  test('come, miss, cancel and wait, in all languages and on all channels, as they tap and as they type', async () => {
    const events = await stage.rows('event');
    const kinds = new Set(events.map(({ kind }) => kind));
    const lived = [
      'appointment-arrived',
      'appointment-missed',
      'appointment-rated',
      'human-answered',
      'readiness-said',
    ];
    expect(lived.filter((kind) => !kinds.has(kind))).toEqual([]);
    const said = (dimension: string) =>
      new Set(events.filter(({ data }) => data.dimension === dimension).map(({ data }) => data.value));
    expect(said('language')).toEqual(new Set(serbia.languages));
    expect(said('channel')).toEqual(new Set(['web-chat', 'telegram', 'whatsapp-cloud']));
  });

  test('are told of every change where they can be written to', async () => {
    const changes = await stage.rows('change');
    const contacts = await stage.rows('contact');
    const onTelegram = new Set(contacts.filter(({ channel }) => channel === 'telegram').map(({ person }) => person));
    const hourAgo = UNTIL - 3_600_000;
    const untold = changes.filter(
      ({ person, at, toldAt, doneAt }) =>
        onTelegram.has(person ?? '') && at < hourAgo && toldAt === null && doneAt === null,
    );
    expect(untold).toEqual([]);
  });
});

test('the same seed tells the same story, and another one another', async () => {
  const story = async (seed: number) => {
    await using opened = await openTestStore('sqlite', 'demonstration');
    await tell(opened.store, { people: 6, months: 2, seed });
    await using stage = await openStage(opened);
    const lines = (await stage.rows('event')).map(({ id: _, ...event }) => JSON.stringify(event));
    return lines.sort();
  };
  const first = await story(3);
  expect(first.length).toBeGreaterThan(50);
  expect(await story(3)).toEqual(first);
  expect(await story(4)).not.toEqual(first);
});

describe('a demonstration', () => {
  const plan = { people: 8, months: 7, seed: 1 };
  const never = new AbortController().signal;

  test('is filled with numbers once, while nobody has written', async () => {
    await using stage = await openStage('sqlite', { content: ofSerbia, clock: { now: UNTIL } });
    await fillDemonstration(stage.world, plan, { stop: never, pause: 0 });
    const numbers = await readNumbers(stage.world, ['serbia'], HALF_YEAR);
    expect(numbers?.state).toBe('closed');
    expect(numbers?.rows.some(({ number }) => (number ?? 0) > 0)).toBe(true);
    const events = await stage.rows('event');
    expect(await stage.rows('person')).toEqual([]);
    await fillDemonstration(stage.world, { ...plan, seed: 2 }, { stop: never, pause: 0 });
    expect(await stage.rows('event')).toEqual(events);
  });

  test('in which somebody has written stays as it is', async () => {
    await using stage = await openStage('sqlite', { content: ofSerbia, clock: { now: UNTIL } });
    await stage.hear('t-1', 'hello');
    const events = await stage.rows('event');
    await fillDemonstration(stage.world, plan, { stop: never, pause: 0 });
    expect(await stage.rows('event')).toEqual(events);
  });

  test('that stops meanwhile keeps nothing of it', async () => {
    await using stage = await openStage('sqlite', { content: ofSerbia, clock: { now: UNTIL } });
    const stopping = new AbortController();
    const filled = fillDemonstration(stage.world, plan, { stop: stopping.signal, pause: 0 });
    stopping.abort();
    await expect(filled).rejects.toThrow();
    expect(await stage.rows('event')).toEqual([]);
  });
});
