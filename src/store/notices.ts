import { and, asc, eq, inArray, isNotNull, isNull, lte } from 'drizzle-orm';
import type { Appointment } from './booking.ts';
import {
  type Addressee,
  CHAT_LOST,
  MORNING,
  type NoticeKind,
  type NoticeOfChange,
  type NoticeOfRequest,
} from './codes.ts';
import { NOTICE_JOB, scheduleJob } from './jobs.ts';
import type { Q } from './store.ts';

/** One who gets notices: a counsellor by mail, or an account. */
export interface Recipient {
  to: Addressee;
  /** The id of the counsellor or the account. */
  recipient: string;
}

/** What one of the staff is still to be told. */
export interface Notice extends Recipient {
  /** The id of the appointment or the request; an ISO date where `kind` is `MORNING`, the account where it is `CHAT_LOST`. */
  subject: string;
  /** The appointment's `sequence`, or since when the person of the request waits (epoch ms); 0 for all else. */
  sequence: number;
  kind: NoticeKind;
  attempts: number;
}

const asAccount = (recipient: string): Recipient => ({ to: 'account', recipient });

/**
 * Stores notices that an appointment is new, moved or cancelled, for its counsellor, if they have a mail address, and for
 * the counsellor's accounts with a chat. If another counsellor had it before (`was`), that one is told that it is
 * cancelled, and the new one that it is new.
 */
export async function noteChange(
  q: Q,
  { id, sequence, counsellor }: Pick<Appointment, 'id' | 'sequence' | 'counsellor'>,
  kind: NoticeOfChange,
  now: number,
  was = counsellor,
): Promise<void> {
  const told =
    was === counsellor
      ? [{ counsellor, kind }]
      : [
          { counsellor, kind: 'new' as const },
          { counsellor: was, kind: 'cancelled' as const },
        ];
  for (const one of told)
    for (const hearer of await hearersOf(q, one.counsellor)) {
      // Somebody who has not heard yet that they had it need not hear that it is gone; a calendar needs both.
      const isNews = was !== counsellor || hearer.to === 'account';
      if (one.kind === 'cancelled' && isNews && (await dropNews(q, id, hearer))) continue;
      await addNotice(q, { subject: id, sequence, kind: one.kind, ...hearer }, now, now);
    }
}

/** The counsellor, if they get mail, and their accounts with a chat. */
async function hearersOf(q: Q, counsellor: string): Promise<Recipient[]> {
  const { counsellor: c } = q.t;
  const mailed = await q.db
    .select({ id: c.id })
    .from(c)
    .where(and(eq(c.id, counsellor), isNotNull(c.mail)));
  return [
    ...mailed.map(({ id }): Recipient => ({ to: 'counsellor', recipient: id })),
    ...(await accountsWithChat(q, counsellor)).map(asAccount),
  ];
}

/** The accounts with a chat that belong to a counsellor, or to any. */
async function accountsWithChat(q: Q, counsellor?: string): Promise<string[]> {
  const { account: a } = q.t;
  const isTheirs = counsellor === undefined ? isNotNull(a.counsellor) : eq(a.counsellor, counsellor);
  const rows = await q.db
    .select({ id: a.id })
    .from(a)
    .where(and(isTheirs, isNotNull(a.chat)))
    .orderBy(asc(a.id));
  return rows.map(({ id }) => id);
}

/** Deletes the notice, if it waits to be sent, that an appointment is new; false if there is none. */
async function dropNews(q: Q, appointment: string, { to, recipient }: Recipient): Promise<boolean> {
  const { notice: n } = q.t;
  const isTheirs = and(eq(n.subject, appointment), eq(n.to, to), eq(n.recipient, recipient));
  const rows = await q.db
    .delete(n)
    .where(and(isTheirs, eq(n.kind, 'new'), eq(n.attempts, 0)))
    .returning({ kind: n.kind });
  return rows.length > 0;
}

/** Stores notices that send the list of a day (`day`: an ISO date) to all counsellors with a mail address or a chat. */
export async function noteMorning(q: Q, day: string, now: number): Promise<void> {
  const { counsellor: c } = q.t;
  const mailed = await q.db
    .select({ id: c.id })
    .from(c)
    .where(and(isNotNull(c.mail), isNull(c.endedAt)))
    .orderBy(asc(c.id));
  const hearers = [
    ...mailed.map(({ id }): Recipient => ({ to: 'counsellor', recipient: id })),
    ...(await accountsWithChat(q)).map(asAccount),
  ];
  for (const hearer of hearers) await addNotice(q, { subject: day, sequence: 0, kind: MORNING, ...hearer }, now, now);
}

/**
 * Stores notices of a request for some accounts, due at `due` (epoch ms). `since`: since when its person waits. Who hears
 * that it is late need not hear any more that it waits.
 */
export async function noteRequest(
  q: Q,
  kind: NoticeOfRequest,
  { id, since }: { id: string; since: number },
  accounts: readonly string[],
  { now, due }: { now: number; due: number },
): Promise<void> {
  const { notice: n } = q.t;
  if (kind === 'late')
    await q.db
      .delete(n)
      .where(and(eq(n.subject, id), eq(n.kind, 'waiting'), eq(n.to, 'account'), inArray(n.recipient, [...accounts])));
  for (const account of accounts)
    await addNotice(q, { subject: id, sequence: since, kind, ...asAccount(account) }, now, due);
}

/** Stores a notice that the chat of an account can't be reached any more. */
export const noteChatLost = (q: Q, account: string, now: number): Promise<void> =>
  addNotice(q, { subject: account, sequence: 0, kind: CHAT_LOST, ...asAccount(account) }, now, now);

async function addNotice(q: Q, notice: Omit<Notice, 'attempts'>, now: number, due: number): Promise<void> {
  await q.db
    .insert(q.t.notice)
    .values({ ...notice, due })
    .onConflictDoNothing();
  await scheduleJob(q, { key: NOTICE_JOB, kind: NOTICE_JOB, due: now });
}

/** The notices that are due at `now` (epoch ms), the oldest first. `to`: for these addressees alone. */
export async function dueNotices(q: Q, to: readonly Addressee[], now: number, limit: number): Promise<Notice[]> {
  const { notice: n } = q.t;
  const rows = await q.db
    .select()
    .from(n)
    .where(and(lte(n.due, now), inArray(n.to, [...to])))
    .orderBy(asc(n.due), asc(n.sequence))
    .limit(limit);
  return rows.map(({ due: _, ...notice }) => notice);
}

const isNotice = (q: Q, { subject, sequence, kind, to, recipient }: Notice) => {
  const { notice: n } = q.t;
  const isSubject = and(eq(n.subject, subject), eq(n.sequence, sequence), eq(n.kind, kind));
  return and(isSubject, eq(n.to, to), eq(n.recipient, recipient));
};

export async function dropNotice(q: Q, notice: Notice): Promise<void> {
  await q.db.delete(q.t.notice).where(isNotice(q, notice));
}

/** Schedules a notice that did not go out again for `due` (epoch ms). `attempts`: how many tries have failed. */
export async function putOffNotice(
  q: Q,
  notice: Notice,
  { due, attempts }: { due: number; attempts: number },
): Promise<void> {
  await q.db.update(q.t.notice).set({ due, attempts }).where(isNotice(q, notice));
}

/** Whether there are notices for these addressees. */
export async function hasNotices(q: Q, to: readonly Addressee[]): Promise<boolean> {
  const { notice: n } = q.t;
  const rows = await q.db
    .select({ subject: n.subject })
    .from(n)
    .where(inArray(n.to, [...to]))
    .limit(1);
  return rows.length > 0;
}
