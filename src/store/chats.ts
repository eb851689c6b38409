import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Q } from './store.ts';

/** The chats in which staff are told of appointments and requests: see `account.chat`. */

/** Stores the code that links a chat to an account, by its hash, in place of an older one. `until`: epoch ms. */
export async function saveChatCode(q: Q, code: { hash: Buffer; account: string; until: number }): Promise<void> {
  await dropChatCode(q, code.account);
  await q.db.insert(q.t.chatCode).values(code);
}

async function dropChatCode(q: Q, account: string): Promise<void> {
  await q.db.delete(q.t.chatCode).where(eq(q.t.chatCode.account, account));
}

/**
 * Uses a code up, and returns the account that it is of; undefined for one that is unknown. `isOpen`: it had not ended
 * and was not used before, and links a chat now.
 */
export async function useChatCode(
  q: Q,
  hash: Buffer,
  now: number,
): Promise<{ account: string; isOpen: boolean } | undefined> {
  const { chatCode: c } = q.t;
  const [open] = await q.db
    .update(c)
    .set({ until: 0 })
    .where(and(eq(c.hash, hash), gt(c.until, now)))
    .returning({ account: c.account });
  if (open !== undefined) return { ...open, isOpen: true };
  const [ended] = await q.db.select({ account: c.account }).from(c).where(eq(c.hash, hash));
  return ended && { ...ended, isOpen: false };
}

/** Links a chat to an account that is open, in place of an older one. `chat`: its handle, sealed. */
export async function linkChat(q: Q, id: string, chat: Buffer, chatAt: number): Promise<void> {
  const { account: a } = q.t;
  await q.db
    .update(a)
    .set({ chat, chatAt })
    .where(and(eq(a.id, id), isNull(a.disabledAt)));
}

/** Ends the link to a chat, as its account wants. */
export async function unlinkChat(q: Q, id: string): Promise<void> {
  await dropChatCode(q, id);
  await q.db.update(q.t.account).set({ chat: null, chatAt: null }).where(eq(q.t.account.id, id));
}

/**
 * Ends the link to a chat that can't be reached any more at `now` (epoch ms). False where the account has another chat by
 * now, or none.
 */
export async function loseChat(q: Q, id: string, chat: Buffer, now: number): Promise<boolean> {
  const { account: a } = q.t;
  const rows = await q.db
    .update(a)
    .set({ chat: null, chatAt: now })
    .where(and(eq(a.id, id), eq(a.chat, chat)))
    .returning({ id: a.id });
  return rows.length === 1;
}
