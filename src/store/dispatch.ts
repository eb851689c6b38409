import { and, eq, sql } from 'drizzle-orm';
import { markUntold } from './changes.ts';
import type { Q } from './store.ts';

interface Reply {
  person: string;
  seq: number;
}

/** A provider's receipt for a message. */
interface Said {
  /** HMAC of the provider's id of the message. */
  key: Buffer;
  state: 'delivered' | 'read' | 'failed';
  reason: string | null;
  /** Epoch ms. */
  at: number;
}

/** Notes which provider message shows a reply. A receipt that arrived before this call keeps its state. */
export async function recordDispatch(q: Q, reply: Reply, key: Buffer, at: number): Promise<void> {
  const { dispatch } = q.t;
  const { person, seq } = reply;
  const [noted] = await q.db
    .insert(dispatch)
    .values({ key, person, seq, state: 'sent', at })
    .onConflictDoUpdate({ target: dispatch.key, set: { person, seq } })
    .returning({ state: dispatch.state, reason: dispatch.reason });
  if (noted?.state === 'failed') await failReply(q, reply, noted.reason);
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
 * of a reply, the whole reply counts as failed and is never sent again.
 */
export async function recordReceipt(q: Q, { key, state, reason, at }: Said): Promise<void> {
  const { dispatch } = q.t;
  const isNews = sql`${dispatch.state} = 'sent' or (${dispatch.state} = 'delivered' and excluded.state = 'read')`;
  const [noted] = await q.db
    .insert(dispatch)
    .values({ key, state, reason, at })
    .onConflictDoUpdate({ target: dispatch.key, set: { state, reason, at }, setWhere: isNews })
    .returning({ person: dispatch.person, seq: dispatch.seq });
  if (state !== 'failed' || !noted || noted.person === null || noted.seq === null) return;
  await failReply(q, { person: noted.person, seq: noted.seq }, reason);
}

async function failReply(q: Q, { person, seq }: Reply, reason: string | null): Promise<void> {
  const { outbox } = q.t;
  await q.db
    .update(outbox)
    .set({ state: 'failed', reason })
    .where(and(eq(outbox.person, person), eq(outbox.seq, seq)));
  await markUntold(q, person, seq);
}
