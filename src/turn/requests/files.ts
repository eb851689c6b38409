import { MOST_FILE_BYTES } from '../../conversation/message.ts';
import { FILE_MEDIA, type FileMedia } from '../../store/codes.ts';
import { loadPerson } from '../../store/people.ts';
import { addFile, giveFile, hasRoomFor } from '../../store/request-files.ts';
import { hasOpenRequest, nextEntry } from '../../store/requests.ts';
import type { Q } from '../../store/store.ts';
import { findSender } from '../take-in/identity.ts';
import { channelOf, newId, type World } from '../world.ts';
import { mediaTypeOf } from './media-type.ts';
import type { OpenRequest } from './thread.ts';

/** A file that a person has sent for staff, as their channel names it. */
export interface HeardFile {
  channel: string;
  ref: string;
  media: FileMedia;
}

export const isFileMedia = (media: string): media is FileMedia => FILE_MEDIA.some((known) => known === media);

/**
 * Takes a file for the next entry of a thread; false where the thread takes no more of them, or the file is not there. A
 * device that fetches its replies has uploaded it before; from any other channel it is fetched soon.
 */
export async function takeFile(world: World, q: Q, open: OpenRequest, file: HeardFile): Promise<boolean> {
  const { request, key } = open;
  const to = { request: request.id, seq: nextEntry(request) };
  if (channelOf(world, file.channel).can.pulls) return giveFile(q, { id: file.ref, person: request.person }, to);
  // Its size is not sure before it is fetched.
  if (!(await hasRoomFor(q, request.person, 1))) return false;
  const id = newId(world);
  const now = world.clock();
  const ref = world.vault.seal(key, `request_file:ref:${id}`, file.ref);
  const { channel, media } = file;
  const row = { ...to, id, person: request.person, media, state: 'waiting', channel, ref, bytes: 0 } as const;
  await addFile(q, { ...row, due: now, attempts: 0, at: now });
  return true;
}

/** The end of an upload. `unwanted`: the person writes to no staff. `refused`: too large, or no picture, recording or PDF. */
export type Uploaded = { id: string } | 'unwanted' | 'refused' | 'full';

/** Keeps a file that a device of a person uploads, for the message that follows it. */
export async function keepUpload(
  world: World,
  channel: 'web-chat',
  handle: string,
  bytes: Uint8Array,
): Promise<Uploaded> {
  const known = mediaTypeOf(bytes);
  if (known === undefined || bytes.length > MOST_FILE_BYTES) return 'refused';
  return world.store.tx(async (q) => {
    const sender = await findSender(world, q, { channel, handle });
    const person = sender && (await loadPerson(q, sender.person));
    if (person === undefined || person.forgetAt !== null || !(await hasOpenRequest(q, person.id))) return 'unwanted';
    if (!(await hasRoomFor(q, person.id, bytes.length))) return 'full';
    const id = newId(world);
    const now = world.clock();
    const key = world.vault.unwrap(person.id, person.wrapped);
    const body = world.vault.seal(key, `request_file:body:${id}`, bytes);
    const row = { id, person: person.id, ...known, state: 'kept', body, bytes: bytes.length } as const;
    await addFile(q, { ...row, due: now, attempts: 0, at: now });
    return { id };
  });
}
