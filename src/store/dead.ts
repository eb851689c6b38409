import { and, count, desc, eq, gt, isNotNull, isNull, ne, or } from 'drizzle-orm';
import { forgetDispatches } from './dispatch.ts';
import { DROPPED } from './inbox.ts';
import { BLOCKED } from './outbox.ts';
import type { Q } from './store.ts';

export const QUEUES = ['inbox', 'outbox'] as const;
export type Queue = (typeof QUEUES)[number];

/** A dead letter: a message (inbox) or a reply (outbox) that was given up, and that nobody has put away. */
export interface DeadRow {
  queue: Queue;
  person: string;
  seq: number;
  channel: string;
  at: number;
  attempts: number;
  reason: string;
}

/** What was dropped on purpose is no dead letter; what a block keeps back goes out by itself when the person comes back. */
const isGivenUp = ({ t: { outbox } }: Q) =>
  and(
    eq(outbox.state, 'failed'),
    or(isNull(outbox.reason), and(ne(outbox.reason, DROPPED), ne(outbox.reason, BLOCKED))),
  );

/** The newest dead letters of both queues, at most `limit` of each. */
export async function readDead(q: Q, limit: number): Promise<DeadRow[]> {
  const { inbox, outbox, contact } = q.t;
  const messages = await q.db
    .select({
      person: inbox.person,
      seq: inbox.seq,
      channel: contact.channel,
      at: inbox.at,
      attempts: inbox.attempts,
      reason: inbox.reason,
    })
    .from(inbox)
    .innerJoin(contact, eq(contact.id, inbox.contact))
    .where(eq(inbox.state, 'dead'))
    .orderBy(desc(inbox.at), desc(inbox.seq))
    .limit(limit);
  const replies = await q.db
    .select({
      person: outbox.person,
      seq: outbox.seq,
      channel: outbox.channel,
      at: outbox.at,
      attempts: outbox.attempts,
      reason: outbox.reason,
    })
    .from(outbox)
    .where(isGivenUp(q))
    .orderBy(desc(outbox.at), desc(outbox.seq))
    .limit(limit);
  const of = (queue: Queue, rows: (Omit<DeadRow, 'queue' | 'reason'> & { reason: string | null })[]) =>
    rows.map((row) => ({ ...row, queue, reason: row.reason ?? '' }));
  return [...of('inbox', messages), ...of('outbox', replies)].sort((a, b) => b.at - a.at || b.seq - a.seq);
}

/** How many replies wait for people who have blocked us. */
export async function countBlocked({ db, t: { outbox } }: Q): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(outbox)
    .where(and(eq(outbox.state, 'failed'), eq(outbox.reason, BLOCKED)));
  return row?.count ?? 0;
}

/** A letter by its place. */
export type Place = Pick<DeadRow, 'person' | 'seq'>;

/** A message that was given up and is still there; undefined where there is nothing to try again. */
export async function deadMessage(q: Q, { person, seq }: Place) {
  const { inbox, contact } = q.t;
  const [row] = await q.db
    .select({ body: inbox.body, at: inbox.at, removed: contact.removed })
    .from(inbox)
    .innerJoin(contact, eq(contact.id, inbox.contact))
    .where(and(eq(inbox.person, person), eq(inbox.seq, seq), eq(inbox.state, 'dead'), isNotNull(inbox.body)));
  return row === undefined || row.body === null || row.removed ? undefined : { body: row.body, at: row.at };
}

/** A reply that was given up, is still there, and whose contact can be written to; undefined where there is none. */
export async function deadReply(q: Q, { person, seq }: Place) {
  const { outbox, contact } = q.t;
  const [row] = await q.db
    .select({ reply: outbox, removed: contact.removed, blocked: contact.blocked })
    .from(outbox)
    .innerJoin(contact, eq(contact.id, outbox.contact))
    .where(and(eq(outbox.person, person), eq(outbox.seq, seq), isGivenUp(q)));
  if (row === undefined || row.removed || row.blocked) return undefined;
  const { body, card, timer, at, reason } = row.reply;
  return body === null ? undefined : { body, card, timer, at, reason, contact: row.reply.contact };
}

/** Whether a later reply has reached this contact: an earlier one would come out of order. */
export async function isOvertaken(q: Q, { person, seq }: Place, contact: string): Promise<boolean> {
  const { outbox } = q.t;
  const rows = await q.db
    .select({ seq: outbox.seq })
    .from(outbox)
    .where(and(eq(outbox.person, person), eq(outbox.contact, contact), gt(outbox.seq, seq), eq(outbox.state, 'sent')))
    .limit(1);
  return rows.length > 0;
}

/**
 * Makes a reply due once more. Nobody waits for it any more, so it is sent only if the person still wants to hear from us
 * at that moment (`unasked`). What the provider said of the earlier try says nothing of this one.
 */
export async function reviveReply(q: Q, { person, seq }: Place, now: number): Promise<void> {
  const { outbox } = q.t;
  await forgetDispatches(q, { person, seq });
  await q.db
    .update(outbox)
    .set({
      ...{ state: 'queued', due: now, at: now, attempts: 0, reason: null, unasked: true },
      ...{ sentAt: null, externalIds: null },
    })
    .where(and(eq(outbox.person, person), eq(outbox.seq, seq), eq(outbox.state, 'failed')));
}

/** Puts a letter away: its words are deleted, and it is not tried again. False where it is no dead letter any more. */
export async function dropLetter(q: Q, { queue, person, seq }: Place & { queue: Queue }): Promise<boolean> {
  const { inbox, outbox } = q.t;
  if (queue === 'inbox') {
    const isThis = and(eq(inbox.person, person), eq(inbox.seq, seq), eq(inbox.state, 'dead'));
    const set = { state: 'done', reason: DROPPED, body: null } as const;
    return (await q.db.update(inbox).set(set).where(isThis).returning({ seq: inbox.seq })).length > 0;
  }
  const isThis = and(eq(outbox.person, person), eq(outbox.seq, seq), isGivenUp(q));
  const rows = await q.db
    .update(outbox)
    .set({ reason: DROPPED, body: null })
    .where(isThis)
    .returning({ seq: outbox.seq });
  return rows.length > 0;
}
