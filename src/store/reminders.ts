import { and, desc, eq, gt, inArray } from 'drizzle-orm';
import { ARM_NAMES, type Arm, armsOf, remindersOf } from '../booking/reminders.ts';
import { BLOCKED, dropReplies, type Reader } from './outbox.ts';
import type { Q } from './store.ts';
import { isHeld, setTimer } from './timers.ts';

/** The `target` of a reminder's timer: the appointment's reference and the arm. */
const reminderTarget = (reference: string, arm: Arm): string => `${reference}_${arm}`;

export function readReminderTarget(target: string): { reference: string; arm: Arm } | undefined {
  const [reference = '', name] = target.split('_');
  const arm = ARM_NAMES.find((one) => one === name);
  return arm && { reference, arm };
}

/** Sets the reminders of an appointment that are still to come. A reminder that is set twice exists once. */
export async function setReminders(
  q: Q,
  appointment: { id: string; person: string; reference: string; signUp: string | null; startAt: number },
  zone: string,
  now: number,
): Promise<void> {
  const arms = armsOf(appointment);
  for (const one of remindersOf(appointment.startAt, zone, now))
    if (arms.includes(one.arm)) await setReminder(q, appointment, one);
}

/** Drops all reminders of an appointment: the timers that are not due yet, and the replies that wait to be sent. */
export async function dropReminders(q: Q, { id, reference }: { id: string; reference: string }): Promise<void> {
  const { timer, reminder } = q.t;
  const targets = ARM_NAMES.map((arm) => reminderTarget(reference, arm));
  await q.db.delete(timer).where(and(eq(timer.kind, 'reminder'), inArray(timer.target, targets)));
  const said = await q.db
    .select({ person: reminder.person, seq: reminder.seq })
    .from(reminder)
    .where(eq(reminder.appointment, id));
  for (const { person, seq } of said) if (person !== null) await dropReplies(q, person, { seq });
}

/** Those of these appointments (by reference) with a reminder that waits because their person has blocked us. */
export async function remindersHeld(q: Q, references: readonly string[]): Promise<ReadonlySet<string>> {
  const { timer } = q.t;
  if (references.length === 0) return new Set();
  const targets = references.flatMap((reference) => ARM_NAMES.map((arm) => reminderTarget(reference, arm)));
  const rows = await q.db
    .select({ target: timer.target })
    .from(timer)
    .where(and(eq(timer.kind, 'reminder'), inArray(timer.target, targets), isHeld(q)));
  return new Set(rows.flatMap(({ target }) => readReminderTarget(target)?.reference ?? []));
}

/** A reminder that its person did not get, because the contact that it went to had blocked us. */
export interface Missed {
  id: string;
  pilot: string;
  reference: string;
  startAt: number;
  arm: Arm;
}

/** Takes back the reminders of talks after `now` (epoch ms) that a block kept from a person, and returns them. */
export async function takeMissed(q: Q, { person, contact }: Reader, now: number): Promise<Missed[]> {
  const { reminder: r, appointment: a, outbox: o } = q.t;
  const missed = await q.db
    .select({ id: a.id, pilot: a.pilot, reference: a.reference, startAt: a.startAt, arm: r.arm })
    .from(r)
    .innerJoin(a, and(eq(a.id, r.appointment), eq(a.startAt, r.startAt), eq(a.status, 'scheduled')))
    .innerJoin(o, and(eq(o.person, r.person), eq(o.seq, r.seq)))
    .where(
      and(
        eq(r.person, person),
        eq(o.contact, contact),
        eq(o.state, 'failed'),
        eq(o.reason, BLOCKED),
        gt(a.startAt, now),
      ),
    );
  for (const { id, arm, startAt } of missed)
    await q.db.delete(r).where(and(eq(r.appointment, id), eq(r.arm, arm), eq(r.startAt, startAt)));
  return missed;
}

/** Sets a reminder that is due at `at` and of use until `until` (epoch ms). */
export async function setReminder(
  q: Q,
  { id, person, reference, startAt }: { id: string; person: string; reference: string; startAt: number },
  { arm, at, until }: { arm: Arm; at: number; until: number },
): Promise<void> {
  const key = `reminder:${id}:${startAt}:${arm}`;
  await setTimer(q, { key, person, kind: 'reminder', target: reminderTarget(reference, arm), at, until });
}

/** Notes the reply (`seq`) that reminds a person; false if this reminder was noted already. */
export async function noteReminder(
  q: Q,
  row: { appointment: string; arm: Arm; startAt: number; person: string; seq: number; at: number },
): Promise<boolean> {
  const rows = await q.db.insert(q.t.reminder).values(row).onConflictDoNothing().returning({ seq: q.t.reminder.seq });
  return rows.length === 1;
}

/** How far a reminder came: the state that the provider reported last, or else the state of the reply. */
export const REACHED = ['queued', 'sent', 'delivered', 'read', 'failed'] as const;
type Reached = (typeof REACHED)[number];

export interface Reminded {
  appointment: string;
  arm: Arm;
  at: number;
  state: Reached;
}

/** Whether a reminder has reached the person, as far as the provider tells. */
export const cameThrough = ({ state }: Pick<Reminded, 'state'>): boolean => state !== 'queued' && state !== 'failed';

/** The reminders of these appointments at their present times, the newest first. */
export async function remindersSaid(q: Q, appointments: readonly string[]): Promise<Reminded[]> {
  const { reminder: r, appointment: a, outbox: o, dispatch: d } = q.t;
  if (appointments.length === 0) return [];
  const rows = await q.db
    .select({ appointment: r.appointment, arm: r.arm, at: r.at, sent: o.state, told: d.state })
    .from(r)
    // A reminder of the time before a move does not remind of the new one.
    .innerJoin(a, and(eq(a.id, r.appointment), eq(a.startAt, r.startAt)))
    .leftJoin(o, and(eq(o.person, r.person), eq(o.seq, r.seq)))
    .leftJoin(d, and(eq(d.person, r.person), eq(d.seq, r.seq)))
    .where(inArray(r.appointment, [...appointments]))
    .orderBy(desc(r.at));
  // A reply that waits until its person writes has no receipts.
  return rows.map(({ sent, told, ...reminder }) => ({
    ...reminder,
    state: (told === 'closed' ? null : told) ?? sent ?? 'sent',
  }));
}
