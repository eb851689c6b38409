import { and, asc, eq, gt, isNull, lt } from 'drizzle-orm';
import type { Role } from './principal.ts';
import type { Q } from './store.ts';
import type { Tables } from './tables.ts';
import type { Vault } from './vault.ts';

/** An account of a member of staff, with its secrets still sealed or hashed. */
export type Account = Tables['account']['$inferSelect'];

/** The rights that an account or an invitation gives. */
export interface Access {
  role: Role;
  pilots: string[];
  /** The counsellor whose account it is; null for everybody else. */
  counsellor: string | null;
}

/** The log's name of an account. */
export const accountWho = (id: string): string => `account:${id}`;

/** The keyed hash of a mail address, by which an account is found. Case and surrounding spaces don't count. */
export const mailHashOf = (vault: Vault, mail: string): Buffer => vault.blindIndex('mail', foldMail(mail));
const foldMail = (mail: string): string => mail.trim().normalize('NFC').toLowerCase();

export async function addAccount(q: Q, account: Tables['account']['$inferInsert']): Promise<void> {
  await q.db.insert(q.t.account).values(account);
}

export async function accountById(q: Q, id: string): Promise<Account | undefined> {
  const [found] = await q.db.select().from(q.t.account).where(eq(q.t.account.id, id));
  return found;
}

export async function accountByMail(q: Q, mailHash: Buffer): Promise<Account | undefined> {
  const [found] = await q.db.select().from(q.t.account).where(eq(q.t.account.mailHash, mailHash));
  return found;
}

/** All accounts, the oldest first. */
export async function listAccounts(q: Q): Promise<Account[]> {
  const { account } = q.t;
  return q.db.select().from(account).orderBy(asc(account.createdAt), asc(account.id));
}

/** Changes rows of an account: its secrets, its rights, or whether it is open. */
export async function updateAccount(
  q: Q,
  id: string,
  change: Partial<Omit<Tables['account']['$inferInsert'], 'id'>>,
): Promise<void> {
  await q.db.update(q.t.account).set(change).where(eq(q.t.account.id, id));
}

/**
 * Uses the code of an interval of 30 s. False where this code, or a later one, was used before: a code that somebody
 * looked at over a shoulder opens nothing (OWASP ASVS 5.0, 6.5.1).
 */
export async function useTotpStep(q: Q, id: string, step: number): Promise<boolean> {
  const { account } = q.t;
  const rows = await q.db
    .update(account)
    .set({ totpStep: step })
    .where(and(eq(account.id, id), lt(account.totpStep, step)))
    .returning({ id: account.id });
  return rows.length === 1;
}

/** Replaces the recovery codes of an account, by their hashes. */
export async function setRecoveryCodes(q: Q, account: string, hashes: readonly Buffer[]): Promise<void> {
  const { recoveryCode: code } = q.t;
  await q.db.delete(code).where(eq(code.account, account));
  for (const hash of hashes) await q.db.insert(code).values({ hash, account });
}

/** Uses a recovery code up. False where the account has no such code. */
export async function useRecoveryCode(q: Q, account: string, hash: Buffer): Promise<boolean> {
  const { recoveryCode: code } = q.t;
  const rows = await q.db
    .delete(code)
    .where(and(eq(code.account, account), eq(code.hash, hash)))
    .returning({ hash: code.hash });
  return rows.length === 1;
}

/** How many recovery codes an account has left. */
export async function countRecoveryCodes(q: Q, account: string): Promise<number> {
  const { recoveryCode: code } = q.t;
  return (await q.db.select({ hash: code.hash }).from(code).where(eq(code.account, account))).length;
}

export type Invitation = Tables['invitation']['$inferSelect'];

export async function addInvitation(q: Q, invitation: Invitation): Promise<void> {
  await q.db.insert(q.t.invitation).values(invitation);
}

/** The invitation under the hash of its link; undefined once it was used, withdrawn, or has ended. */
export async function findInvitation(q: Q, hash: Buffer, now: number): Promise<Invitation | undefined> {
  const { invitation } = q.t;
  const [found] = await q.db
    .select()
    .from(invitation)
    .where(and(eq(invitation.hash, hash), gt(invitation.until, now)));
  return found;
}

/** Uses an invitation up. False where somebody else has used it in between. */
export async function takeInvitation(q: Q, hash: Buffer): Promise<boolean> {
  const { invitation } = q.t;
  const rows = await q.db.delete(invitation).where(eq(invitation.hash, hash)).returning({ hash: invitation.hash });
  return rows.length === 1;
}

/** The invitations that are open at `now`, the oldest first. */
export async function openInvitations(q: Q, now: number): Promise<Invitation[]> {
  const { invitation } = q.t;
  return q.db.select().from(invitation).where(gt(invitation.until, now)).orderBy(asc(invitation.createdAt));
}

export async function withdrawInvitation(q: Q, id: string): Promise<void> {
  await q.db.delete(q.t.invitation).where(eq(q.t.invitation.id, id));
}

/** Whether anybody has an account that is open. */
export async function hasAccount(q: Q): Promise<boolean> {
  const { account } = q.t;
  const rows = await q.db.select({ id: account.id }).from(account).where(isNull(account.disabledAt)).limit(1);
  return rows.length > 0;
}
