import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';

const LID = '93816@lid';
const OTHER = '94477@lid';
const NUMBER = '38161@s.whatsapp.net';

describe.each(DIALECTS)('who writes, on %s', (dialect) => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage(dialect);
  });
  afterEach(() => stage[Symbol.asyncDispose]());

  const hear = async (handle: string, text: string, number?: string) => {
    await stage.pump.receive([{ ...stage.incoming(handle, text), ...(number && { number }) }]);
    await stage.pump.settle();
  };
  const people = async () => (await stage.rows('person')).length;
  const aliases = () => stage.rows('alias');
  const answeredAt = () => stage.telegram.sent.at(-1)?.handle;

  test('is the same by the lasting id and, later, by the number alone', async () => {
    await hear(LID, 'hello', NUMBER);
    await hear(NUMBER, '1');
    expect([await people(), answeredAt()]).toEqual([1, LID]);
  });

  test('known by the number alone, is the same when the lasting id comes to light, and is answered there', async () => {
    await hear(NUMBER, 'hello');
    expect(answeredAt()).toBe(NUMBER);
    await hear(LID, '1', NUMBER);
    expect([await people(), answeredAt()]).toEqual([1, LID]);
    await hear(LID, '1');
    await hear(NUMBER, '1');
    expect([await people(), answeredAt()]).toEqual([1, LID]);
  });

  test('is somebody else where the number was given to another person', async () => {
    await hear(LID, 'hello', NUMBER);
    await hear(OTHER, 'hello', NUMBER);
    expect([await people(), answeredAt()]).toEqual([2, OTHER]);
    // The number leads to whoever wrote from it last.
    await hear(NUMBER, '1');
    expect([await people(), answeredAt()]).toEqual([2, OTHER]);
    await hear(LID, '1');
    expect([await people(), answeredAt()]).toEqual([2, LID]);
  });

  test('keeps the number sealed, once, and loses it with all the rest', async () => {
    await hear(LID, 'hello', NUMBER);
    await hear(LID, '1', NUMBER);
    const [row, ...others] = await aliases();
    expect(others).toEqual([]);
    expect(row?.handle.includes(NUMBER)).toBe(false);
    const [key] = await stage.rows('personKey');
    const opened = testVault().unwrap(row?.person ?? '', key?.wrapped ?? Buffer.alloc(0));
    expect(testVault().open(opened, `alias:handle:${row?.id}`, row?.handle ?? Buffer.alloc(0))).toBe(NUMBER);
    stage.clock.now += 31 * DAY;
    await stage.pump.settle();
    expect([await people(), await aliases()]).toEqual([0, []]);
  });

  test('two first messages at once, one by each address, make one person', async () => {
    const from = { channel: 'telegram', content: { kind: 'open' }, at: stage.clock.now } as const;
    await stage.pump.receive([
      { ...from, externalId: 'a', handle: NUMBER },
      { ...from, externalId: 'b', handle: LID, number: NUMBER },
    ]);
    expect(await people()).toBe(1);
  });
});
