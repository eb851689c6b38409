import { and, desc, eq, gte, inArray, isNull, lt, lte, or } from 'drizzle-orm';
import type { Deed } from './codes.ts';
import type { Q } from './store.ts';
import type { Vault } from './vault.ts';

/** An entry of the log of staff. */
export interface Entry {
  /** The principal's `who`; null where nobody is signed in. */
  who: string | null;
  /** The look, the act or the refusal. */
  what: Deed;
  /** What it is about: the name of an appointment or a person (`nameInLog`), or the id of a request, a broadcast, a counsellor, a room, an interpreter, a topic, an account, an invitation; or a page; or the step that news was previewed for, or their pilot. */
  target: string;
  /** The pilot that it is about; null where it is about none. */
  pilot: string | null;
  /** Epoch ms. */
  at: number;
}

/**
 * The name of an appointment or a person in the log: a keyed hash of their id. The id itself stands in counsellors'
 * calendars, or in the log of erasures, and would lead from there to what the log says of a person who was erased since.
 */
export const nameInLog = (vault: Vault, id: string): string => vault.blindIndex('log', id).toString('base64url');

/** Whether a target is such a name; ids are shorter. */
export const isNameInLog = (target: string): boolean => /^[\w-]{43}$/.test(target);

/** The same look, or the same refusal, is noted once in this time (ms): a page that refreshes itself is one look. */
const ONE_LOOK = 10 * 60_000;

/** Notes that a member of staff looked into a record, did something, or was refused. */
export async function note(q: Q, entry: Entry): Promise<void> {
  await q.db.insert(q.t.log).values(entry);
}

/** Notes what somebody may do again and again by one open page, unless they did the same within the last ten minutes. */
export async function noteOnce(q: Q, entry: Entry): Promise<void> {
  if (!(await isNoted(q, entry, entry.at - ONE_LOOK))) await note(q, entry);
}

/**
 * Notes that somebody asked for something that is there and is not theirs to see. They are answered as if it were not
 * there. `pilot`: the one that it belongs to, whose admin reads this.
 */
export const noteRefusal = (q: Q, entry: Omit<Entry, 'what' | 'pilot'> & { pilot: string }): Promise<void> =>
  noteOnce(q, { ...entry, what: 'refused-other' });

/** Whether somebody has noted the same of the same since a time (epoch ms). */
async function isNoted(q: Q, { who, what, target }: Pick<Entry, 'who' | 'what' | 'target'>, since: number) {
  const { log } = q.t;
  const isSame = and(eq(log.target, target), eq(log.what, what), who === null ? isNull(log.who) : eq(log.who, who));
  const rows = await q.db
    .select({ id: log.id })
    .from(log)
    .where(and(isSame, gte(log.at, since)))
    .limit(1);
  return rows.length > 0;
}

/** The filters of the log. Who may be named, decides what of it is read: see `readLog`. */
export interface LogFilter {
  /** Entries about these pilots, and entries about none by the `whos`, or by nobody who was signed in. */
  pilots: readonly string[];
  whos: readonly string[];
  who?: string | undefined;
  what?: Deed | undefined;
  target?: string | undefined;
  /** Only entries at this time (epoch ms) or earlier; `before` breaks ties by the id. */
  until?: number | undefined;
  before?: { at: number; id: number } | undefined;
}

export type LogRow = Entry & { id: number };

/** The newest entries that a filter lets through, at most `limit`. */
export async function readLog(q: Q, filter: LogFilter, limit: number): Promise<LogRow[]> {
  const { log } = q.t;
  const { pilots, whos, who, what, target, until, before } = filter;
  const ofNone = and(isNull(log.pilot), or(isNull(log.who), inArray(log.who, [...whos])));
  return q.db
    .select()
    .from(log)
    .where(
      and(
        or(inArray(log.pilot, [...pilots]), ofNone),
        who === undefined ? undefined : eq(log.who, who),
        what === undefined ? undefined : eq(log.what, what),
        target === undefined ? undefined : eq(log.target, target),
        until === undefined ? undefined : lte(log.at, until),
        before && or(lt(log.at, before.at), and(eq(log.at, before.at), lt(log.id, before.id))),
      ),
    )
    .orderBy(desc(log.at), desc(log.id))
    .limit(limit);
}
