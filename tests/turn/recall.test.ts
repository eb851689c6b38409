import { expect, test } from 'vitest';
import { recall } from '../../src/turn/send/recall.ts';
import { DAY } from '../fakes/clock.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';

test.each(DIALECTS)('what a provider asks for once more is what was said, on %s', async (dialect) => {
  await using stage: Stage = await openStage(dialect);
  await stage.hear('42', 'hello', 'English');
  const said = stage.last('42');
  expect(await recall(stage.world, 'telegram', '42/1')).toEqual(said);
  expect(await recall(stage.world, 'telegram', '42/99')).toBeUndefined();
  expect(await recall(stage.world, 'whatsapp-web', '42/1')).toBeUndefined();
});

test.each(DIALECTS)(
  'a card that was shown, and what somebody forgotten was told, is not said again, on %s',
  async (dialect) => {
    await using stage: Stage = await openStage(dialect);
    await stage.hear('42', 'hello', 'English', 'Serbia', 'he beats me', 'Yes');
    const cards = (await stage.rows('outbox')).filter(({ card }) => card);
    expect(cards.length).toBeGreaterThan(0);
    const sent = stage.telegram.sent.map((_, i) => `42/${i}`);
    const recalled = await Promise.all(sent.map((id) => recall(stage.world, 'telegram', id)));
    expect(recalled.filter((reply) => reply === undefined)).toHaveLength(cards.length);
    stage.clock.now += 31 * DAY;
    await stage.pump.settle();
    for (const id of sent) expect(await recall(stage.world, 'telegram', id)).toBeUndefined();
  },
);
