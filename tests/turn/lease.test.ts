import { describe, expect, test } from 'vitest';
import { clearLeases } from '../../src/store/outbox.ts';
import { MINUTE } from '../fakes/clock.ts';
import { openStage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { hold } from './support.ts';

describe.each(DIALECTS)('two senders on %s', (dialect) => {
  test('never have the same reply, nor the one after it', async () => {
    await using stage = await openStage(dialect);
    const other = stage.beside();
    const sending = hold(stage.telegram, '42');
    await stage.pump.receive([stage.incoming('42', 'hello'), stage.incoming('42', 'English')]);
    const settled = stage.pump.settle();
    await sending.asked;
    stage.clock.now += MINUTE - 1;
    await other.pump.settle();
    expect(other.telegram.sent).toEqual([]);
    sending.release();
    await settled;
    expect(stage.texts('42')).toHaveLength(2);
  });

  test('share what there is to do without sending anything twice', async () => {
    await using stage = await openStage(dialect);
    const other = stage.beside();
    const handles = Array.from({ length: 30 }, (_, i) => `person ${i}`);
    await stage.pump.receive(handles.flatMap((handle) => ['hello', 'English'].map((w) => stage.incoming(handle, w))));
    await Promise.all([stage.pump.settle(), other.pump.settle()]);
    const sent = [...stage.telegram.sent, ...other.telegram.sent];
    expect(sent).toHaveLength(60);
    expect(new Set(sent.map(({ handle, reply }) => `${handle} ${JSON.stringify(reply)}`)).size).toBe(60);
  });

  test('take over from each other when a lease is over; what the first one finds out late counts no more', async () => {
    await using stage = await openStage(dialect);
    const other = stage.beside();
    const sending = hold(stage.telegram, '42');
    await stage.pump.receive([stage.incoming('42', 'hello')]);
    const settled = stage.pump.settle();
    await sending.asked;
    stage.clock.now += MINUTE;
    await other.pump.settle();
    expect(other.telegram.sent).toHaveLength(1);
    sending.release({ result: 'never', why: 'Forbidden', blocked: true });
    await settled;
    expect(await stage.rows('outbox')).toMatchObject([{ state: 'sent', attempts: 1, reason: null, lease: null }]);
    expect(await stage.rows('contact')).toMatchObject([{ blocked: false }]);
  });

  test('fence off a late record also while the second one is still sending', async () => {
    await using stage = await openStage(dialect);
    const other = stage.beside();
    const [first, second] = [hold(stage.telegram, '42'), hold(other.telegram, '42')];
    await stage.pump.receive([stage.incoming('42', 'hello')]);
    const settled = [stage.pump.settle()];
    await first.asked;
    stage.clock.now += MINUTE;
    settled.push(other.pump.settle());
    await second.asked;
    const leased = await stage.rows('outbox');
    first.release();
    await settled[0];
    expect(await stage.rows('outbox')).toEqual(leased);
    second.release();
    await settled[1];
    expect(await stage.rows('outbox')).toMatchObject([{ state: 'sent' }]);
  });

  test('repeat at most the one reply that was on its way when the first one died', async () => {
    await using stage = await openStage(dialect);
    const sending = hold(stage.telegram, '42');
    await stage.pump.receive([stage.incoming('42', 'hello'), stage.incoming('42', 'English')]);
    const settled = stage.pump.settle();
    await sending.asked;
    await stage.execute('alter table outbox rename to elsewhere');
    sending.release();
    await expect(settled).rejects.toThrow(/outbox/);
    await stage.execute('alter table elsewhere rename to outbox');
    const other = stage.beside();
    await other.pump.settle();
    expect(other.telegram.sent).toEqual([]);
    stage.clock.now += MINUTE;
    await other.pump.settle();
    expect(stage.texts('42')).toHaveLength(1);
    expect(other.telegram.sent.map(({ reply }) => reply)).toMatchObject([
      stage.last('42'),
      { text: expect.stringContaining('Which city or country do you need information for?') },
    ]);
  });

  test('need not wait for a lease that a server which starts alone has cleared', async () => {
    await using stage = await openStage(dialect);
    const sending = hold(stage.telegram, '42');
    await stage.pump.receive([stage.incoming('42', 'hello')]);
    const settled = stage.pump.settle();
    await sending.asked;
    const other = stage.beside();
    await stage.store.tx(clearLeases);
    await other.pump.settle();
    expect(other.telegram.sent).toHaveLength(1);
    sending.release();
    await settled;
  });
});
