import { backoff } from '../../backoff.ts';
import { MOST_FILE_BYTES } from '../../conversation/message.ts';
import { loadPerson } from '../../store/people.ts';
import { dueFiles, type FileRow, hasRoomFor, hasWaitingFiles, updateFile } from '../../store/request-files.ts';
import { raise } from '../../store/requests.ts';
import type { Q } from '../../store/store.ts';
import { type FetchedFile, isPull } from '../channel.ts';
import { tellPerson } from '../people/tell-person.ts';
import { mediaTypeOf } from '../requests/media-type.ts';
import { lockedRequest, type OpenRequest } from '../requests/thread.ts';
import { channelOf, type World } from '../world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Files fetched at once: together they stay small beside the memory of a small server. */
const AT_ONCE = 4;
/** How long one file may take: ten megabytes on a slow line. */
const LONGEST = MINUTE;
/** How long a run of the job begins with further files: well within its lease, and other jobs wait for it. */
const LONGEST_RUN = 3 * MINUTE;
/** A file that cannot be fetched is given up after about a day. */
const MOST_ATTEMPTS = 30;

/**
 * Fetches the voice notes, pictures and PDF files that people sent to staff. A person whose file does not arrive is told
 * so. Returns `over` when none is left.
 */
export async function fetchFiles(world: World, stop: AbortSignal): Promise<'over' | undefined> {
  const { store } = world;
  const began = world.clock();
  while (!stop.aborted && world.clock() - began <= LONGEST_RUN) {
    const due = await dueFiles(store.read, [...world.channels.keys()], world.clock(), AT_ONCE);
    if (due.length === 0) break;
    await Promise.all(due.map((file) => fetchOne(world, file, stop)));
  }
  return (await hasWaitingFiles(store.read)) ? undefined : 'over';
}

async function fetchOne(world: World, file: FileRow, stop: AbortSignal): Promise<void> {
  const fetched = await bytesOf(world, file, stop);
  if (stop.aborted) return;
  await world.store.tx(async (q) => {
    const open = file.request === null ? undefined : await lockedRequest(world, q, file.request);
    // A request that is closed has taken its files with it.
    if (open === undefined) return;
    if (fetched.result === 'got') return keep(world, q, open, file, fetched.bytes);
    const attempts = file.attempts + 1;
    world.log.warn({ channel: file.channel, why: fetched.why, attempts }, 'a file for staff could not be fetched');
    if (fetched.result === 'never' || attempts >= MOST_ATTEMPTS) return lose(world, q, open, file);
    const at = fetched.result === 'retry' ? fetched.at : undefined;
    const due = at ?? world.clock() + backoff(file.attempts, { first: MINUTE, most: HOUR });
    await updateFile(q, file.id, { attempts, due });
  });
}

async function bytesOf(world: World, file: FileRow, stop: AbortSignal): Promise<FetchedFile> {
  const channel = channelOf(world, file.channel ?? '');
  const person = await loadPerson(world.store.read, file.person);
  if (isPull(channel) || channel.fetchFile === undefined || file.ref === null || person === undefined)
    return { result: 'never', why: 'nothing to fetch' };
  const ref = world.vault.open(world.vault.unwrap(person.id, person.wrapped), `request_file:ref:${file.id}`, file.ref);
  return channel.fetchFile(ref, MOST_FILE_BYTES, AbortSignal.any([stop, AbortSignal.timeout(LONGEST)]));
}

async function keep(
  world: World,
  q: Q,
  open: OpenRequest,
  file: Pick<FileRow, 'id' | 'seq'>,
  bytes: Uint8Array,
): Promise<void> {
  const known = mediaTypeOf(bytes);
  const hasRoom = await hasRoomFor(q, open.request.person, bytes.length);
  if (known === undefined || !hasRoom || bytes.length > MOST_FILE_BYTES) return lose(world, q, open, file);
  const body = world.vault.seal(open.key, `request_file:body:${file.id}`, bytes);
  await updateFile(q, file.id, { ...known, state: 'kept', ref: null, channel: null, body, bytes: bytes.length });
  await raise(q, open.request.id);
}

/** Gives a file up, and tells its person, who can send it again or write. */
async function lose(
  world: World,
  q: Q,
  { request: { id, person } }: OpenRequest,
  file: Pick<FileRow, 'id' | 'seq'>,
): Promise<void> {
  await updateFile(q, file.id, { state: 'lost', ref: null, channel: null });
  await raise(q, id);
  await tellPerson(world, q, person, { timer: 'file-lost', vars: { target: `${id}.${file.seq}` } });
}
