import type { Q, Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import { type Vault, VaultError } from '../vault.ts';
import {
  BackupError,
  BELONGINGS,
  decodeRow,
  KEYS_FILE,
  type Keys,
  migrationsOf,
  recordName,
  TABLES,
} from './format.ts';
import { type DataFile, newestDataFile, openDataFile, readKeysFile } from './read.ts';
import { refill } from './refill.ts';

export interface Restored {
  /** When the data file (`dataAt`) and the keys file (`keysAt`) were written, epoch ms. */
  dataAt: number;
  keysAt: number;
  people: number;
  /** How many people of the data file were forgotten since, and are left out. */
  forgotten: number;
  appointments: number;
  messages: number;
}

/**
 * Restores a backup into an empty database, all or nothing. People who are forgotten according to the keys file are left
 * out, and replies that were not sent yet are not sent any more. `file`: another data file than the newest.
 * Throws `BackupError` before it writes anything if the backup is not sound or the database is not
 * empty.
 */
export async function restore(store: Store, vault: Vault, folder: string, file?: string): Promise<Restored> {
  await refuseUsed(store.read);
  const keys = await readKeysFile(folder);
  const path = file ?? (await newestDataFile(folder));
  await using data = await openDataFile(path);
  if (data.header.migrations > (await migrationsOf(store.read)))
    throw new BackupError(`${path} was written by a newer version of Saputnik; restore it with that version`);
  data.check();
  checkMasterKeys(data, keys, vault);
  const people = sortPeople(data, keys, vault);
  const { kept, forgotten } = people;
  const counts = await store.tx((q) => refill(q, vault, data, { ...people, keys }));
  // The data of people who were forgotten again stood in the database's files for a moment.
  await store.rewrite();
  return {
    dataAt: data.header.at,
    keysAt: keys.at,
    people: kept.size,
    forgotten: forgotten.size,
    appointments: counts.get('appointment') ?? 0,
    messages: (counts.get('inbox') ?? 0) + (counts.get('outbox') ?? 0),
  };
}

async function refuseUsed(q: Q): Promise<void> {
  for (const name of [...TABLES, 'personKey'] as const) {
    const rows = await q.db
      .select()
      .from(q.t[name] as Tables['person'])
      .limit(1);
    if (rows.length > 0) throw new BackupError('The database is not empty; a backup is restored into a new one only');
  }
}

interface People {
  /** The people who stay, by id, with their wrapped keys. */
  kept: Map<string, Buffer>;
  forgotten: Set<string>;
  /** The ids of people by the names of their records. */
  named: ReadonlyMap<string, string>;
}

/**
 * Sorts people into those who stay and those who are forgotten. Throws `BackupError` if a key is missing for no known
 * reason.
 */
function sortPeople(data: DataFile, keys: Keys, vault: Vault): People {
  const erased = new Map(keys.erased);
  const known = [...Object.keys(keys.keys), ...erased.keys()];
  const named = new Map(known.map((id) => [recordName(vault, data.header.at, id), id]));
  const people: People = { kept: new Map(), forgotten: new Set(), named };
  for (const [name, row] of data.records()) {
    if (name !== BELONGINGS && name !== 'person') continue;
    const id = name === 'person' ? String(row.id) : named.get(String(row.name));
    const key = id === undefined ? undefined : keys.keys[id];
    if (id !== undefined && erased.has(id)) people.forgotten.add(id);
    else if (id !== undefined && key !== undefined) people.kept.set(id, Buffer.from(key, 'base64'));
    else
      throw new BackupError(
        `${KEYS_FILE} has no key for a person in ${data.path} and does not list them as forgotten: it is older than the data, or belongs to another backup. Put the newest ${KEYS_FILE} there, or choose an older data file with --data`,
      );
  }
  return people;
}

/** Throws `BackupError` if the vault has other master keys; otherwise every answer would fail later, one by one. */
function checkMasterKeys(data: DataFile, { keys }: Keys, vault: Vault): void {
  try {
    for (const [id, wrapped] of Object.entries(keys)) vault.unwrap(id, Buffer.from(wrapped, 'base64'));
    for (const [name, row] of data.records()) {
      if (name !== 'counsellor') continue;
      const counsellor = decodeRow(name, row);
      vault.open('house', `counsellor:name:${counsellor.id}`, counsellor.name as Buffer);
    }
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new BackupError(
      `The master keys are not those that this backup was locked with, or ${KEYS_FILE} was altered`,
    );
  }
}
