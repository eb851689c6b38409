import { and, eq, sql } from 'drizzle-orm';
import type { TimerKind } from '../conversation/beginnings.ts';
import { markUntold } from './changes.ts';
import type { OutboxState } from './codes.ts';
import { UNTIL_HEARD } from './outbox.ts';
import { raiseOf } from './requests.ts';
import type { Q } from './store.ts';
import type { Tables } from './tables.ts';

interface Reply {
  person: string;
  seq: number;
}

/** A reply that was refused after it was taken, with the contact that it went to. */
interface Refusal {
  reply: Tables['outbox']['$inferSelect'];
  contact: Tables['contact']['$inferSelect'];
}

/** A provider's receipt for a message. */
interface Said {
  /** HMAC of the provider's id of the message. */
  key: Buffer;
  /** `closed`: it was refused because the person has not written for too long. */
  state: 'delivered' | 'read' | Refused;
  reason: string | null;
  /** Epoch ms. */
  at: number;
}
type Refused = 'failed' | 'closed';

const isRefused = (state: string | undefined): state is Refused => state === 'failed' || state === 'closed';

/**
 * Notes which provider message shows a reply, just sent. A receipt that arrived before this call keeps its state.
 * Returns the state of the reply: `sent`, unless it was refused by then.
 */
export async function recordDispatch(q: Q, reply: Reply, key: Buffer, at: number): Promise<OutboxState> {
  const { dispatch } = q.t;
  const { person, seq } = reply;
  const [noted] = await q.db
    .insert(dispatch)
    .values({ key, person, seq, state: 'sent', at })
    .onConflictDoUpdate({ target: dispatch.key, set: { person, seq } })
    .returning({ state: dispatch.state, reason: dispatch.reason });
  return isRefused(noted?.state) ? refuseReply(q, reply, noted.state, noted.reason, at) : 'sent';
}

/** The reply that a provider message shows. `key`: HMAC of the provider's id of the message. */
export async function findReply(q: Q, key: Buffer) {
  const { dispatch, outbox, personKey } = q.t;
  const [row] = await q.db
    .select({ person: outbox.person, seq: outbox.seq, body: outbox.body, wrapped: personKey.wrapped })
    .from(dispatch)
    .innerJoin(outbox, and(eq(outbox.person, dispatch.person), eq(outbox.seq, dispatch.seq)))
    .innerJoin(personKey, eq(personKey.person, outbox.person))
    .where(eq(dispatch.key, key));
  return row;
}

/**
 * Stores a receipt. A receipt that is older than the stored state changes nothing. If the provider refuses one message
 * of a reply, the whole reply counts as refused: it is never sent again, or, where the person has to write first, once
 * they have.
 */
export async function recordReceipt(q: Q, { key, state, reason, at }: Said): Promise<void> {
  const { dispatch } = q.t;
  const isNews = sql`${dispatch.state} = 'sent' or (${dispatch.state} = 'delivered' and excluded.state = 'read')`;
  const [noted] = await q.db
    .insert(dispatch)
    .values({ key, state, reason, at })
    .onConflictDoUpdate({ target: dispatch.key, set: { state, reason, at }, setWhere: isNews })
    .returning({ person: dispatch.person, seq: dispatch.seq });
  if (!isRefused(state) || !noted || noted.person === null || noted.seq === null) return;
  await refuseReply(q, { person: noted.person, seq: noted.seq }, state, reason, at);
}

/** Takes back that a reply was sent, and returns its state. A reply that is dealt with already stays as it is. */
async function refuseReply(
  q: Q,
  reply: Reply,
  refused: Refused,
  reason: string | null,
  now: number,
): Promise<OutboxState> {
  const { outbox, contact } = q.t;
  const isThis = and(eq(outbox.person, reply.person), eq(outbox.seq, reply.seq));
  const [row] = await q.db
    .select({ reply: outbox, contact })
    .from(outbox)
    .innerJoin(contact, eq(contact.id, outbox.contact))
    .where(isThis);
  if (row === undefined || row.reply.state !== 'sent') return row?.reply.state ?? 'failed';
  await markUntold(q, reply.person, reply.seq);
  if (row.reply.timer === ('answer' satisfies TimerKind)) await raiseOf(q, reply.person);
  // Nothing is left to be sent again of a card that was shown.
  if (refused === 'failed' || row.reply.body === null) {
    await q.db.update(outbox).set({ state: 'failed', reason }).where(isThis);
    return 'failed';
  }
  const due = await dueAfter(q, row, now);
  await q.db
    .update(outbox)
    .set({ state: 'queued', due, at: now, attempts: 0, reason, sentAt: null, externalIds: null })
    .where(isThis);
  // What the provider says of the messages of this try says nothing of the next.
  await forgetDispatches(q, reply);
  return 'queued';
}

/**
 * When a reply that was refused because the person must write first is due again (epoch ms): at once where they have
 * written since, and the first time, since it may go as a template; else when they write. `now`: when it was refused.
 */
async function dueAfter(q: Q, { reply, contact }: Refusal, now: number): Promise<number> {
  const sentAt = reply.sentAt ?? reply.at;
  if (contact.heardAt !== null && contact.heardAt > sentAt) return now;
  if (contact.closedAt !== null && sentAt >= contact.closedAt) return UNTIL_HEARD;
  if (contact.closedAt === null)
    await q.db.update(q.t.contact).set({ closedAt: now }).where(eq(q.t.contact.id, contact.id));
  return now;
}

/** Forgets what the provider said, and may still say, of a try to send a reply. */
export async function forgetDispatches(q: Q, { person, seq }: Reply): Promise<void> {
  const { dispatch } = q.t;
  const isOfReply = and(eq(dispatch.person, person), eq(dispatch.seq, seq));
  await q.db.update(dispatch).set({ person: null, seq: null }).where(isOfReply);
}
