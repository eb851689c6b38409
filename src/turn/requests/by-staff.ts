import { answeredWithin } from '../../evaluation/events.ts';
import { accountById, accountWho } from '../../store/accounts.ts';
import type { Deed, FileMedia } from '../../store/codes.ts';
import { note, noteOnce } from '../../store/log.ts';
import type { Principal } from '../../store/principal.ts';
import { fileOf } from '../../store/request-files.ts';
import {
  closeRequest,
  HEARS_COMPLAINTS,
  isBehind,
  maySee,
  nextEntry,
  type Request,
  setTaker,
  snooze,
} from '../../store/requests.ts';
import { listResources } from '../../store/resources.ts';
import type { Q } from '../../store/store.ts';
import { count } from '../appointments/count.ts';
import { tellPerson } from '../people/tell-person.ts';
import type { World } from '../world.ts';
import { requestFor } from './for-staff.ts';
import { lockedRequest, type OpenEntry, type OpenRequest, readThread, write } from './thread.ts';

/** A member of staff who deals with requests. */
export type Staff = Principal & { account: string };

/** The roles that deal with requests. */
const COUNSELS: readonly Principal['role'][] = ['counsellor', 'coordinator', 'admin'];

/** What an act may end in. `gone`: the request is closed, or is none that this member of staff may see. */
export type Acted = 'done' | 'gone';

/** Opens the thread of a request for one of the staff, and notes the look. */
export async function lookAtRequest(
  world: World,
  by: Staff,
  id: string,
): Promise<{ request: Request & { person: string }; thread: OpenEntry[] } | undefined> {
  return onRequest(world, by, id, async (q, open) => {
    await noteLook(world, q, by, open.request);
    return { request: open.request, thread: await readThread(world, q, open) };
  });
}

const noteLook = (world: World, q: Q, { who }: Staff, { id: target, pilot }: Request): Promise<void> =>
  noteOnce(q, { who, what: 'request', target, pilot, at: world.clock() });

/** Opens a file of a thread for one of the staff. */
export async function openFileByStaff(
  world: World,
  by: Staff,
  id: string,
  file: string,
): Promise<{ media: FileMedia; type: string; bytes: Buffer } | undefined> {
  return onRequest(world, by, id, async (q, { request, key }) => {
    const found = await fileOf(q, request.id, file);
    if (found?.body == null || found.type === null) return undefined;
    await noteLook(world, q, by, request);
    const { media, type } = found;
    return { media, type, bytes: world.vault.openBytes(key, `request_file:body:${file}`, found.body) };
  });
}

/** An answer as staff write it. */
export interface Answer {
  words: string;
  /** The language that it is written in (BCP 47). */
  language: string;
  /** The number of the last entry that its writer saw. */
  seen: number;
}

/**
 * Sends an answer to the person of a request, who can write back; its writer deals with the request from then on. Nothing
 * is sent where it is another's (`taken`), or where a colleague has written something that the writer has not seen
 * (`behind`).
 */
export async function answerByStaff(
  world: World,
  by: Staff,
  id: string,
  answer: Answer,
): Promise<Acted | 'taken' | 'behind'> {
  const acted = await onRequest(world, by, id, (q, open) => send(world, q, by, open, answer));
  return acted ?? 'gone';
}

async function send(
  world: World,
  q: Q,
  by: Staff,
  open: OpenRequest,
  { words, language, seen }: Answer,
): Promise<Acted | 'taken' | 'behind'> {
  const { id, person, kind, at, answeredAt, takenBy } = open.request;
  if (takenBy !== null && takenBy !== by.account) return 'taken';
  if (await isBehind(q, id, seen)) return 'behind';
  const target = `${id}.${nextEntry(open.request)}`;
  if ((await tellPerson(world, q, person, { timer: 'answer', vars: { words, target } })) === 'gone') return 'gone';
  const entry = { from: 'staff', account: by.account, language, at: world.clock() } as const;
  await write(world, q, open, entry, words);
  const isFirst = kind === 'human' && answeredAt === null;
  if (isFirst) await count(world, q, open.request, { kind: 'human-answered', within: answeredWithin(entry.at - at) });
  await setTaker(q, id, by.account);
  await noteOn(world, q, by, 'request-answered', open.request);
  return 'done';
}

