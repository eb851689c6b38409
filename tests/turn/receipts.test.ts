import { describe, expect, test } from 'vitest';
import type { Receipt } from '../../src/turn/channel.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { hold } from './support.ts';

const receipt = (externalId: string, state: Receipt['state'], why?: string): Receipt => ({
  channel: 'telegram',
  externalId,
  state,
  ...(why !== undefined && { why }),
});

const states = async (stage: Stage) =>
  (await stage.rows('dispatch')).map(({ state, person }) => [state, person !== null]);

describe.each(DIALECTS)('receipts on %s', (dialect) => {
  test('are noted, in whatever order and how often they come', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', 'hello');
    expect(await states(stage)).toEqual([['sent', true]]);
    await stage.pump.receive([], {
      receipts: [receipt('42/0', 'read'), receipt('42/0', 'delivered'), receipt('42/0', 'read')],
    });
    expect(await states(stage)).toEqual([['read', true]]);
    await stage.pump.receive([], { receipts: [receipt('42/0', 'failed', 'WhatsApp 1')] });
    expect(await states(stage)).toEqual([['read', true]]);
  });

  test('that say a reply was refused end it: it is not sent again, and the next one is', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', 'hello');
    await stage.pump.receive([], { receipts: [receipt('42/0', 'failed', 'WhatsApp 463')] });
    await stage.hear('42', 'English');
    const rows = await stage.rows('outbox');
    expect(rows.map(({ state, reason }) => [state, reason])).toEqual([
      ['failed', 'WhatsApp 463'],
      ['sent', null],
    ]);
    expect(stage.telegram.sent).toHaveLength(2);
  });

  test('may come before the send is recorded', async () => {
    await using stage = await openStage(dialect);
    const held = hold(stage.telegram, '42');
    await stage.pump.receive([stage.incoming('42', 'hello')]);
    const settled = stage.pump.settle();
    await held.asked;
    await stage.pump.receive([], { receipts: [receipt('early', 'failed', 'WhatsApp 131026')] });
    expect(await states(stage)).toEqual([['failed', false]]);
    held.release({ result: 'sent', externalIds: ['early'] });
    await settled;
    expect(await states(stage)).toEqual([['failed', true]]);
    expect((await stage.rows('outbox')).map(({ state, reason }) => [state, reason])).toEqual([
      ['failed', 'WhatsApp 131026'],
    ]);
  });

  test('go with the person', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', 'hello', 'English', 'Serbia', 'Yes, I agree', 'Woman', 'My data', 'Delete everything');
    await stage.hear('42', 'Yes, delete', 'Delete now');
    expect(await stage.rows('person')).toEqual([]);
    expect(await stage.rows('dispatch')).toEqual([]);
  });
});
