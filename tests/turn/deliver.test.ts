import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { scriptedChannel } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { hold, JOIN, JOINED } from './support.ts';

const SECOND = 1000;
const MENU = 'How can we help you?';
const waiting = async (stage: Stage) => (await stage.rows('outbox')).filter(({ state }) => state === 'queued');

describe.each(DIALECTS)('sending on %s', (dialect) => {
  test('keeps the order of each person, whatever came together', async () => {
    await using stage = await openStage(dialect);
    const handles = ['1', '2', '3'];
    const words = [...JOIN, 'help', 'human', 'help'];
    await stage.pump.receive(words.flatMap((word) => handles.map((handle) => stage.incoming(handle, word))));
    await stage.pump.settle();
    const rows = await stage.rows('outbox');
    for (const handle of handles) {
      expect(stage.texts(handle)).toHaveLength(rows.length / handles.length);
      expect(stage.texts(handle)).toEqual(stage.texts('1'));
    }
    expect(rows.every(({ state, sentAt }) => state === 'sent' && sentAt === stage.clock.now)).toBe(true);
    const help = expect.stringContaining('I tell you about your rights');
    const about = expect.stringContaining('What is it about?');
    expect(stage.texts('1').slice(JOINED)).toEqual([help, MENU, about, help, about]);
  });

  test('waits until the very time that the channel names, and later replies wait behind', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', 'hello');
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + 30 * SECOND, why: '429' });
    await stage.hear('42', ...JOIN.slice(1));
    await stage.hear('43', 'hello');
    stage.clock.now += 30 * SECOND - 1;
    await stage.pump.settle();
    expect(stage.texts('42')).toHaveLength(1);
    expect(stage.texts('43')).toHaveLength(1);
    stage.clock.now += 1;
    await stage.pump.settle();
    expect(stage.texts('42')).toHaveLength(JOINED);
    expect(stage.texts('42').at(-1)).toBe(MENU);
  });

  test('leaves a channel alone that is not connected, as long as it takes, and keeps nobody else waiting', async () => {
    let isConnected = false;
    const terminal = { ...scriptedChannel('terminal', false), isReady: () => isConnected };
    await using stage = await openStage(dialect, { channels: [terminal] });
    await stage.pump.receive([stage.incoming('7', 'hello', 'terminal')]);
    await stage.hear('42', 'hello');
    stage.clock.now += 3 * DAY;
    await stage.pump.settle();
    expect([terminal.sent.length, stage.texts('42').length]).toEqual([0, 1]);
    expect(await waiting(stage)).toMatchObject([{ channel: 'terminal', attempts: 0 }]);
    isConnected = true;
    await stage.pump.settle();
    expect(terminal.sent).toHaveLength(1);
  });

  test('comes back after a growing, random time where the channel names none, or one that is over', async () => {
    await using stage = await openStage(dialect);
    stage.telegram.outcomes.push({ result: 'retry', why: 'network' });
    await stage.hear('42', 'hello');
    for (const most of [2, 4, 8, 16]) {
      const [row] = await waiting(stage);
      const wait = (row?.due ?? 0) - stage.clock.now;
      expect(wait).toBeGreaterThanOrEqual(500);
      expect(wait).toBeLessThanOrEqual(500 + most * SECOND);
      stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now, why: 'network' });
      stage.clock.now += wait;
      await stage.pump.settle();
      expect(stage.telegram.outcomes).toEqual([]);
    }
    stage.clock.now += 33 * SECOND;
    await stage.pump.settle();
    expect(stage.texts('42')).toHaveLength(1);
  });

  test('gives up what did not get through for a day, and goes on with what follows', async () => {
    await using stage = await openStage(dialect);
    const first = stage.clock.now;
    stage.telegram.outcomes.push({ result: 'retry', at: first + DAY, why: '429' });
    await stage.hear('42', 'hello');
    stage.clock.now = first + DAY - MINUTE;
    await stage.hear('42', 'English');
    expect(stage.texts('42')).toEqual([]);
    stage.telegram.outcomes.push({ result: 'retry', at: first + DAY + 1, why: '429' });
    stage.clock.now = first + DAY;
    await stage.pump.settle();
    expect(stage.texts('42')).toEqual([expect.stringContaining('Which city or country do you need information for?')]);
    expect(await stage.rows('outbox')).toMatchObject([{ state: 'failed', reason: 'gave up: 429' }, { state: 'sent' }]);
  });

  test('goes on with the next where one will never get through', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    stage.telegram.outcomes.push({ result: 'never', why: 'too long' });
    await stage.hear('42', 'help');
    expect(stage.texts('42').slice(JOINED)).toEqual([MENU]);
    expect(await stage.rows('outbox')).toContainEqual(expect.objectContaining({ state: 'failed', reason: 'too long' }));
    expect(await stage.rows('contact')).toMatchObject([{ blocked: false }]);
  });

  test('gives up on somebody who blocked us, until they write again', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    stage.telegram.outcomes.push({ result: 'never', why: 'Forbidden', blocked: true });
    await stage.hear('42', 'help');
    expect(stage.texts('42')).toHaveLength(JOINED);
    expect(await stage.rows('contact')).toMatchObject([{ blocked: true }]);
    expect((await stage.rows('outbox')).slice(JOINED)).toMatchObject([
      { state: 'failed', reason: 'blocked' },
      { state: 'failed', reason: 'blocked' },
    ]);
    await stage.hear('42', 'Book an appointment');
    expect(stage.texts('42').slice(JOINED)).toEqual(['What is it about?']);
    expect(await stage.rows('contact')).toMatchObject([{ blocked: false }]);
  });

  test('holds a channel that refuses us altogether, and no other', async () => {
    const terminal = scriptedChannel('terminal');
    await using stage = await openStage(dialect, { channels: [terminal] });
    stage.telegram.outcomes.push({ result: 'pause', why: 'token' });
    await stage.hear('42', 'hello');
    await stage.hear('43', 'hello');
    await stage.pump.receive([stage.incoming('44', 'hello', 'terminal')]);
    stage.clock.now += 5 * MINUTE - 1;
    await stage.pump.settle();
    expect(stage.telegram.sent).toEqual([]);
    expect(terminal.sent).toHaveLength(1);
    expect(await waiting(stage)).toMatchObject([{ attempts: 0 }, { attempts: 0 }]);
    stage.clock.now += 1;
    await stage.pump.settle();
    expect(stage.telegram.sent).toHaveLength(2);
  });

  test('takes away what was sent in the last 48 hours at a quick exit', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', 'hello');
    stage.clock.now += 1;
    await stage.hear('42', 'English');
    await stage.hear('43', 'hello');
    stage.clock.now += 48 * HOUR;
    await stage.hear('42', 'Serbia', 'exit');
    const clear = stage.telegram.sent.find(({ reply }) => reply.kind === 'clear');
    expect(clear).toMatchObject({ handle: '42', earlier: ['42/1', '42/3', '42/4'] });
  });

  test('keeps no copy of a card, whether it was shown or cannot be', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'he beats me');
    expect(stage.last('42')).toMatchObject({ card: true, text: 'Shall we show you important numbers for help?' });
    const cards = async () => (await stage.rows('outbox')).filter(({ card }) => card);
    expect(await cards()).toMatchObject([{ state: 'sent', body: null }]);
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + 1, why: '429' });
    await stage.hear('42', { kind: 'tap', button: 's.safety' });
    expect((await cards())[1]).toMatchObject({ state: 'queued', body: expect.anything() });
    stage.telegram.outcomes.push({ result: 'never', why: 'gone' });
    stage.clock.now += 1;
    await stage.pump.settle();
    expect((await cards())[1]).toMatchObject({ state: 'failed', body: null });
    stage.telegram.outcomes.push({ result: 'never', why: 'Forbidden', blocked: true });
    await stage.hear('42', 'help', { kind: 'tap', button: 's.safety' });
    await stage.pump.settle();
    expect((await cards()).map(({ body }) => body)).toEqual([null, null, null]);
    const others = (await stage.rows('outbox')).filter(({ card }) => !card);
    expect(others.every(({ body }) => body !== null)).toBe(true);
  });

  test('sends nothing on a channel whose devices fetch', async () => {
    await using stage = await openStage(dialect);
    await stage.pump.receive([stage.incoming('page', { kind: 'open' }, 'web-chat')]);
    await stage.pump.settle();
    expect(await stage.rows('outbox')).toMatchObject([
      { channel: 'web-chat', state: 'sent', attempts: 0, lease: null, sentAt: null },
    ]);
    expect(stage.telegram.sent).toEqual([]);
  });

  test('gives up a reply that cannot be read any more', async () => {
    await using stage = await openStage(dialect);
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + 1, why: '429' });
    await stage.hear('42', 'hello', 'English');
    await stage.execute('update outbox set body = handle from contact where seq = 1');
    stage.clock.now += 1;
    await stage.pump.settle();
    expect(stage.texts('42')).toEqual([expect.stringContaining('Which city or country do you need information for?')]);
    expect(await stage.rows('outbox')).toMatchObject([
      { state: 'failed', reason: expect.stringMatching(/^VaultError/) },
      { state: 'sent' },
    ]);
  });

  test('holds up nobody behind somebody whose channel is slow', async () => {
    await using stage = await openStage(dialect);
    await stage.pump.start();
    const slow = hold(stage.telegram, 'slow');
    await stage.pump.receive([stage.incoming('slow', 'hello')]);
    await slow.asked;
    for (const word of JOIN) {
      let quick = hold(stage.telegram, 'quick');
      await stage.pump.receive([stage.incoming('quick', word)]);
      await quick.asked;
      if (word === 'Serbia') {
        // Before the question about consent comes the notice.
        const notice = quick;
        quick = hold(stage.telegram, 'quick');
        notice.release();
        await quick.asked;
      }
      quick.release();
    }
    expect(stage.texts('slow')).toEqual([]);
    slow.release();
    await stage.pump.stop();
    expect(stage.texts('slow')).toHaveLength(1);
    expect(await waiting(stage)).toEqual([]);
  });
});
