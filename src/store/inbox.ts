import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { InboxState } from './codes.ts';
import type { Q } from './store.ts';

export interface InboxRow {
  person: string;
  seq: number;
  contact: string;
  body: Buffer | null;
  at: number;
  state: InboxState;
  due: number;
  attempts: number;
  reason: string | null;
}

/** The reason of a queued turn that was dropped: it is taken off the queue when its time comes. */
export const DROPPED = 'not any more';

export async function insertInbox(q: Q, row: InboxRow): Promise<void> {
  await q
    .prepared('inbox.insert', (db, t) =>
      db
        .insert(t.inbox)
        .values({
          person: sql.placeholder('person'),
          seq: sql.placeholder('seq'),
          contact: sql.placeholder('contact'),
          body: sql.placeholder('body'),
          at: sql.placeholder('at'),
          state: sql.placeholder('state'),
          due: sql.placeholder('due'),
          attempts: sql.placeholder('attempts'),
          reason: sql.placeholder('reason'),
        })
        .prepare('inbox.insert'),
    )
    .execute({ ...row });
}

/** The ids of people whose oldest waiting message is due, on these channels, which this instance runs. */
export async function peopleWaiting(q: Q, channels: readonly string[], now: number, limit: number): Promise<string[]> {
  const { inbox, contact } = q.t;
  if (channels.length === 0) return [];
  const rows = await q.db
    .select({ person: inbox.person })
    .from(inbox)
    .innerJoin(contact, eq(contact.id, inbox.contact))
    .where(
      and(
        eq(inbox.state, 'queued'),
        lte(inbox.due, now),
        inArray(contact.channel, [...channels]),
        sql`${inbox.seq} = (select min(e.seq) from inbox e where e.person = ${inbox.person} and e.state = 'queued')`,
      ),
    )
    .orderBy(asc(inbox.due))
    .limit(limit);
  return rows.map((row) => row.person);
}

/** A person's oldest waiting message, due or not: later messages wait behind it. */
export async function firstWaiting(q: Q, person: string): Promise<InboxRow | undefined> {
  const { inbox } = q.t;
  const rows = await q.db
    .select()
    .from(inbox)
    .where(and(eq(inbox.person, person), eq(inbox.state, 'queued')))
    .orderBy(asc(inbox.seq))
    .limit(1);
  return rows[0] as InboxRow | undefined;
}

/** All messages of a person that wait, in order. */
export async function queuedRows(q: Q, person: string): Promise<Pick<InboxRow, 'seq' | 'body' | 'contact'>[]> {
  const { inbox } = q.t;
  return q.db
    .select({ seq: inbox.seq, body: inbox.body, contact: inbox.contact })
    .from(inbox)
    .where(and(eq(inbox.person, person), eq(inbox.state, 'queued')))
    .orderBy(asc(inbox.seq));
}

export async function updateInbox(q: Q, row: Pick<InboxRow, 'person' | 'seq'>, set: Partial<InboxRow>): Promise<void> {
  const { inbox } = q.t;
  await q.db
    .update(inbox)
    .set(set)
    .where(and(eq(inbox.person, row.person), eq(inbox.seq, row.seq)));
}
