import { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, lte, ne, notInArray, or, sql } from 'drizzle-orm';
import type { TimerKind } from '../conversation/beginnings.ts';
import type { OutboxState } from './codes.ts';
import { given } from './people.ts';
import type { Q } from './store.ts';

export interface NewReply {
  person: string;
  seq: number;
  contact: string;
  channel: string;
  body: Buffer;
  card: boolean;
  /** The kind of the timer that began the turn; null for an answer to the person's own message. */
  timer: string | null;
  unasked: boolean;
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
          timer: sql.placeholder('timer'),
          unasked: sql.placeholder('unasked'),
          at: sql.placeholder('at'),
          state: sql.placeholder('state'),
          due: sql.placeholder('due'),
        })
        .prepare('outbox.insert'),
    )
    .execute({ ...row });
}

/** The `due` of a reply that waits for the person's next message: the latest time (epoch ms) that a `Date` can hold. */
export const UNTIL_HEARD = 8_640_000_000_000_000;

/**
 * Makes the replies due that waited for a message from this contact, once it has written. They count as new: the time
 * that they waited uses none of their tries up.
 */
export async function releaseWaiting(q: Q, { person, contact }: Reader, now: number): Promise<void> {
  const { outbox } = q.t;
  await q.db
    .update(outbox)
    .set({ due: now, at: now })
    .where(
      and(
        eq(outbox.person, person),
        eq(outbox.contact, contact),
        eq(outbox.state, 'queued'),
        eq(outbox.due, UNTIL_HEARD),
      ),
    );
}

/** A reply that a sender holds the lease for. */
export interface Leased {
  person: string;
  seq: number;
  contact: string;
  channel: string;
  body: Buffer | null;
  card: boolean;
  timer: string | null;
  unasked: boolean;
  at: number;
  attempts: number;
  handle: Buffer;
  heardAt: number | null;
  closedAt: number | null;
  wrapped: Buffer;
}

/**
 * Leases each contact's oldest unsent reply if it is due. Until `leaseUntil`, no other sender takes it or a later reply
 * to that contact. A reply that waits at one contact holds up none to the person's others; nor does one that waits until
 * the person writes, since a later one may go as a template.
 */
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
      timer: t.outbox.timer,
      unasked: t.outbox.unasked,
      at: t.outbox.at,
      attempts: t.outbox.attempts,
      handle: t.contact.handle,
      heardAt: t.contact.heardAt,
      closedAt: t.contact.closedAt,
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
        sql`${t.outbox.seq} = (select min(e.seq) from outbox e where e.person = ${t.outbox.person} and e.contact = ${t.outbox.contact} and e.state = 'queued' and e.due < ${UNTIL_HEARD})`,
      ),
    )
    .orderBy(asc(t.outbox.due))
    .limit(limit);
  const rows = await (q.dialect === 'postgres' ? due.for('update', { of: t.outbox, skipLocked: true }) : due);
  for (const { person, seq } of rows) {
    await q
      .prepared('outbox.lease', (own, { outbox }) =>
        own
          .update(outbox)
          .set({ lease: given('lease', outbox.lease), leaseUntil: given('leaseUntil', outbox.leaseUntil) })
          .where(thisReply(outbox))
          .prepare('outbox.lease'),
      )
      .execute({ person, seq, lease, leaseUntil });
  }
  return rows;
}

const thisReply = (outbox: Q['t']['outbox']) =>
  sql`${outbox.person} = ${sql.placeholder('person')} and ${outbox.seq} = ${sql.placeholder('seq')}`;

/** The result of one try to send. */
export interface Tried {
  state: OutboxState;
  /** When to try again (epoch ms), if the state is still `queued`. */
  due: number;
  attempts: number;
  sentAt: number | null;
  externalIds: Buffer | null;
  reason: string | null;
}

/**
 * Records the result for a leased reply. If another sender holds the lease by now, changes nothing and returns false.
 */
export async function recordSend(
  q: Q,
  { person, seq }: Pick<Leased, 'person' | 'seq'>,
  lease: string,
  tried: Tried,
): Promise<boolean> {
  const rows = await q
    .prepared('outbox.record', (db, { outbox }) =>
      db
        .update(outbox)
        .set({
          state: given('state', outbox.state),
          due: given('due', outbox.due),
          attempts: given('attempts', outbox.attempts),
          sentAt: given('sentAt', outbox.sentAt),
          externalIds: given('externalIds', outbox.externalIds),
          reason: given('reason', outbox.reason),
          lease: null,
          leaseUntil: null,
        })
        .where(sql`${thisReply(outbox)} and ${outbox.lease} = ${sql.placeholder('lease')}`)
        .returning({ seq: outbox.seq })
        .prepare('outbox.record'),
    )
    .execute({ person, seq, lease, ...tried });
  return rows.length === 1;
}

