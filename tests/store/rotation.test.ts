import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { countOldKeys, rewrapKeys } from '../../src/store/rotation.ts';
import type { Store } from '../../src/store/store.ts';
import { createVault, type Vault, VaultError } from '../../src/store/vault.ts';
import { openTestStore } from '../fakes/store.ts';

const first = randomBytes(32);
const second = randomBytes(32);
const PEOPLE = 450;

/** People with a word each, locked by a vault that knows the first key alone. */
async function settle(store: Store): Promise<Map<string, Buffer>> {
  const vault = createVault([first]);
  const words = new Map<string, Buffer>();
  await store.tx(async ({ db, t }) => {
    for (let i = 0; i < PEOPLE; i++) {
      const person = `p${i}`;
      const { key, wrapped } = vault.newPersonKey(person);
      words.set(person, vault.seal(key, `contact:handle:${person}`, person));
      await db.insert(t.personKey).values({ person, wrapped });
    }
  });
  return words;
}

/** How many of the people's words open with the keys as they are stored now. */
async function opened({ read }: Store, vault: Vault, words: Map<string, Buffer>): Promise<number> {
  const rows = await read.db.select().from(read.t.personKey);
  return rows.filter(({ person, wrapped }) => {
    const key = vault.unwrap(person, wrapped);
    return vault.open(key, `contact:handle:${person}`, words.get(person) ?? Buffer.alloc(0)) === person;
  }).length;
}

describe.each(['sqlite', 'postgres'] as const)('a rotation on %s', (dialect) => {
  test('that breaks off in the middle leaves all open, and is finished by the next', async () => {
    await using one = await openTestStore(dialect);
    const words = await settle(one.store);
    const both = () => createVault([first, second]);
    expect(await countOldKeys(one.store, both())).toBe(PEOPLE);
    let commits = 0;
    const breaking: Store = {
      ...one.store,
      async tx(work) {
        commits += 1;
        if (commits === 2) throw new Error('the power is gone');
        return one.store.tx(work);
      },
    };
    await expect(rewrapKeys(breaking, both())).rejects.toThrow('the power is gone');
    const left = await countOldKeys(one.store, both());
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(PEOPLE);
    expect(await opened(one.store, both(), words)).toBe(PEOPLE);

    expect(await rewrapKeys(one.store, both())).toBe(left);
    expect(await countOldKeys(one.store, both())).toBe(0);
    expect(await opened(one.store, both(), words)).toBe(PEOPLE);
    expect(await rewrapKeys(one.store, both())).toBe(0);
    // The older master key opens nobody's key any more.
    await expect(opened(one.store, createVault([first]), words)).rejects.toThrow(VaultError);
  });

  test('gives nobody their key back who is forgotten meanwhile', async () => {
    await using one = await openTestStore(dialect);
    await settle(one.store);
    const late: Store = {
      ...one.store,
      async tx(work) {
        await one.store.tx(({ db, t }) => db.delete(t.personKey).returning());
        return one.store.tx(work);
      },
    };
    await rewrapKeys(late, createVault([first, second]));
    expect(await one.store.read.db.select().from(one.store.read.t.personKey)).toEqual([]);
  });
});
