import { and, asc, eq, lte } from 'drizzle-orm';
import type { Appointment } from './booking.ts';
import { MORNING, type NoticeKind, type NoticeOfChange } from './codes.ts';
import { NOTICE_JOB, scheduleJob } from './jobs.ts';
import type { Q } from './store.ts';

/** A mail that a counsellor is still to get. */
export interface Notice {
  /** The appointment's id; an ISO date where `kind` is `MORNING`. */
  appointment: string;
  sequence: number;
  counsellor: string;
  kind: NoticeKind;
  attempts: number;
}

/**
 * Stores a notice for the appointment's counsellor that it is new, moved or cancelled, if they have a mail address. If
 * another counsellor had it before (`was`), that one is told that it is cancelled, and the new one that it is new.
 */
export async function noteChange(
  q: Q,
  { id, sequence, counsellor }: Pick<Appointment, 'id' | 'sequence' | 'counsellor'>,
  kind: NoticeOfChange,
  now: number,
  was = counsellor,
): Promise<void> {
  const { counsellor: c, notice } = q.t;
  const told =
    was === counsellor
      ? [{ counsellor, kind }]
      : [
          { counsellor, kind: 'new' as const },
          { counsellor: was, kind: 'cancelled' as const },
        ];
  for (const one of told) {
    const [who] = await q.db.select({ mail: c.mail }).from(c).where(eq(c.id, one.counsellor));
    if (who === undefined || who.mail === null) continue;
    // A counsellor who has not heard yet that they had it need not hear that it is gone.
    if (one.kind === 'cancelled' && was !== counsellor && (await dropNews(q, id, was))) continue;
    await q.db
      .insert(notice)
      .values({ appointment: id, sequence, ...one, due: now })
      .onConflictDoNothing();
    await scheduleJob(q, { key: NOTICE_JOB, kind: NOTICE_JOB, due: now });
  }
}

/** Deletes the notice, if it waits to be sent, that an appointment is new for a counsellor; false if there is none. */
async function dropNews(q: Q, appointment: string, counsellor: string): Promise<boolean> {
  const { notice: n } = q.t;
  const rows = await q.db
    .delete(n)
    .where(and(eq(n.appointment, appointment), eq(n.counsellor, counsellor), eq(n.kind, 'new'), eq(n.attempts, 0)))
    .returning({ kind: n.kind });
  return rows.length > 0;
}

/** Stores a notice that sends a counsellor the list of a day (`day`: an ISO date). */
export async function noteMorning(q: Q, counsellor: string, day: string, now: number): Promise<void> {
  await q.db
    .insert(q.t.notice)
    .values({ appointment: day, sequence: 0, counsellor, kind: MORNING, due: now })
    .onConflictDoNothing();
  await scheduleJob(q, { key: NOTICE_JOB, kind: NOTICE_JOB, due: now });
}

export async function dueNotices(q: Q, now: number, limit: number): Promise<Notice[]> {
  const { notice: n } = q.t;
  const rows = await q.db.select().from(n).where(lte(n.due, now)).orderBy(asc(n.due), asc(n.sequence)).limit(limit);
  return rows.map(({ due: _, ...notice }) => notice);
}

const isNotice = (q: Q, { appointment, sequence, counsellor }: Notice) => {
  const { notice: n } = q.t;
  return and(eq(n.appointment, appointment), eq(n.sequence, sequence), eq(n.counsellor, counsellor));
};

export async function dropNotice(q: Q, notice: Notice): Promise<void> {
  await q.db.delete(q.t.notice).where(isNotice(q, notice));
}

/** Schedules a notice that could not be sent again for `due` (epoch ms). */
export async function putOffNotice(q: Q, notice: Notice, due: number): Promise<void> {
  await q.db
    .update(q.t.notice)
    .set({ due, attempts: notice.attempts + 1 })
    .where(isNotice(q, notice));
}

export async function hasNotices(q: Q): Promise<boolean> {
  const rows = await q.db.select({ appointment: q.t.notice.appointment }).from(q.t.notice).limit(1);
  return rows.length > 0;
}
