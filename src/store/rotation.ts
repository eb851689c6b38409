import { and, asc, eq, gt } from 'drizzle-orm';
import type { Store } from './store.ts';
import type { Vault } from './vault.ts';

const BATCH = 200;

/** How many people's keys are still wrapped by an older master key. */
export async function countOldKeys(store: Store, vault: Vault): Promise<number> {
  let count = 0;
  for await (const page of keyPages(store)) count += page.filter(({ wrapped }) => vault.needsRewrap(wrapped)).length;
  return count;
}

/**
 * Wraps every person's key by the newest master key, some at a time, so that it can break off anywhere: what is done is
 * done, the rest still opens by the older key. Returns how many it wrapped. Throws `VaultError` where a master key is missing.
 */
export async function rewrapKeys(store: Store, vault: Vault): Promise<number> {
  let count = 0;
  for await (const page of keyPages(store)) {
    const old = page.filter(({ wrapped }) => vault.needsRewrap(wrapped));
    const renewed = old.map((row) => ({ ...row, wrapped: vault.rewrap(row.person, row.wrapped), was: row.wrapped }));
    await store.tx(async (q) => {
      const { personKey } = q.t;
      for (const { person, wrapped, was } of renewed) {
        // Not where it has changed, or gone, in the meantime.
        await q.db
          .update(personKey)
          .set({ wrapped })
          .where(and(eq(personKey.person, person), eq(personKey.wrapped, was)));
      }
    });
    count += renewed.length;
  }
  return count;
}

async function* keyPages({ read }: Store): AsyncGenerator<{ person: string; wrapped: Buffer }[]> {
  const { personKey } = read.t;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: { person: string; wrapped: Buffer }[] = await read.db
      .select()
      .from(personKey)
      .where(gt(personKey.person, after))
      .orderBy(asc(personKey.person))
      .limit(BATCH);
    yield page;
    after = page.at(-1)?.person;
  }
}
