import { loadPerson } from '../../store/people.ts';
import { type FileRow, filesOf } from '../../store/request-files.ts';
import {
  addEntry,
  type Entry,
  entriesOf,
  entryRow,
  findRequest,
  type NewEntry,
  nextEntry,
  type Request,
} from '../../store/requests.ts';
import type { Q } from '../../store/store.ts';
import type { PersonKey } from '../../store/vault.ts';
import type { World } from '../world.ts';
import { tellOfWaiting } from './tell.ts';

/** A request that is open, with its person, who is locked, and their key. */
export interface OpenRequest {
  request: Request & { person: string };
  key: PersonKey;
}

/**
 * Locks the person of a request, so that nobody else writes to its thread until the transaction ends. Undefined where
 * it is not open any more, or its person is (to be) forgotten.
 */
export async function lockedRequest(world: World, q: Q, id: string): Promise<OpenRequest | undefined> {
  const named = await findRequest(q, id);
  if (named === undefined || named.person === null) return undefined;
  await q.lockPerson(named.person);
  // It may have been closed while this waited for the lock.
  const request = await findRequest(q, id);
  const person = await loadPerson(q, named.person);
  if (request?.state !== 'open' || request.person !== named.person) return undefined;
  if (person === undefined || person.forgetAt !== null) return undefined;
  return { request: { ...request, person: person.id }, key: world.vault.unwrap(person.id, person.wrapped) };
}

/**
 * Seals words and adds them to the thread of an open request, whose person is locked. Staff are told where the person
 * begins to wait by them.
 */
export async function write(
  world: World,
  q: Q,
  { request, key }: OpenRequest,
  entry: NewEntry,
  words: string,
): Promise<void> {
  const row = entryRow(request.id, nextEntry(request));
  await addEntry(q, request, entry, world.vault.seal(key, `request_entry:body:${row}`, words));
  if (entry.from === 'person' && request.waitingSince === null) await tellOfWaiting(world, q, request.id);
}

/** An entry with its words, and its file. */
export type OpenEntry = Omit<Entry, 'body' | 'person'> & { words: string; file: FileRow | undefined };

/** The thread of a request, the oldest entry first. */
export async function readThread(
  { vault }: Pick<World, 'vault'>,
  q: Q,
  { request, key }: OpenRequest,
): Promise<OpenEntry[]> {
  const entries = await entriesOf(q, request.id);
  const files = await filesOf(q, request.id);
  return entries.map(({ body, person: _, ...entry }) => ({
    ...entry,
    file: files.get(entry.seq),
    words: vault.open(key, `request_entry:body:${entryRow(request.id, entry.seq)}`, body),
  }));
}
