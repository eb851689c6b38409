import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deleteBelongings } from '../../src/store/belongings.ts';
import { releaseLease, takeLease } from '../../src/store/lease.ts';
import { createPerson } from '../../src/store/people.ts';
import { createWhatsappKeys } from '../../src/store/whatsapp-keys.ts';
import { START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { openTestStore, type TestStore } from '../fakes/store.ts';

const vault = testVault();
const LID = '93816@lid';

describe.each(['sqlite', 'postgres'] as const)('on %s', (dialect) => {
  let data: TestStore;
  beforeEach(async () => {
    data = await openTestStore(dialect);
  });
  afterEach(() => data[Symbol.asyncDispose]());
  const rows = () => data.store.read.db.select().from(data.store.read.t.whatsappKey);

  test('a linked device finds again what it keeps, and nothing of it can be read without the master key', async () => {
    const keys = createWhatsappKeys(data.store, vault);
    await keys.save([
      { name: 'creds', text: 'the account' },
      { name: 'session 93816_1.0', owner: LID, text: 'a talk' },
      { name: 'pre-key 1', text: 'once' },
    ]);
    await keys.save([
      { name: 'pre-key 1', text: null },
      { name: 'creds', text: 'the account, later' },
    ]);
    expect(await keys.load(['creds', 'pre-key 1', 'session 93816_1.0', 'nothing'])).toEqual(
      new Map([
        ['creds', 'the account, later'],
        ['session 93816_1.0', 'a talk'],
      ]),
    );
    const kept = (await rows()).flatMap((row) => [row.name, row.body, row.owner ?? Buffer.alloc(0)]);
    for (const word of ['creds', 'account', '93816', 'talk'])
      expect(kept.some((bytes) => bytes.includes(word))).toBe(false);
    await keys.clear();
    expect(await rows()).toEqual([]);
  });

  test('hundreds are kept and found at once', async () => {
    const keys = createWhatsappKeys(data.store, vault);
    const names = Array.from({ length: 812 }, (_, i) => `pre-key ${i}`);
    await keys.save(names.map((name) => ({ name, text: name })));
    const found = await keys.load(names);
    expect([...found].every(([name, text]) => name === text)).toBe(true);
    expect(found.size).toBe(812);
  });

  test('what the device knows of a person goes with the person', async () => {
    const keys = createWhatsappKeys(data.store, vault);
    const { wrapped } = vault.newPersonKey('ana');
    const handle = Buffer.from('sealed');
    const handleHash = vault.blindIndex('handle', 'whatsapp-web', LID);
    await data.store.tx((q) =>
      createPerson(q, {
        id: 'ana',
        wrapped,
        contact: 'c',
        channel: 'whatsapp-web',
        handleHash,
        handle,
        lastDay: START,
      }),
    );
    await keys.save([
      { name: 'creds', text: 'x' },
      { name: 'session 93816_1.0', owner: LID, text: 'hers' },
      { name: 'session 1_1.0', owner: '1@lid', text: 'another' },
    ]);
    await data.store.tx((q) => deleteBelongings(q, 'ana'));
    expect([...(await keys.load(['creds', 'session 93816_1.0', 'session 1_1.0'])).keys()]).toEqual([
      'creds',
      'session 1_1.0',
    ]);
  });

  test('what one process holds, no other takes until it lets go or its time is over', async () => {
    const take = (holder: string, now: number) =>
      data.store.tx((q) => takeLease(q, { name: 'one', holder, until: now + 30, now }));
    expect(await take('a', 0)).toBe(true);
    expect(await take('b', 29)).toBe(false);
    expect(await take('a', 29)).toBe(true);
    expect(await take('b', 58)).toBe(false);
    expect(await take('b', 59)).toBe(true);
    expect(await take('a', 60)).toBe(false);
    await data.store.tx((q) => releaseLease(q, 'one', 'a'));
    expect(await take('a', 61)).toBe(false);
    await data.store.tx((q) => releaseLease(q, 'one', 'b'));
    expect(await take('a', 61)).toBe(true);
  });
});
