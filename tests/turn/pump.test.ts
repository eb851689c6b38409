import { describe, expect, test } from 'vitest';
import type { Receive } from '../../src/turn/channel.ts';
import { DAY } from '../fakes/clock.ts';
import { scriptedChannel } from '../fakes/parts.ts';
import { openStage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { hold, JOIN } from './support.ts';

/** A channel that is driven from outside once it was started. */
function drivenChannel(stop: () => Promise<void>) {
  const started = Promise.withResolvers<Receive>();
  return { ...scriptedChannel('terminal'), start: started.resolve, started: started.promise, stop };
}

describe.each(DIALECTS)('everything that moves on %s', (dialect) => {
  test('begins with the channels and the jobs', async () => {
    const terminal = drivenChannel(async () => {});
    await using stage = await openStage(dialect, { channels: [terminal] });
    await stage.pump.start();
    const receive = await terminal.started;
    await receive([stage.incoming('42', 'hello', 'terminal')]);
    await stage.pump.stop();
    expect(terminal.sent.length + (await stage.rows('outbox')).filter(({ state }) => state === 'queued').length).toBe(
      1,
    );
    expect((await stage.rows('job')).map(({ key }) => key).sort()).toEqual(['retention']);
  });

  test('finishes what is under way when it stops, though a channel does not', async () => {
    const terminal = drivenChannel(async () => {
      throw new Error('does not stop');
    });
    await using stage = await openStage(dialect, { channels: [terminal] });
    await stage.pump.start();
    const sending = hold(stage.telegram, '42');
    await stage.pump.receive([stage.incoming('42', 'hello')]);
    await sending.asked;
    const stopped = stage.pump.stop();
    sending.release();
    await stopped;
    expect(await stage.rows('outbox')).toMatchObject([{ state: 'sent', lease: null }]);
  });

  test('goes on for everybody else where one record is damaged', async () => {
    await using stage = await openStage(dialect);
    const book = ['Book an appointment', 'Finding a job', 'No preference', 'Fri 27 Nov', '09:00', 'Yes, book it'];
    await stage.hear('damaged', ...JOIN, ...book);
    const [{ id } = { id: '' }] = await stage.rows('person');
    await stage.hear('well', ...JOIN, ...book);
    await stage.execute(`update person_key set wrapped = (select handle from contact where person = '${id}')
      where person = '${id}'`);
    stage.clock.now += 2 * DAY;
    const reminded = hold(stage.telegram, 'well');
    await stage.pump.start();
    await reminded.asked;
    reminded.release();
    await stage.pump.stop();
    expect(stage.texts('well').at(-1)).toMatch(/^Reminder/);
    await stage.hear('well', 'help');
    expect(stage.texts('well').at(-1)).toBe('How can we help you?');
  });

  test('takes a message that cannot be answered off the queue', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'human');
    const [{ id } = { id: '' }] = await stage.rows('person');
    await stage.execute(`insert into inbox (person, seq, contact, at, state, due, attempts)
      select person, 99, id, 0, 'queued', 0, 0 from contact`);
    await stage.execute(`update person_key set wrapped = (select handle from contact where person = '${id}')`);
    await stage.pump.settle();
    expect((await stage.rows('inbox')).at(-1)).toMatchObject({
      state: 'dead',
      reason: expect.stringMatching(/^Vault/),
    });
  });

  test('forgets messages of somebody whose key did not come back with a backup', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    await stage.execute(`insert into inbox (person, seq, contact, at, state, due, attempts)
      select person, 99, id, 0, 'queued', 0, 0 from contact`);
    await stage.execute('delete from person_key');
    await stage.pump.settle();
    for (const table of ['person', 'contact', 'inbox', 'outbox'] as const) expect(await stage.rows(table)).toEqual([]);
    await stage.hear('42', 'hello');
    expect(stage.texts('42').at(-1)).toContain('Choose your language');
  });
});
