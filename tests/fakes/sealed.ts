import { readFileSync } from 'node:fs';
import type { Q } from '../../src/store/store.ts';
import { type PersonKey, type Place, type Vault, VaultError } from '../../src/store/vault.ts';
import { testVault } from './parts.ts';

/** A value that is sealed under a person's key. */
export interface Sealed {
  person: string;
  place: Place;
  bytes: Buffer;
}

/** What people said, were told and gave, wherever a database keeps it: all sealed under their keys. */
export async function sealedIn({ db, t }: Q): Promise<Sealed[]> {
  const [people, contacts, inbox, outbox, entries, documents] = await Promise.all([
    db.select().from(t.person),
    db.select().from(t.contact),
    db.select().from(t.inbox),
    db.select().from(t.outbox),
    db.select().from(t.requestEntry),
    db.select().from(t.document),
  ]);
  const found: { person: string; place: Place; bytes: Buffer | null }[] = [
    ...people.map(({ id, conversation }) => ({
      ...{ person: id, place: `person:conversation:${id}` as Place, bytes: conversation },
    })),
    ...contacts.map(({ id, person, handle }) => ({ person, place: `contact:handle:${id}` as Place, bytes: handle })),
    ...inbox.map(({ person, seq, body }) => ({ person, place: `inbox:body:${person}.${seq}` as Place, bytes: body })),
    ...entries.map(({ request, seq, person, body }) => ({
      ...{ person, place: `request_entry:body:${request}.${seq}` as Place, bytes: body },
    })),
    ...documents.map(({ id, person, body }) => ({ person, place: `document:body:${id}` as Place, bytes: body })),
    ...outbox.flatMap(({ person, seq, body, externalIds }) => [
      { person, place: `outbox:body:${person}.${seq}` as Place, bytes: body },
      { person, place: `outbox:externalIds:${person}.${seq}` as Place, bytes: externalIds },
    ]),
  ];
  return found.flatMap(({ person, place, bytes }) => (bytes === null ? [] : [{ person, place, bytes }]));
}

/** All that could be a wrapped key in these bytes. */
export function wrappedKeysIn(bytes: Buffer): Buffer[] {
  const { wrapped } = testVault().newPersonKey('anybody');
  const header = wrapped.subarray(0, 5);
  const found: Buffer[] = [];
  for (let at = bytes.indexOf(header); at >= 0; at = bytes.indexOf(header, at + 1))
    found.push(bytes.subarray(at, at + wrapped.length));
  return found;
}

/** The files of a SQLite database that hold its data. */
export const filesOf = (database: string): Buffer =>
  Buffer.concat(['', '-wal'].map((end) => readFileSync(database + end)));

/** What somebody reads who has the master key, and these wrapped keys. */
export function opened(values: readonly Sealed[], wrapped: readonly Buffer[]): (Sealed & { text: string })[] {
  const vault = testVault();
  const ids = new Set(values.map(({ person }) => person));
  const keys = new Map([...ids].map((id) => [id, keysOf(vault, id, wrapped)]));
  return values.flatMap((value) => {
    const text = keys
      .get(value.person)
      ?.map((key) => attempt(() => vault.open(key, value.place, value.bytes)))
      .find((each) => each !== undefined);
    return text === undefined ? [] : [{ ...value, text }];
  });
}

/** The keys that open among the candidates. */
function keysOf(vault: Vault, person: string, wrapped: readonly Buffer[]): PersonKey[] {
  return wrapped.flatMap((one) => attempt(() => vault.unwrap(person, one)) ?? []);
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}
