import { expect } from 'vitest';
import type { Content } from '../../src/conversation/message.ts';
import { bodies } from '../../src/store/sealed.ts';
import { testVault } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage } from '../fakes/stage.ts';
import { JOIN } from './support.ts';

const picture = (n: number, album?: string): Content => ({
  kind: 'media',
  media: 'photo',
  file: { ref: `p${n}` },
  ...(album !== undefined && { album }),
});
const FIVE = [1, 2, 3, 4, 5];

onBoth('several pictures at once on %s', (dialect, test) => {
  test('get one answer, whichever instance takes each of them in, and in whatever bundle it comes', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const before = stage.texts('42').length;
    const other = dialect === 'sqlite' ? stage : stage.beside();
    for (const n of FIVE) {
      const one = stage.incoming('42', picture(n, 'A'));
      await (n % 2 === 0 ? stage : other).pump.receive([one, { ...one, externalId: `again ${n}` }]);
      await stage.pump.settle();
      stage.clock.now += 60_000;
    }
    expect(stage.texts('42').slice(before)).toEqual([expect.stringContaining('I cannot look at pictures')]);
    await other.pump.stop();
  });

  test('get one answer where the channel names no album, by the time at which they were sent', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const before = stage.texts('42').length;
    const sent = FIVE.map((n) => stage.incoming('42', picture(n)));
    for (const one of sent) {
      // The provider posts each by itself, and the last ones again after hours.
      await stage.pump.receive([one]);
      stage.clock.now += 10 * 60_000;
    }
    await stage.pump.settle();
    expect(stage.texts('42').slice(before)).toEqual([expect.stringContaining('I cannot look at pictures')]);
  });

  test('are all kept where they are for staff, and answered once', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'human');
    const before = stage.texts('42').length;
    await stage.hear('42', ...FIVE.map((n) => picture(n, 'A')));
    expect(stage.texts('42').slice(before)).toEqual([expect.stringContaining('our team will read it')]);
    expect(await stage.rows('requestFile')).toHaveLength(5);
    expect(await stage.rows('requestEntry')).toHaveLength(5);
  });

  test('leave in the inbox that pictures came, and not which belong together', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, picture(1, 'A'));
    const vault = testVault();
    const [key] = await stage.rows('personKey');
    const row = (await stage.rows('inbox')).at(-1);
    if (key === undefined || row?.body == null) throw new Error('nothing is kept');
    const opened = bodies.open(vault, vault.unwrap(key.person, key.wrapped), `${row.person}.${row.seq}`, row.body);
    expect(opened).toEqual({ kind: 'media', media: 'photo' });
  });
});
