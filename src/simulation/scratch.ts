import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Content } from '../content.ts';
import { seed } from '../store/seed.ts';
import { migrateSqlite, openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { createVault, newKeyFile, parseKeys, type Vault } from '../store/vault.ts';

/** The data of a fresh demonstration, with keys of its own, which is deleted when it is disposed of. */
export async function openScratch(content: Content): Promise<{ store: Store; vault: Vault } & AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'saputnik-'));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'saputnik.db');
  migrateSqlite(file);
  const store = opening.adopt(openSqlite(file, { synchronous: 'OFF' }), (opened) => opened.close());
  const vault = createVault(parseKeys(newKeyFile()));
  await seed(store, vault, content, true);
  const open = opening.move();
  return { store, vault, [Symbol.asyncDispose]: () => open.disposeAsync() };
}
