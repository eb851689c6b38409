import { FROM_STAFF } from '../../conversation/beginnings.ts';
import type { Deed } from '../../store/codes.ts';
import {
  countBlocked,
  type DeadRow,
  deadMessage,
  deadReply,
  dropLetter,
  isOvertaken,
  readDead,
  reviveReply,
} from '../../store/dead.ts';
import { updateInbox } from '../../store/inbox.ts';
import { note } from '../../store/log.ts';
import { NOT_AGAIN } from '../../store/outbox.ts';
import { loadPerson, type PersonRow, peopleById, savePerson } from '../../store/people.ts';
import { bodies, replies } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import { ifReadable, openConversation, wantsToHear } from '../run/open-conversation.ts';
import { isWelcome } from '../take-in/queue.ts';
import type { World } from '../world.ts';
import { type Cause, causeOf } from './cause.ts';

/** How many of the newest letters of each queue are looked at. */
export const MOST_LETTERS = 500;
/** What was said a week ago is of no use any more, in milliseconds. */
const OF_USE_MS = 7 * 86_400_000;

type Office = Pick<World, 'store' | 'vault' | 'clock'>;

/** A dead letter as staff deal with it. */
export interface Letter extends DeadRow {
  /** A keyed hash: it tells of no person, and two letters of one person do not look alike. */
  name: string;
  cause: Cause;
  /** The pilot of its person; null where they have none, or where nobody can read it any more. */
  pilot: string | null;
}

/** The dead letters of an instance, the newest first. */
export interface Letters {
  letters: Letter[];
  /** There are more than are looked at. */
  isCut: boolean;
  /** How many replies wait until their people lift the block by which they keep us off. */
  blocked: number;
}

/** All dead letters, of every pilot. What one of the staff may see of them, `isTheirs` says. */
export async function deadLetters({ store, vault }: Office): Promise<Letters> {
  const rows = await readDead(store.read, MOST_LETTERS);
  const people = await peopleById(store.read, [...new Set(rows.map(({ person }) => person))]);
  const pilots = new Map([...people].map(([id, person]) => [id, pilotOf(vault, person)]));
  const letters = rows.map((row) => ({
    ...row,
    name: vault.blindIndex('letter', row.queue, row.person, String(row.seq)).toString('base64url'),
    cause: causeOf(row.reason),
    pilot: pilots.get(row.person) ?? null,
  }));
  const isCut = (['inbox', 'outbox'] as const).some(
    (queue) => rows.filter((row) => row.queue === queue).length === MOST_LETTERS,
  );
  return { letters, isCut, blocked: await countBlocked(store.read) };
}

const pilotOf = (vault: World['vault'], person: PersonRow): string | null =>
  ifReadable(() => openConversation({ vault }, person, vault.unwrap(person.id, person.wrapped)).pilot) ?? null;

/**
 * Whether staff of these pilots may deal with a letter: its person is of one of them, or of none. Of the latter they see
 * numbers and reasons alone, since nobody knows whose they are.
 */
export const isTheirs = ({ pilot }: Pick<Letter, 'pilot'>, pilots: readonly string[]): boolean =>
  pilot === null || pilots.includes(pilot);

/** The code of a group of letters that share queue, channel and cause; the log names it. */
export const groupOf = ({ queue, channel, cause }: Pick<Letter, 'queue' | 'channel' | 'cause'>): string =>
  `${queue} ${channel} ${cause}`;

/**
 * Tries letters again, the oldest first, and returns how many of them. The others stay as they are: their person has
 * withdrawn their consent, asked to be forgotten or gone on since, or nothing that could be sent is left. `by`: the log's
 * name of who does it; null for the command line.
 */
export async function retryLetters(world: Office, by: string | null, letters: readonly Letter[]): Promise<number> {
  await noteAct(world, by, 'letters-retried', letters);
  let count = 0;
  for (const letter of oldestFirst(letters)) if (await world.store.tx((q) => retry(world, q, letter))) count += 1;
  return count;
}

/** Puts letters away for good: their words are deleted. Returns how many of them. */
export async function dropLetters(world: Office, by: string | null, letters: readonly Letter[]): Promise<number> {
  await noteAct(world, by, 'letters-dropped', letters);
  let count = 0;
  for (const letter of letters) {
    const isDropped = await world.store.tx(async (q) => {
      await q.lockPerson(letter.person);
      return dropLetter(q, letter);
    });
    if (isDropped) count += 1;
  }
  return count;
}

const oldestFirst = (letters: readonly Letter[]) => letters.toSorted((a, b) => a.at - b.at || a.seq - b.seq);

/** One entry of the log for each pilot and each group. */
async function noteAct({ store, clock }: Office, who: string | null, what: Deed, letters: readonly Letter[]) {
  const entries = new Map(
    letters.map((one) => [`${one.pilot} ${groupOf(one)}`, { pilot: one.pilot, target: groupOf(one) }]),
  );
  await store.tx(async (q) => {
    for (const entry of entries.values()) await note(q, { ...entry, who, what, at: clock() });
  });
}

/** Whether a letter is tried again; it is queued then. */
async function retry(world: Office, q: Q, letter: Letter): Promise<boolean> {
  await q.lockPerson(letter.person);
  const person = await loadPerson(q, letter.person);
  if (person === undefined || person.forgetAt !== null) return false;
  const way = letter.queue === 'inbox' ? retryMessage : retryReply;
  return way(world, q, person, letter);
}

/**
 * A message of the person's own is tried again only as long as nothing has come after it: otherwise it would answer
 * another question than theirs. A turn that a timer began names what it is about.
 */
async function retryMessage({ vault, clock }: Office, q: Q, person: PersonRow, letter: Letter): Promise<boolean> {
  const found = await deadMessage(q, letter);
  if (found === undefined || isOld(found, clock())) return false;
  const key = ifReadable(() => vault.unwrap(person.id, person.wrapped));
  const body = key && ifReadable(() => bodies.open(vault, key, `${person.id}.${letter.seq}`, found.body));
  if (body === undefined) return false;
  const isNewest = letter.seq === person.inSeq && person.waiting === 0;
  if (body.kind === 'due' ? ifReadable(() => isWelcome({ vault }, person, body)) !== true : !isNewest) return false;
  await updateInbox(q, letter, { state: 'queued', due: clock(), attempts: 0, reason: null });
  await savePerson(q, { ...person, waiting: person.waiting + 1 });
  return true;
}

/**
 * A reply is tried again only to somebody who still wants to hear from us, in its order, and never if it was a card, a
 * file (its answers are gone) or a reminder. Whether it is still of use, `deliver` decides when it sends.
 */
async function retryReply({ vault, clock }: Office, q: Q, person: PersonRow, letter: Letter): Promise<boolean> {
  if (letter.cause === 'restricted') return false;
  const found = await deadReply(q, letter);
  if (found === undefined || found.card || isOld(found, clock())) return false;
  const { timer, contact, body } = found;
  if (timer === null ? await isOvertaken(q, letter, contact) : NOT_AGAIN.some((kind) => kind === timer)) return false;
  if (!FROM_STAFF.includes(timer ?? '') && ifReadable(() => wantsToHear({ vault }, person)) !== true) return false;
  const key = ifReadable(() => vault.unwrap(person.id, person.wrapped));
  const reply = key && ifReadable(() => replies.open(vault, key, `${person.id}.${letter.seq}`, body));
  if (reply === undefined || reply.kind === 'document') return false;
  await reviveReply(q, letter, clock());
  return true;
}

const isOld = ({ at }: { at: number }, now: number): boolean => now - at > OF_USE_MS;
