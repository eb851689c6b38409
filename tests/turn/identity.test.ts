import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Incoming } from '../../src/conversation/message.ts';
import { DAY } from '../fakes/clock.ts';
import { openTestStore, type TestStore } from '../fakes/store.ts';
import { scriptedChannel, type TestWorld, testVault, testWorld } from '../fakes/world.ts';

const LID = '93816@lid';
const OTHER = '94477@lid';
const NUMBER = '38161@s.whatsapp.net';

describe.each(['sqlite', 'postgres'] as const)('who writes, on %s', (dialect) => {
  let data: TestStore;
  let world: TestWorld;
  let channel: ReturnType<typeof scriptedChannel>;
  let count = 0;

  beforeEach(async () => {
    data = await openTestStore(dialect);
    channel = scriptedChannel('telegram');
    world = await testWorld(data.store, [channel]);
  });
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
    await data[Symbol.asyncDispose]();
  });

  const hear = async (handle: string, text: string, number?: string) => {
    count += 1;
    const sender = { handle, ...(number && { number }) };
    const content = { kind: 'text', text } as const;
    const incoming: Incoming = { channel: 'telegram', externalId: `${count}`, ...sender, content, at: world.clock.now };
    await world.app.pump.receive([incoming]);
    await world.app.pump.settle();
  };
  const people = async () => (await data.store.read.db.select().from(data.store.read.t.person)).length;
  const aliases = () => data.store.read.db.select().from(data.store.read.t.alias);
  const answeredAt = () => channel.sent.at(-1)?.handle;

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
    const [key] = await data.store.read.db.select().from(data.store.read.t.personKey);
    const opened = testVault().unwrap(row?.person ?? '', key?.wrapped ?? Buffer.alloc(0));
    expect(testVault().open(opened, `alias:handle:${row?.id}`, row?.handle ?? Buffer.alloc(0))).toBe(NUMBER);
    world.clock.now += 31 * DAY;
    await world.app.pump.settle();
    expect([await people(), await aliases()]).toEqual([0, []]);
  });

  test('two first messages at once, one by each address, make one person', async () => {
    const from = { channel: 'telegram', content: { kind: 'open' }, at: world.clock.now } as const;
    await world.app.pump.receive([
      { ...from, externalId: 'a', handle: NUMBER },
      { ...from, externalId: 'b', handle: LID, number: NUMBER },
    ]);
    expect(await people()).toBe(1);
  });
});