/** Whether any reply to this person is still to be sent, without waiting for another message of theirs. */
export async function hasUnsent(q: Q, person: string): Promise<boolean> {
  const { outbox } = q.t;
  const rows = await q.db
    .select({ seq: outbox.seq })
    .from(outbox)
    .where(and(eq(outbox.person, person), eq(outbox.state, 'queued'), ne(outbox.due, UNTIL_HEARD)))
    .limit(1);
  return rows.length > 0;
}

/** A contact and its person. Queries name the person too, because the primary key of `outbox` begins with it. */
export interface Reader {
  person: string;
  contact: string;
}

const of = (q: Q, { person, contact }: Reader) => and(eq(q.t.outbox.person, person), eq(q.t.outbox.contact, contact));

/**
 * Drops replies that wait to be sent: the reply `seq`, or those of timers, of all or of one kind. News about the
 * person's apps is none of `all`. A sender that has one of them under way finds it without a body when it tries again.
 */
export async function dropReplies(q: Q, person: string, which: { seq: number } | { timer?: TimerKind }): Promise<void> {
  const { outbox } = q.t;
  const some =
    'seq' in which
      ? eq(outbox.seq, which.seq)
      : which.timer === undefined
        ? and(isNotNull(outbox.timer), ne(outbox.timer, 'app-news' satisfies TimerKind))
        : eq(outbox.timer, which.timer);
  await q.db
    .update(outbox)
    .set({ state: 'failed', reason: 'not any more', body: null })
    .where(and(eq(outbox.person, person), some, eq(outbox.state, 'queued')));
}

/** Whether a reply still waits to be sent: it was not dropped since a sender took it. */
export async function isQueued(q: Q, person: string, seq: number): Promise<boolean> {
  const { outbox } = q.t;
  const rows = await q.db
    .select({ seq: outbox.seq })
    .from(outbox)
    .where(and(eq(outbox.person, person), eq(outbox.seq, seq), eq(outbox.state, 'queued')));
  return rows.length > 0;
}

/** The replies sent to a contact since `since` (epoch ms): those can still be taken off its screen. */
export async function sentSince(q: Q, reader: Reader, since: number): Promise<{ seq: number; externalIds: Buffer }[]> {
  const { outbox } = q.t;
  const rows = await q.db
    .select({ seq: outbox.seq, externalIds: outbox.externalIds })
    .from(outbox)
    .where(and(of(q, reader), eq(outbox.state, 'sent'), gte(outbox.sentAt, since), isNotNull(outbox.externalIds)))
    .orderBy(asc(outbox.seq));
  return rows.flatMap(({ seq, externalIds }) => (externalIds === null ? [] : [{ seq, externalIds }]));
}

/** The reply to a contact just before this one; undefined if it was not sent. */
export async function replyBefore(
  q: Q,
  reply: Reader & { seq: number },
): Promise<{ seq: number; body: Buffer | null; externalIds: Buffer | null } | undefined> {
  const { outbox } = q.t;
  const [row] = await q.db
    .select({ seq: outbox.seq, body: outbox.body, externalIds: outbox.externalIds, state: outbox.state })
    .from(outbox)
    .where(and(of(q, reply), lt(outbox.seq, reply.seq)))
    .orderBy(desc(outbox.seq))
    .limit(1);
  return row?.state === 'sent' ? row : undefined;
}

/** The `reason` of a reply that its contact did not get because it has blocked us. */
export const BLOCKED = 'blocked';

/** Marks a contact as blocked, because no reply reaches it any more, and gives up the replies that wait for it. */
export async function giveUpContact(q: Q, reader: Reader, reason: typeof BLOCKED | 'moved'): Promise<void> {
  const { outbox, contact } = q.t;
  await q.db.update(contact).set({ blocked: true }).where(eq(contact.id, reader.contact));
  await q.db
    .update(outbox)
    .set({ state: 'failed', reason, lease: null, leaseUntil: null })
    .where(and(of(q, reader), eq(outbox.state, 'queued')));
  await dropCards(q, reader);
}

