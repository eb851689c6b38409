import { eq, inArray, sql } from 'drizzle-orm';
import type { Q, Store } from './store.ts';
import type { Vault } from './vault.ts';

/**
 * A key that a linked device remembers. `text`: its value, null to delete it; `owner`: the handle of the person that it
 * belongs to.
 */
interface DeviceKey {
  name: string;
  owner?: string | undefined;
  text: string | null;
}

const BATCH = 200;

/** The storage in which a device linked to WhatsApp keeps its keys, under names that the device gives. */
export function createWhatsappKeys(store: Store, vault: Vault) {
  const hashOf = (name: string) => vault.blindIndex('device', name);
  const placeOf = (hash: Buffer) => `whatsapp_key:body:${hash.toString('hex')}` as const;

  return {
    /** The values of keys by their names; a name without a key is left out. */
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

    /** Stores and deletes keys, all or none; resolves once that is durable. */
    async save(keys: readonly DeviceKey[]): Promise<void> {
      // Keys are sealed outside the transaction, to keep it short.
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

/**
 * Deletes all that the linked device knows of a person, or of one contact: the addresses, and the keys of the chat with
 * them.
 */
export async function forgetKeysOf({ db, t }: Q, of: { person: string } | { contact: string }): Promise<void> {
  for (const [table, contact] of [[t.contact, t.contact.id] as const, [t.alias, t.alias.contact] as const]) {
    const mine = 'person' in of ? eq(table.person, of.person) : eq(contact, of.contact);
    const handles = db.select({ hash: table.handleHash }).from(table).where(mine);
    await db.delete(t.whatsappKey).where(inArray(t.whatsappKey.owner, handles));
  }
}

const chunksOf = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / BATCH) }, (_, i) => list.slice(i * BATCH, (i + 1) * BATCH));
