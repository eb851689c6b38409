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
 * Wraps every person's key by the newest master key, some at a time, so that it may stop anywhere: the finished keys
 * stay wrapped anew, the others still open by the older master key. Returns how many it wrapped. Throws `VaultError` if
 * a master key is missing.
 */
export async function rewrapKeys(store: Store, vault: Vault): Promise<number> {
  let count = 0;
  for await (const page of keyPages(store)) {
    const old = page.filter(({ wrapped }) => vault.needsRewrap(wrapped));
    const renewed = old.map((row) => ({ ...row, wrapped: vault.rewrap(row.person, row.wrapped), was: row.wrapped }));
    await store.tx(async (q) => {
      const { personKey } = q.t;
      for (const { person, wrapped, was } of renewed) {
        // A key that was changed or deleted in the meantime is left alone.
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