/** Replies that a person who was away for days has no use of, or gets anew. */
export const NOT_AGAIN: readonly TimerKind[] = ['reminder', 'too-fast'];

/**
 * Lifts the block of a contact. The replies that a timer began, and that the block kept from the person, are due again,
 * as far as they are of use.
 */
export async function takeUpContact(q: Q, reader: Reader, now: number): Promise<void> {
  const { outbox, contact } = q.t;
  await q.db.update(contact).set({ blocked: false }).where(eq(contact.id, reader.contact));
  await q.db
    .update(outbox)
    .set({ state: 'queued', due: now, at: now, attempts: 0, reason: null })
    .where(
      and(
        of(q, reader),
        eq(outbox.state, 'failed'),
        eq(outbox.reason, BLOCKED),
        isNotNull(outbox.timer),
        notInArray(outbox.timer, [...NOT_AGAIN]),
        isNotNull(outbox.body),
      ),
    );
}

/** A reply that a device fetches. */
export interface Fetched {
  seq: number;
  body: Buffer;
  at: number;
}

/**
 * A contact's replies with a `seq` above `after`; where it is null, those of the newest turn. Cards already shown are
 * left out.
 */
export async function repliesAfter(q: Q, reader: Reader, after: number | null): Promise<Fetched[]> {
  const { outbox } = q.t;
  const mine = of(q, reader);
  const newest = q.db.select({ at: outbox.at }).from(outbox).where(mine).orderBy(desc(outbox.seq)).limit(1);
  const wanted = after === null ? eq(outbox.at, newest) : gt(outbox.seq, after);
  const rows = await q.db
    .select({ seq: outbox.seq, body: outbox.body, at: outbox.at })
    .from(outbox)
    .where(and(mine, wanted))
    .orderBy(asc(outbox.seq));
  return rows.flatMap(({ body, ...row }) => (body === null ? [] : [{ ...row, body }]));
}

/** News about a person's apps that a device which fetches has not shown: it is kept for it, however old it gets. */
const unseen = (q: Q, reader: Reader) => {
  const { outbox } = q.t;
  const isNews = eq(outbox.timer, 'app-news' satisfies TimerKind);
  return and(of(q, reader), isNews, eq(outbox.state, 'sent'), isNull(outbox.sentAt));
};

export async function unseenNews(q: Q, reader: Reader): Promise<Fetched[]> {
  const { outbox } = q.t;
  const rows = await q.db
    .select({ seq: outbox.seq, body: outbox.body, at: outbox.at })
    .from(outbox)
    .where(unseen(q, reader))
    .orderBy(asc(outbox.seq));
  return rows.flatMap(({ body, ...row }) => (body === null ? [] : [{ ...row, body }]));
}

/** Notes that a device has shown the news up to the reply `upTo`, at `at` (epoch ms). */
export async function markNewsSeen(q: Q, reader: Reader, upTo: number, at: number): Promise<void> {
  const { outbox } = q.t;
  await q.db
    .update(outbox)
    .set({ sentAt: at })
    .where(and(unseen(q, reader), lte(outbox.seq, upTo)));
}

const cards = (q: Q, reader: Reader, upTo?: number) => {
  const { outbox } = q.t;
  const some = and(of(q, reader), eq(outbox.card, true), isNotNull(outbox.body));
  return upTo === undefined ? some : and(some, lte(outbox.seq, upTo));
};

/** Whether the body of any card up to the reply `upTo` is still stored. */
export async function hasCards(q: Q, reader: Reader, upTo: number): Promise<boolean> {
  const { outbox } = q.t;
  const rows = await q.db
    .select({ seq: outbox.seq })
    .from(outbox)
    .where(cards(q, reader, upTo))
    .limit(1);
  return rows.length > 0;
}

/**
 * Deletes the bodies of cards that were shown or never will be. `upTo`: the `seq` of the newest one; all cards without
 * it.
 */
export async function dropCards(q: Q, reader: Reader, upTo?: number): Promise<void> {
  await q.db
    .update(q.t.outbox)
    .set({ body: null })
    .where(cards(q, reader, upTo));
}

/** Clears the leases of replies and jobs. For a server that starts alone on its database: no sender holds one then. */
export async function clearLeases(q: Q): Promise<void> {
  for (const table of [q.t.outbox, q.t.job]) {
    await q.db.update(table).set({ lease: null, leaseUntil: null }).where(isNotNull(table.lease));
  }
}
