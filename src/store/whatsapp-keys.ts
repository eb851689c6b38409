import { eq, inArray, sql } from 'drizzle-orm';
import type { Q, Store } from './store.ts';
import type { Vault } from './vault.ts';

/** Something that a linked device remembers; null where it is to be forgotten. `owner`: the handle that it belongs to. */
interface DeviceKey {
  name: string;
  owner?: string | undefined;
  text: string | null;
}

const BATCH = 200;

/** Where a device that is linked to WhatsApp keeps what it must remember, under names that it gives. */
export function createWhatsappKeys(store: Store, vault: Vault) {
  const hashOf = (name: string) => vault.blindIndex('device', name);
  const placeOf = (hash: Buffer) => `whatsapp_key:body:${hash.toString('hex')}` as const;

  return {
    /** By their names; one that is not there is left out. */
    async load(names: readonly string[]): Promise<Map<string, string>> {
      const { db, t } = store.read;
      const found = new Map<string, string>();
      const byHash = new Map(names.map((name) => [hashOf(name).toString('hex'), name]));
      for (const hashes of chunksOf([...byHash.keys()])) {
        const asked = hashes.map((hash) => Buffer.from(hash, 'hex'));
        const rows = await db.select().from(t.whatsappKey).where(inArray(t.whatsappKey.name, asked));
        for (const { name, body } of rows)
          found.set(byHash.get(name.toString('hex')) ?? '', vault.open('house', placeOf(name), body));
      }
      return found;
    },

    /** All or nothing; resolves once it is durable. */
    async save(keys: readonly DeviceKey[]): Promise<void> {
      // Sealed outside, since a transaction is kept short.
      const rows = keys.map(({ name, owner, text }) => {
        const hash = hashOf(name);
        return {
          name: hash,
          owner: owner === undefined ? null : vault.blindIndex('handle', 'whatsapp-web', owner),
          body: text === null ? null : vault.seal('house', placeOf(hash), text),
        };
      });
      const kept = rows.flatMap(({ body, ...row }) => (body === null ? [] : [{ ...row, body }]));
      const gone = rows.filter(({ body }) => body === null).map(({ name }) => name);
      await store.tx(async ({ db, t: { whatsappKey } }) => {
        for (const some of chunksOf(kept))
          await db
            .insert(whatsappKey)
            .values(some)
            .onConflictDoUpdate({
              target: whatsappKey.name,
              set: { body: sql`excluded.body`, owner: sql`excluded.owner` },
            });
        for (const some of chunksOf(gone)) await db.delete(whatsappKey).where(inArray(whatsappKey.name, some));
      });
    },

    async clear(): Promise<void> {
      await store.tx(async ({ db, t }) => void (await db.delete(t.whatsappKey)));
    },
  };
}

/** What the linked device knows of a person: their addresses, and the keys of the talk with them. */
export async function forgetKeysOf({ db, t }: Q, person: string): Promise<void> {
  for (const table of [t.contact, t.alias]) {
    const handles = db.select({ hash: table.handleHash }).from(table).where(eq(table.person, person));
    await db.delete(t.whatsappKey).where(inArray(t.whatsappKey.owner, handles));
  }
}

const chunksOf = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / BATCH) }, (_, i) => list.slice(i * BATCH, (i + 1) * BATCH));