/** Takes a request; `over`: also where a colleague has it, who sees that it was taken over. */
export async function takeByStaff(world: World, by: Staff, id: string, over: boolean): Promise<Acted | 'taken'> {
  const acted = await onRequest(world, by, id, async (q, { request }): Promise<Acted | 'taken'> => {
    if (request.takenBy !== null && request.takenBy !== by.account && !over) return 'taken';
    await setTaker(q, id, by.account);
    await noteOn(world, q, by, 'request-taken', request);
    return 'done';
  });
  return acted ?? 'gone';
}

/**
 * Hands a request on, with a sentence why: to the account of a colleague (`account:` and its id), whose it is then, or to
 * an interpreter of the pilot (`resource:` and the id), who has no account and is called by the colleague who has the
 * request.
 */
export async function handOnByStaff(
  world: World,
  by: Staff,
  id: string,
  to: string,
  words: string,
): Promise<Acted | 'nobody'> {
  const acted = await onRequest(world, by, id, async (q, open): Promise<Acted | 'nobody'> => {
    const receiver = await receiverOf(q, open.request, to);
    if (receiver === undefined) return 'nobody';
    const entry = { from: 'handover', account: by.account, handedTo: to, at: world.clock() } as const;
    await write(world, q, open, entry, words);
    if (receiver.account !== null) await setTaker(q, id, receiver.account);
    await noteOn(world, q, by, 'request-handed-on', open.request);
    return 'done';
  });
  return acted ?? 'gone';
}

async function receiverOf(q: Q, { pilot, kind }: Request, to: string): Promise<{ account: string | null } | undefined> {
  if (to.startsWith('resource:')) {
    const known = (await listResources(q)).find((one) => `resource:${one.id}` === to);
    return known?.kind === 'interpreter' && known.pilot === pilot ? { account: null } : undefined;
  }
  const account = await accountById(q, to.replace(accountWho(''), ''));
  if (account === undefined || account.disabledAt !== null || !account.pilots.includes(pilot)) return undefined;
  const roles = kind === 'complaint' ? HEARS_COMPLAINTS : COUNSELS;
  return roles.includes(account.role) ? { account: account.id } : undefined;
}

/** Puts a request off until a time (epoch ms); what the person writes brings it back. */
export const snoozeByStaff = (world: World, by: Staff, id: string, until: number): Promise<Acted> =>
  acting(world, by, id, 'request-snoozed', (q) => snooze(q, id, until));

/** Adds a note to a thread, which staff alone read. */
export const noteByStaff = (world: World, by: Staff, id: string, words: string): Promise<Acted> =>
  acting(world, by, id, 'request-noted', (q, open) =>
    write(world, q, open, { from: 'note', account: by.account, at: world.clock() }, words),
  );

/** Closes a request. Its thread is deleted. */
export const closeByStaff = (world: World, by: Staff, id: string): Promise<Acted> =>
  acting(world, by, id, 'request-closed', (q, { request }) => closeRequest(q, request, world.clock()));

/** Closes a request and leads its person to a step of the way, where the program goes on. */
export async function handBackByStaff(world: World, by: Staff, id: string, step: string): Promise<Acted> {
  const acted = await onRequest(world, by, id, async (q, { request }): Promise<Acted> => {
    if (!world.content.model.wayOf(request.pilot).includes(step)) return 'gone';
    const told = await tellPerson(world, q, request.person, { timer: 'hand-back', vars: { target: step } });
    if (told === 'gone') return 'gone';
    await closeRequest(q, request, world.clock());
    await noteOn(world, q, by, 'request-handed-back', request);
    return 'done';
  });
  return acted ?? 'gone';
}

async function acting(
  world: World,
  by: Staff,
  id: string,
  what: Deed,
  act: (q: Q, open: OpenRequest) => Promise<void>,
): Promise<Acted> {
  const acted = await onRequest(world, by, id, async (q, open): Promise<Acted> => {
    await act(q, open);
    await noteOn(world, q, by, what, open.request);
    return 'done';
  });
  return acted ?? 'gone';
}

/** Runs an act on an open request that a member of staff may see; undefined where there is none. */
const onRequest = <T>(
  world: World,
  by: Staff,
  id: string,
  act: (q: Q, open: OpenRequest) => Promise<T>,
): Promise<T | undefined> =>
  world.store.tx(async (q) => {
    if ((await requestFor(world, q, by, id)) === undefined) return undefined;
    const open = await lockedRequest(world, q, id);
    // It may have become a complaint while this waited for the lock.
    return open !== undefined && maySee(by, open.request) ? act(q, open) : undefined;
  });

const noteOn = (world: World, q: Q, { who }: Staff, what: Deed, { id, pilot }: Request): Promise<void> =>
  note(q, { who, what, target: id, pilot, at: world.clock() });
