import { and, asc, count, eq, gt } from 'drizzle-orm';
import { type Account, openInvitations } from './accounts.ts';
import { appointmentsOfMeetings } from './booking.ts';
import { forgetCalendar } from './calendars.ts';
import { counsellorClaim } from './claims.ts';
import { callOffMeeting, meetingsToLead } from './groups.ts';
import type { Q } from './store.ts';
import type { Tables } from './tables.ts';

/** What staff change of a counsellor: what they offer, and whether they counsel at all. */

/** A counsellor as the table holds them. */
export type CounsellorRow = Tables['counsellor']['$inferSelect'];

export async function counsellorRow(q: Q, id: string): Promise<CounsellorRow | undefined> {
  const { counsellor: c } = q.t;
  const [row] = await q.db.select().from(c).where(eq(c.id, id));
  return row;
}

/** Changes columns of a counsellor. */
export async function updateCounsellor(q: Q, id: string, set: Partial<Omit<CounsellorRow, 'id'>>): Promise<void> {
  await q.db.update(q.t.counsellor).set(set).where(eq(q.t.counsellor.id, id));
}

/**
 * Ends a counsellor at `now` (epoch ms): nobody is offered to them any more, nobody can sign up for the groups that they
 * would lead, the address of their feed stops, and their own calendar is not read any more.
 */
export async function endCounsellor(q: Q, id: string, now: number): Promise<void> {
  const { appointment: a } = q.t;
  await updateCounsellor(q, id, { endedAt: now, feedHash: null, busyUrl: null });
  await forgetCalendar(q, id);
  // A meeting to which nobody comes is off; of the others staff decide what becomes of them.
  for (const meeting of await meetingsToLead(q, id, now))
    if ((await appointmentsOfMeetings(q, [meeting.id])).length === 0) await callOffMeeting(q, meeting.id);
  // That they take place although the counsellor is not at work was said of a counsellor who is there.
  await q.db
    .update(a)
    .set({ stands: false })
    .where(and(eq(a.counsellor, id), gt(a.startAt, now)));
}

/** What belongs to a counsellor and keeps them from being removed. */
export interface Hanging {
  /** How many appointments they have or had, and how many left them for another counsellor. */
  appointments: number;
  groups: number;
  /** Their accounts, the oldest first. */
  accounts: Account[];
  /** Whether an invitation to an account of theirs is open. */
  isInvited: boolean;
}

export async function hangingOn(q: Q, id: string, now: number): Promise<Hanging> {
  const { appointment: a, handover: h, groupOffer: g, account } = q.t;
  return {
    appointments: (await countOf(q, a, id)) + (await countOf(q, h, id)),
    groups: await countOf(q, g, id),
    accounts: await q.db.select().from(account).where(eq(account.counsellor, id)).orderBy(asc(account.createdAt)),
    isInvited: (await openInvitations(q, now)).some(({ counsellor }) => counsellor === id),
  };
}

async function countOf({ db }: Q, table: Tables['appointment' | 'handover' | 'groupOffer'], id: string) {
  const [row] = await db.select({ count: count() }).from(table).where(eq(table.counsellor, id));
  return Number(row?.count ?? 0);
}

/** Removes a counsellor, with their hours and absences. Only for one on whom nothing hangs. */
export async function removeCounsellor(q: Q, id: string): Promise<void> {
  const { counsellor: c, hours, dayHours, absence, busy, claim, notice: n, invitation: i } = q.t;
  for (const table of [hours, dayHours, absence, busy]) await q.db.delete(table).where(eq(table.counsellor, id));
  // Somebody may look at a time of theirs just now.
  await q.db.delete(claim).where(eq(claim.resource, counsellorClaim(id)));
  await q.db.delete(n).where(and(eq(n.to, 'counsellor'), eq(n.recipient, id)));
  await q.db.delete(i).where(eq(i.counsellor, id));
  await q.db.delete(c).where(eq(c.id, id));
}
