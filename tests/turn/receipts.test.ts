import { describe, expect, test } from 'vitest';
import { UNTIL_HEARD } from '../../src/store/outbox.ts';
import type { Receipt } from '../../src/turn/channel.ts';
import { sayTo } from '../../src/turn/people/tell-person.ts';
import { DAY } from '../fakes/clock.ts';
import { scriptedChannel } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { hold, JOIN } from './support.ts';

const receipt = (externalId: string, state: Receipt['state'], why?: string): Receipt => ({
  channel: 'telegram',
  externalId,
  state,
  ...(why !== undefined && { why }),
});

const closed = (externalId: string) => receipt(externalId, 'closed', 'WhatsApp 131047');

/** A channel with a window: a reply waits where nothing is known of when its person wrote, unless it may be a template. */
function windowed() {
  const channel = scriptedChannel('telegram');
  const may = { template: false };
  const { send } = channel;
  const telegram: typeof channel = {
    ...channel,
    can: { ...channel.can, window: true },
    send: async (handle, reply, context) =>
      context.heardAt === null && !may.template
        ? { result: 'wait', why: 'the window is closed' }
        : send(handle, reply, context),
  };
  return { telegram, may };
}

/** How often something was sent. */
const timesSent = ({ telegram }: Stage, words: string) =>
  telegram.sent.filter(({ reply }) => reply.kind !== 'clear' && reply.text.includes(words)).length;

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

  describe('that say the person must write first', () => {
    const LANGUAGES = 'Choose your language';
    const queued = async (stage: Stage) =>
      (await stage.rows('outbox')).filter(({ state }) => state === 'queued').map(({ due }) => due);

    test('hold a reply until they do, and it is sent once more', async () => {
      await using stage = await openStage(dialect, { telegram: windowed().telegram });
      await stage.hear('42', 'hello');
      await stage.pump.receive([], { receipts: [closed('42/0'), closed('42/0')] });
      await stage.pump.settle();
      expect(await queued(stage)).toEqual([UNTIL_HEARD]);
      expect((await states(stage)).map(([, isKnown]) => isKnown)).toEqual([false]);
      stage.clock.now += 3 * DAY;
      await stage.hear('42', 'English');
      expect([await queued(stage), timesSent(stage, LANGUAGES)]).toEqual([[], 2]);
      // What comes late of the first try says nothing of the second.
      await stage.pump.receive([], { receipts: [closed('42/0'), receipt('42/0', 'failed', 'WhatsApp 1')] });
      expect([await queued(stage), (await stage.rows('outbox'))[0]?.state]).toEqual([[], 'sent']);
    });

    test('send it again at once as a template, and no second time', async () => {
      const { telegram, may } = windowed();
      await using stage = await openStage(dialect, { telegram });
      await stage.hear('42', 'hello');
      may.template = true;
      stage.clock.now += 1;
      await stage.pump.receive([], { receipts: [closed('42/0')] });
      await stage.pump.settle();
      expect(timesSent(stage, LANGUAGES)).toBe(2);
      stage.clock.now += 1;
      await stage.pump.receive([], { receipts: [closed('42/1')] });
      await stage.pump.settle();
      expect([timesSent(stage, LANGUAGES), await queued(stage)]).toEqual([2, [UNTIL_HEARD]]);
    });

    test('send it again at once where they have written since', async () => {
      await using stage = await openStage(dialect, { telegram: windowed().telegram });
      await stage.hear('42', 'hello');
      stage.clock.now += 1;
      await stage.hear('42', 'English');
      await stage.pump.receive([], { receipts: [closed('42/0')] });
      await stage.pump.settle();
      expect([timesSent(stage, LANGUAGES), await queued(stage)]).toEqual([2, []]);
    });

    test('may come before the send is recorded', async () => {
      const { telegram } = windowed();
      await using stage = await openStage(dialect, { telegram });
      const held = hold(stage.telegram, '42');
      await stage.pump.receive([stage.incoming('42', 'hello')]);
      const settled = stage.pump.settle();
      await held.asked;
      await stage.pump.receive([], { receipts: [closed('early')] });
      held.release({ result: 'sent', externalIds: ['early', 'late'] });
      await settled;
      expect(await queued(stage)).toEqual([UNTIL_HEARD]);
    });

    test('hold up no later reply that may go as a template', async () => {
      const { telegram, may } = windowed();
      await using stage = await openStage(dialect, { telegram });
      await stage.hear('42', ...JOIN);
      await stage.pump.receive([], { receipts: [closed('42/0')] });
      await stage.pump.settle();
      may.template = true;
      const [person] = await stage.rows('person');
      await stage.store.tx((q) => sayTo(stage.world, q, person?.id ?? '', 'Bring your card'));
      await stage.pump.settle();
      expect([timesSent(stage, 'Bring your card'), await queued(stage)]).toEqual([1, [UNTIL_HEARD]]);
    });
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
