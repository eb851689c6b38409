import Database from 'better-sqlite3';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { backlogQueries } from '../../src/store/backlog.ts';
import { runJobs, scheduleJobs } from '../../src/turn/due/jobs.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { brokenContent, FAILING, JOIN } from '../turn/support.ts';

const TOKEN = 'a-token-that-is-long-enough-for-anybody';
const SECOND = 1000;

const ask = (stage: Stage, authorization?: string) =>
  stage.routes.request('/metrics', authorization === undefined ? {} : { headers: { authorization } });

/** The text, five seconds after whoever asked last. */
async function scrape(stage: Stage): Promise<string> {
  stage.clock.now += 5 * SECOND;
  const answer = await ask(stage, `Bearer ${TOKEN}`);
  expect(answer.status).toBe(200);
  return answer.text();
}

/** The own series and their values. */
function seriesIn(text: string): Record<string, number> {
  const lines = [...text.matchAll(/^saputnik_(\S+) (\S+)$/gm)];
  return Object.fromEntries(lines.map(([, name = '', value]) => [name, Number(value)]));
}

const series = async (stage: Stage) => seriesIn(await scrape(stage));
const WAITS = [1, 4, 16, 64].map((seconds) => seconds * SECOND);

describe('/metrics', () => {
  test('is not there without a token, and shut for whoever has another', async () => {
    await using closed = await openStage('sqlite');
    expect((await ask(closed, `Bearer ${TOKEN}`)).status).toBe(404);
    await using stage = await openStage('sqlite', { metricsToken: TOKEN });
    for (const wrong of [undefined, '', 'Bearer', 'Bearer ', TOKEN, `Bearer ${TOKEN}x`, `Basic ${TOKEN}`]) {
      const answer = await ask(stage, wrong);
      expect([wrong, answer.status]).toEqual([wrong, 401]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(await answer.text()).not.toContain('saputnik_');
    }
    const answer = await ask(stage, `Bearer ${TOKEN}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
  });

  test('says 503 where the database does not answer', async () => {
    await using stage = await openStage('sqlite', { metricsToken: TOKEN });
    await stage.store.close();
    expect((await ask(stage, `Bearer ${TOKEN}`)).status).toBe(503);
  });

  test('has each metric with a help and a type, beside those of the process', async () => {
    await using stage = await openStage('sqlite', { metricsToken: TOKEN });
    const text = await scrape(stage);
    const types = Object.fromEntries(
      [...text.matchAll(/^# TYPE saputnik_(\w+) (\w+)$/gm)].map(([, name, type]) => [name, type]),
    );
    expect(types).toEqual({
      turn_seconds: 'histogram',
      refusals_total: 'counter',
      crowds_total: 'counter',
      sends_total: 'counter',
      reply_attempts: 'histogram',
      job_runs_total: 'counter',
      job_last_success_age_seconds: 'gauge',
      job_overdue_seconds: 'gauge',
      queued: 'gauge',
      queue_oldest_age_seconds: 'gauge',
      dead_letters: 'gauge',
      human_requests_waiting: 'gauge',
      human_requests_oldest_age_seconds: 'gauge',
      erasures_waiting: 'gauge',
      erasures_overdue_seconds: 'gauge',
      build_info: 'gauge',
    });
    for (const name of Object.keys(types)) expect(text).toMatch(new RegExp(`^# HELP saputnik_${name} \\S.*\\.$`, 'm'));
    expect(text).toMatch(/^saputnik_build_info\{version="\d+\.\d+\.\d+",database="sqlite"\} 1$/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });

  test('asks the database no more than once in five seconds, however often it is asked', async () => {
    await using stage = await openStage('sqlite', { metricsToken: TOKEN });
    expect(await series(stage)).toMatchObject({ erasures_waiting: 0 });
    await stage.hear('42', ...JOIN);
    await stage.execute(`update person set forget_at = ${stage.clock.now + DAY}`);
    stage.clock.now += 5 * SECOND - 1;
    expect(seriesIn(await (await ask(stage, `Bearer ${TOKEN}`)).text())).toMatchObject({ erasures_waiting: 0 });
    stage.clock.now += 1;
    expect(seriesIn(await (await ask(stage, `Bearer ${TOKEN}`)).text())).toMatchObject({ erasures_waiting: 1 });
  });

  test('labels nothing by what a person said, is known by or belongs to', async () => {
    await using stage = await openStage('sqlite', { metricsToken: TOKEN });
    await stage.hear(
      'handle-of-amal',
      ...JOIN,
      'human',
      'he beats me',
      'my own words',
      'Book an appointment',
      'Finding a job',
    );
    stage.telegram.outcomes.push({ result: 'never', why: 'a reason with words' });
    await stage.hear('handle-of-amal', 'help');
    const text = await scrape(stage);
    const own = text.split('\n').filter((line) => line.startsWith('saputnik_'));
    const labels = own.flatMap((line) =>
      [...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value]) => [name, value]),
    );
    const allowed: Record<string, RegExp> = {
      outcome: /^(done|retried|dead)$/,
      channel: /^telegram$/,
      result: /^(sent|retry|never|pause|done|failed)$/,
      kind: /^[a-z-]+$/,
      queue: /^(inbox|outbox)$/,
      version: /^[\d.]+$/,
      database: /^sqlite$/,
      le: /^([\d.]+|\+Inf)$/,
    };
    for (const [name = '', value] of labels) expect(value, name).toMatch(allowed[name] ?? /^$/);
    const [person] = await stage.rows('person');
    for (const secret of ['amal', 'serbia', 'words', 'safety', 'woman', person?.id ?? '']) {
      expect(own.join('\n')).not.toContain(secret);
    }
  });
});

describe.each(DIALECTS)('the counts on %s', (dialect) => {
  test('follow turns that are done, tried again and given up', async () => {
    const content = brokenContent([FAILING]);
    await using stage = await openStage(dialect, { content, metricsToken: TOKEN });
    await stage.hear('42', ...JOIN);
    await stage.pump.receive([{ ...stage.incoming('43', 'hello'), externalId: 'again' }]);
    await stage.pump.receive([{ ...stage.incoming('43', 'hello'), externalId: 'again' }]);
    await stage.hear('42', 'human', 'Book an appointment');
    expect(await series(stage)).toMatchObject({
      'turn_seconds_count{outcome="done"}': JOIN.length + 1,
      'turn_seconds_count{outcome="retried"}': 1,
      'turn_seconds_count{outcome="dead"}': 0,
      'queued{queue="inbox"}': 2,
      'queue_oldest_age_seconds{queue="inbox"}': 5,
      'dead_letters{queue="inbox"}': 0,
    });
    for (const wait of WAITS) {
      stage.clock.now += wait;
      await stage.pump.settle();
    }
    expect(await series(stage)).toMatchObject({
      'turn_seconds_count{outcome="done"}': JOIN.length + 2,
      'turn_seconds_count{outcome="retried"}': 4,
      'turn_seconds_count{outcome="dead"}': 1,
      'queued{queue="inbox"}': 0,
      'queue_oldest_age_seconds{queue="inbox"}': 0,
      'dead_letters{queue="inbox"}': 1,
    });
  });

  test('follow what is sent, held back and given up', async () => {
    await using stage = await openStage(dialect, { metricsToken: TOKEN });
    const tries = (name: string) => `sends_total{channel="telegram",result="${name}"}`;
    await stage.hear('42', 'hello');
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + MINUTE, why: '429' });
    await stage.hear('42', 'English');
    expect(await series(stage)).toMatchObject({
      [tries('sent')]: 1,
      [tries('retry')]: 1,
      reply_attempts_count: 1,
      'queued{queue="outbox"}': 1,
      'queue_oldest_age_seconds{queue="outbox"}': 5,
    });
    stage.clock.now += MINUTE;
    stage.telegram.outcomes.push({ result: 'never', why: 'too long' });
    await stage.pump.settle();
    stage.telegram.outcomes.push({ result: 'pause', why: 'token' });
    await stage.hear('42', 'Serbia');
    // The notice and its question wait.
    expect(await series(stage)).toMatchObject({
      [tries('sent')]: 1,
      [tries('retry')]: 1,
      [tries('never')]: 1,
      [tries('pause')]: 1,
      'reply_attempts_bucket{le="1"}': 1,
      'reply_attempts_bucket{le="2"}': 2,
      reply_attempts_sum: 3,
      'queued{queue="outbox"}': 2,
      'dead_letters{queue="outbox"}': 1,
    });
  });

  test('follow who waits for a human, and who to be forgotten', async () => {
    await using stage = await openStage(dialect, { metricsToken: TOKEN });
    await stage.hear('42', ...JOIN, 'human');
    stage.clock.now += HOUR;
    await stage.hear('43', ...JOIN, 'human');
    expect(await series(stage)).toMatchObject({
      human_requests_waiting: 2,
      human_requests_oldest_age_seconds: 3605,
      erasures_waiting: 0,
    });
    await stage.hear('42', 'menu', 'My data', 'Delete everything', 'Yes, delete');
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + HOUR, why: '429' });
    await stage.hear('42', 'Delete now');
    expect(await series(stage)).toMatchObject({ erasures_waiting: 1, erasures_overdue_seconds: 0 });
    stage.clock.now += DAY;
    expect(await series(stage)).toMatchObject({ erasures_waiting: 1, erasures_overdue_seconds: 10 });
  });

  test('follow the jobs', async () => {
    await using stage = await openStage(dialect, { metricsToken: TOKEN });
    const job = (result: string) => `job_runs_total{kind="retention",result="${result}"}`;
    const age = 'job_last_success_age_seconds{kind="retention"}';
    const overdue = 'job_overdue_seconds{kind="retention"}';
    expect(await series(stage)).toMatchObject({ [job('done')]: 0, [job('failed')]: 0, [overdue]: 0 });
    expect(await series(stage)).not.toHaveProperty([age]);
    await scheduleJobs(stage.world);
    expect(await series(stage)).toMatchObject({ [overdue]: 5 });
    await runJobs(stage.world);
    expect(await series(stage)).toMatchObject({ [job('done')]: 1, [age]: 5, [overdue]: 0 });
    await stage.execute('alter table seen rename to elsewhere');
    stage.clock.now += DAY;
    await runJobs(stage.world);
    expect(await series(stage)).toMatchObject({ [job('done')]: 1, [job('failed')]: 1, [age]: 5 + 5 + DAY / SECOND });
  });

  test('are read by way of an index', async () => {
    await using stage = await openStage(dialect);
    const queries = backlogQueries(stage.store.read, ['serbia', 'milan'], stage.clock.now);
    for (const [name, query] of Object.entries(queries)) {
      const plan = await explain(stage, query.toSQL());
      expect(plan, name).toMatch(/\bINDEX\b/i);
      expect(plan, name).not.toMatch(/^SCAN|Seq Scan/m);
    }
  });
});

/** How the database would find the rows, were there many. */
async function explain({ store, where }: Stage, { sql, params }: { sql: string; params: unknown[] }): Promise<string> {
  if (store.dialect === 'sqlite') {
    using connection = closing(new Database(where));
    const steps = connection.database.prepare(`explain query plan ${sql}`).all(params) as { detail: string }[];
    return steps.map(({ detail }) => detail).join('\n');
  }
  const client = new pg.Client(where);
  await client.connect();
  try {
    await client.query('set enable_seqscan = off');
    const { rows } = await client.query(`explain ${sql}`, params);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.end();
  }
}

const closing = (database: Database.Database) => ({ database, [Symbol.dispose]: () => database.close() });
