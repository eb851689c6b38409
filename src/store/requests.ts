import { and, asc, eq, gt, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { EntryFrom, RequestKind } from './codes.ts';
import { REQUESTS_JOB, scheduleJob } from './jobs.ts';
import type { Principal, Role } from './principal.ts';
import { deleteFiles } from './request-files.ts';
import type { Q } from './store.ts';
import type { Tables } from './tables.ts';

/**
 * Requests of people for a human, each with one thread: what the person and the staff write to each other, and what
 * staff note, from the request until it is closed. All that is written is sealed under the person's key.
 */

export type Request = Tables['request']['$inferSelect'];
/** An entry of a thread; `body` is sealed. */
export type Entry = Tables['requestEntry']['$inferSelect'];

/** A request of a person. `crowd`: it is one of many that came from one network within an hour. */
type NewRequest = Pick<Request, 'id' | 'pilot' | 'language' | 'at' | 'crowd' | 'demo'> & { person: string };

/** The request that a person has asked for. */
interface Requested {
  id: string;
  isNew: boolean;
}

/** The roles that read complaints: never those whom a complaint may be about. */
export const HEARS_COMPLAINTS: readonly Role[] = ['coordinator', 'admin'];

/** The kinds of requests that a member of staff may see. */
const kindsFor = ({ role }: Pick<Principal, 'role'>): RequestKind[] =>
  HEARS_COMPLAINTS.includes(role) ? ['human', 'complaint'] : ['human'];

/** Whether a member of staff may see a request: it is of their pilots, and of a kind that their role sees. */
export const maySee = (by: Pick<Principal, 'role' | 'pilots'>, { pilot, kind }: Pick<Request, 'pilot' | 'kind'>) =>
  by.pilots.includes(pilot) && kindsFor(by).includes(kind);

/**
 * Stores a person's request for a human. A person whose request is open already keeps their place; one to the team of
 * another pilot stays with that team. Returns the request that is open now; `isNew`: it was none of this kind before.
 */
export async function requestHuman(q: Q, request: NewRequest): Promise<Requested> {
  const open = await openRequestOf(q, request, 'human');
  return open === undefined ? addRequest(q, request, 'human') : { id: open.id, isNew: false };
}

/**
 * Stores a person's complaint, which is a request of its own. The person comes to it through a request for a human: as
 * long as that has no words and nobody has taken it, it becomes the complaint, so that nobody answers it for nothing.
 */
export async function requestComplaint(q: Q, request: NewRequest): Promise<Requested> {
  const { request: r } = q.t;
  const open = await openRequestOf(q, request, 'complaint');
  const human = await openRequestOf(q, request, 'human');
  const isEmpty = human !== undefined && human.entries === 0 && human.takenBy === null;
  if (open !== undefined) {
    if (isEmpty) await change(q, human.id, { state: 'withdrawn', closedAt: request.at });
    return { id: open.id, isNew: false };
  }
  if (!isEmpty) return addRequest(q, request, 'complaint');
  await q.db
    .update(r)
    .set({ kind: 'complaint', ...raised(q) })
    .where(eq(r.id, human.id));
  return { id: human.id, isNew: true };
}

async function addRequest(q: Q, request: NewRequest, kind: RequestKind): Promise<Requested> {
  await q.db.insert(q.t.request).values({ ...request, kind, state: 'open', waitingSince: request.at });
  await watch(q, request.at);
  return { id: request.id, isNew: true };
}

/** Sees to it that somebody who waits too long is noticed. */
const watch = (q: Q, now: number): Promise<void> => scheduleJob(q, { key: REQUESTS_JOB, kind: REQUESTS_JOB, due: now });

/** The oldest open request of a person, in one pilot or in any, of one kind or of any. */
async function openRequestOf(
  q: Q,
  { person, pilot }: { person: string; pilot?: string | undefined },
  kind?: RequestKind,
): Promise<Request | undefined> {
  const { request: r } = q.t;
  const [first] = await q.db
    .select()
    .from(r)
    .where(
      and(
        eq(r.person, person),
        eq(r.state, 'open'),
        kind === undefined ? undefined : eq(r.kind, kind),
        pilot === undefined ? undefined : eq(r.pilot, pilot),
      ),
    )
    .orderBy(asc(r.at))
    .limit(1);
  return first;
}

/** Whether a person waits for a human, in one pilot or in any. */
export const hasOpenRequest = async (q: Q, person: string, pilot?: string): Promise<boolean> =>
  (await openRequestOf(q, { person, pilot })) !== undefined;

/** The open requests that a member of staff may see, the oldest first. */
export async function openRequests(q: Q, by: Pick<Principal, 'role' | 'pilots'>): Promise<Request[]> {
  const { request: r } = q.t;
  if (by.pilots.length === 0) return [];
  return q.db
    .select()
    .from(r)
    .where(and(inArray(r.pilot, [...by.pilots]), inArray(r.kind, kindsFor(by)), eq(r.state, 'open')))
    .orderBy(asc(r.at));
}

/** The open requests of a person that a member of staff may see, the oldest first. */
export async function openRequestsOf(q: Q, by: Pick<Principal, 'role' | 'pilots'>, person: string): Promise<Request[]> {
  const { request: r } = q.t;
  const rows = await q.db
    .select()
    .from(r)
    .where(and(eq(r.person, person), eq(r.state, 'open')))
    .orderBy(asc(r.at));
  return rows.filter((request) => maySee(by, request));
}

/** The open requests whose people wait for an answer, and of which the coordinator was not told: see `freeRequest`. */
export async function waitingRequests(q: Q, pilot: string): Promise<Request[]> {
  const { request: r } = q.t;
  return q.db
    .select()
    .from(r)
    .where(and(eq(r.pilot, pilot), eq(r.state, 'open'), isNull(r.escalatedAt), isNotNull(r.waitingSince)))
    .orderBy(asc(r.waitingSince));
}

/** Whether somebody waits for an answer of whom the coordinator was not told, in any pilot. */
export async function isAnybodyWaiting(q: Q): Promise<boolean> {
  const { request: r } = q.t;
  const isWaiting = and(eq(r.state, 'open'), isNull(r.escalatedAt), isNotNull(r.waitingSince));
  return (await q.db.select({ id: r.id }).from(r).where(isWaiting).limit(1)).length > 0;
}

/** A request, open or not. Its person is null once they are forgotten. */
export async function findRequest(q: Q, id: string): Promise<Request | undefined> {
  const { request: r } = q.t;
  const [found] = await q.db.select().from(r).where(eq(r.id, id));
  return found;
}

/** Says that something of a request has changed: pages that show it are told. */
const raised = ({ t }: Q) => ({ version: sql`${t.request.version} + 1` });

/** Changes an open request. */
async function change(
  q: Q,
  id: string,
  values: Partial<Omit<Tables['request']['$inferInsert'], 'id' | 'version'>>,
): Promise<void> {
  const { request: r } = q.t;
  await q.db
    .update(r)
    .set({ ...values, ...raised(q) })
    .where(and(eq(r.id, id), eq(r.state, 'open')));
}

/** Says that something that belongs to a request has changed. */
export const raise = (q: Q, id: string): Promise<void> => change(q, id, {});

/** Says that something of a person's open requests has changed. */
export async function raiseOf(q: Q, person: string): Promise<void> {
  const { request: r } = q.t;
  await q.db
    .update(r)
    .set(raised(q))
    .where(and(eq(r.person, person), eq(r.state, 'open')));
}

/** Says who deals with a request: the id of an account, or null for nobody. */
export const setTaker = (q: Q, id: string, takenBy: string | null): Promise<void> => change(q, id, { takenBy });

/** Puts a request off until a time (epoch ms). */
export const snooze = (q: Q, id: string, snoozedUntil: number): Promise<void> => change(q, id, { snoozedUntil });

/** A request that nobody has answered in time is everybody's again, and stands on top of the coordinator's list. */
export const freeRequest = (q: Q, id: string, escalatedAt: number): Promise<void> =>
  change(q, id, { takenBy: null, snoozedUntil: null, escalatedAt });

/** An entry before it has its number. */
export interface NewEntry extends Pick<Entry, 'from' | 'at'> {
  /** The account that wrote it; null for the person. */
  account: string | null;
  /** Whom staff handed the request to: `account:` or `resource:` and an id. */
  handedTo?: string | null;
  /** The language that staff wrote in (BCP 47). */
  language?: string | null;
}

/** The number that the next entry of a request will have. The person is locked, so that no other takes it. */
export const nextEntry = ({ entries }: Pick<Request, 'entries'>): number => entries + 1;

/** The row of an entry in its `Place`. */
export const entryRow = (request: string, seq: number): string => `${request}.${seq}`;

/**
 * Adds an entry to the thread of an open request. What the person writes makes them wait, and ends a snooze; an answer
 * ends the waiting, and the first one is noted. `body` is sealed for `nextEntry`.
 */
export async function addEntry(
  q: Q,
  request: Request & { person: string },
  { from, account, at, handedTo = null, language = null }: NewEntry,
  body: Buffer,
): Promise<void> {
  const { id, person } = request;
  const seq = nextEntry(request);
  await q.db.insert(q.t.requestEntry).values({ request: id, seq, person, from, account, handedTo, language, body, at });
  await change(q, id, { entries: seq, ...after(from, request, at) });
  if (from === 'person') await watch(q, at);
}

function after(from: EntryFrom, { answeredAt, waitingSince }: Request, at: number): Partial<Request> {
  if (from === 'person') return { waitingSince: waitingSince ?? at, snoozedUntil: null };
  if (from !== 'staff') return {};
  return { answeredAt: answeredAt ?? at, waitingSince: null, snoozedUntil: null, escalatedAt: null };
}

/** The thread of a request, the oldest entry first. */
export async function entriesOf(q: Q, request: string): Promise<Entry[]> {
  const { requestEntry: e } = q.t;
  return q.db.select().from(e).where(eq(e.request, request)).orderBy(asc(e.seq));
}

/** Whether one of the staff has written to a thread what somebody who saw it up to the entry `seen` has not seen. */
export async function isBehind(q: Q, request: string, seen: number): Promise<boolean> {
  const { requestEntry: e } = q.t;
  const newer = await q.db
    .select({ seq: e.seq })
    .from(e)
    .where(and(eq(e.request, request), gt(e.seq, seen), ne(e.from, 'person')))
    .limit(1);
  return newer.length > 0;
}

/** One entry of a thread. */
export async function entryOf(q: Q, request: string, seq: number): Promise<Entry | undefined> {
  const { requestEntry: e } = q.t;
  const [found] = await q.db
    .select()
    .from(e)
    .where(and(eq(e.request, request), eq(e.seq, seq)));
  return found;
}

/** Closes an open request, and deletes its thread. */
export async function closeRequest(q: Q, { id, answeredAt }: Request, closedAt: number): Promise<void> {
  await deleteThreads(q, [id]);
  const state = answeredAt === null ? 'unanswered' : 'answered';
  await change(q, id, { state, answeredAt, closedAt, waitingSince: null });
}

/** Withdraws the open requests of a person who leaves. */
export async function withdrawRequests(q: Q, person: string, closedAt: number): Promise<void> {
  const { request: r } = q.t;
  const rows = await q.db
    .update(r)
    .set({ state: 'withdrawn', closedAt, waitingSince: null, ...raised(q) })
    .where(and(eq(r.person, person), eq(r.state, 'open')))
    .returning({ id: r.id });
  await deleteThreads(
    q,
    rows.map(({ id }) => id),
  );
}

async function deleteThreads(q: Q, requests: readonly string[]): Promise<void> {
  const { requestEntry: e } = q.t;
  await q.db.delete(e).where(inArray(e.request, [...requests]));
  await deleteFiles(q, requests);
}

/** The entries of a person, to be sealed anew for somebody else. */
export async function threadsOf(q: Q, person: string): Promise<Entry[]> {
  const { requestEntry: e } = q.t;
  return q.db.select().from(e).where(eq(e.person, person));
}

/** Gives an entry to another person. `to.body` is sealed under that person's key. */
export async function giveEntry(
  q: Q,
  { request, seq }: Pick<Entry, 'request' | 'seq'>,
  to: Pick<Entry, 'person' | 'body'>,
): Promise<void> {
  const { requestEntry: e } = q.t;
  await q.db
    .update(e)
    .set(to)
    .where(and(eq(e.request, request), eq(e.seq, seq)));
}

/**
 * A name for the state of all requests that a member of staff may see: it is another one after every change. `''` where
 * they may see none.
 */
export async function versionOf(q: Q, by: Pick<Principal, 'role' | 'pilots'>): Promise<string> {
  const { request: r } = q.t;
  if (by.pilots.length === 0) return '';
  const [row] = await q.db
    .select({
      count: sql<number>`count(*)`,
      changes: sql<number>`coalesce(sum(${r.version}), 0)`,
      newest: sql<number>`coalesce(max(${r.at}), 0)`,
    })
    .from(r)
    .where(and(inArray(r.pilot, [...by.pilots]), inArray(r.kind, kindsFor(by))));
  return [row?.count, row?.changes, row?.newest].map(Number).join('.');
}
