import { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, lte, ne, or, sql } from 'drizzle-orm';
import type { Q } from './store.ts';

export interface NewReply {
  person: string;
  seq: number;
  contact: string;
  channel: string;
  body: Buffer;
  card: boolean;
  at: number;
  state: 'queued' | 'sent';
  due: number;
}

export async function insertReply(q: Q, row: NewReply): Promise<void> {
  await q
    .prepared('outbox.insert', (db, t) =>
      db
        .insert(t.outbox)
        .values({
          person: sql.placeholder('person'),
          seq: sql.placeholder('seq'),
          contact: sql.placeholder('contact'),
          channel: sql.placeholder('channel'),
          body: sql.placeholder('body'),
          card: sql.placeholder('card'),
          at: sql.placeholder('at'),
          state: sql.placeholder('state'),
          due: sql.placeholder('due'),
        })
        .prepare('outbox.insert'),
    )
    .execute({ ...row });
}

/** A reply that a sender holds the lease of. */
export interface Leased {
  person: string;
  seq: number;
  contact: string;
  channel: string;
  body: Buffer | null;
  card: boolean;
  at: number;
  attempts: number;
  handle: Buffer;
  wrapped: Buffer;
}

/** Leases the oldest unsent reply of each person that is due: no other sender takes it, or a later one, until `leaseUntil`. */
export async function leaseReplies(
  q: Q,
  channels: string[],
  now: number,
  lease: string,
  leaseUntil: number,
  limit: number,
): Promise<Leased[]> {
  const { db, t } = q;
  if (channels.length === 0) return [];
  const due = db
    .select({
      person: t.outbox.person,
      seq: t.outbox.seq,
      contact: t.outbox.contact,
      channel: t.outbox.channel,
      body: t.outbox.body,
      card: t.outbox.card,
      at: t.outbox.at,
      attempts: t.outbox.attempts,
      handle: t.contact.handle,
      wrapped: t.personKey.wrapped,
    })
    .from(t.outbox)
    .innerJoin(t.contact, eq(t.contact.id, t.outbox.contact))
    .innerJoin(t.personKey, eq(t.personKey.person, t.outbox.person))
    .where(
      and(
        eq(t.outbox.state, 'queued'),
        inArray(t.outbox.channel, channels),
        lte(t.outbox.due, now),
        or(isNull(t.outbox.leaseUntil), lte(t.outbox.leaseUntil, now)),
        sql`${t.outbox.seq} = (select min(e.seq) from outbox e where e.person = ${t.outbox.person} and e.state = 'queued')`,
      ),
    )
    .orderBy(asc(t.outbox.due))
    .limit(limit);
  const rows = await (q.dialect === 'postgres' ? due.for('update', { of: t.outbox, skipLocked: true }) : due);
  for (const row of rows) {
    await db
      .update(t.outbox)
      .set({ lease, leaseUntil })
      .where(and(eq(t.outbox.person, row.person), eq(t.outbox.seq, row.seq)));
  }
  return rows;
}

/** Records what became of a leased reply; false where the lease has passed to somebody else, and then nothing changes. */
export async function recordSend(
  q: Q,
  row: Pick<Leased, 'person' | 'seq'>,
  lease: string,
  set: {
    state: 'queued' | 'sent' | 'failed';
    due?: number;
    attempts?: number;
    sentAt?: number;
    externalIds?: Buffer | null;
    reason?: string | null;
    body?: null;
  },
): Promise<boolean> {
  const { outbox } = q.t;
  const rows = await q.db
    .update(outbox)
    .set({ ...set, lease: null, leaseUntil: null })
    .where(and(eq(outbox.person, row.person), eq(outbox.seq, row.seq), eq(outbox.lease, lease)))
    .returning({ seq: outbox.seq });
  return rows.length === 1;
}

/** Whether anything is still to be sent to this person. */
export async function hasUnsent(q: Q, person: string): Promise<boolean> {
  const { outbox } = q.t;
  const rows = await q.db
    .select({ seq: outbox.seq })
    .from(outbox)
    .where(and(eq(outbox.person, person), eq(outbox.state, 'queued')))
    .limit(1);
  return rows.length > 0;
}

/** What can still be taken away from a contact's screen: what was sent since `since`. */
export async function sentSince(
  q: Q,
  contact: string,
  since: number,
): Promise<{ person: string; seq: number; externalIds: Buffer }[]> {
  const { outbox } = q.t;
  const rows = await q.db
    .select({ person: outbox.person, seq: outbox.seq, externalIds: outbox.externalIds })
    .from(outbox)
    .where(
      and(
        eq(outbox.contact, contact),
        eq(outbox.state, 'sent'),
        gte(outbox.sentAt, since),
        isNotNull(outbox.externalIds),
      ),
    );
  return rows.flatMap(({ externalIds, ...row }) => (externalIds === null ? [] : [{ ...row, externalIds }]));
}

/** Nothing reaches this contact any more: what waits for it is given up. */
export async function giveUpContact(q: Q, contact: string, reason: string): Promise<void> {
  const { outbox } = q.t;
  await q.db.update(q.t.contact).set({ blocked: true }).where(eq(q.t.contact.id, contact));
  await q.db
    .update(outbox)
    .set({ state: 'failed', reason, lease: null, leaseUntil: null })
    .where(and(eq(outbox.contact, contact), eq(outbox.state, 'queued')));
}

/** A contact's replies after `after`, or, without it, of the newest turn; cards only where they are new. */
export async function repliesAfter(
  q: Q,
  contact: string,
  after: number | null,
): Promise<{ person: string; seq: number; body: Buffer; card: boolean; at: number }[]> {
  const { outbox } = q.t;
  const columns = { person: outbox.person, seq: outbox.seq, body: outbox.body, card: outbox.card, at: outbox.at };
  const mine = eq(outbox.contact, contact);
  if (after !== null) {
    const rows = await q.db
      .select(columns)
      .from(outbox)
      .where(and(mine, gt(outbox.seq, after), isNotNull(outbox.body)))
      .orderBy(asc(outbox.seq));
    return rows.flatMap(({ body, ...row }) => (body === null ? [] : [{ ...row, body }]));
  }
  const newest = await q.db.select({ at: outbox.at }).from(outbox).where(mine).orderBy(desc(outbox.seq)).limit(1);
  const at = newest[0]?.at;
  if (at === undefined) return [];
  const rows = await q.db
    .select(columns)
    .from(outbox)
    .where(and(mine, eq(outbox.at, at), isNotNull(outbox.body)))
    .orderBy(asc(outbox.seq));
  return rows.flatMap(({ body, ...row }) => (body === null ? [] : [{ ...row, body }]));
}

/** A card that was shown leaves no copy. */
export async function dropCard(q: Q, person: string, seq: number): Promise<void> {
  const { outbox } = q.t;
  await q.db
    .update(outbox)
    .set({ body: null })
    .where(and(eq(outbox.person, person), eq(outbox.seq, seq), eq(outbox.card, true)));
}

/** A server that starts alone on its database knows that no sender holds a lease. */
export async function clearLeases(q: Q): Promise<void> {
  await q.db.update(q.t.outbox).set({ lease: null, leaseUntil: null }).where(ne(q.t.outbox.state, 'sent'));
  await q.db.update(q.t.job).set({ lease: null, leaseUntil: null });
}
