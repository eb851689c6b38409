import { and, eq, gte, inArray, isNotNull, isNull, like, lt, lte, ne, not, notInArray, or, sql } from 'drizzle-orm';
import { BUCKET } from '../booking/claims.ts';
import { groupTopic } from '../booking/waiting.ts';
import { purgeHolds } from './claims.ts';
import { note } from './log.ts';
import { UNTIL_HEARD } from './outbox.ts';
import type { PersonRow } from './people.ts';
import { deleteStrayFiles } from './request-files.ts';
import type { Q } from './store.ts';
import { FORGIVEN } from './throttle.ts';
import { TOKEN_LIFE } from './tokens.ts';
import { isRemoved } from './undo.ts';

const DAY = 86_400_000;
/**
 * Long enough to notice a loss and to restore a backup from before it; short, because a person's data in a backup can
 * neither be corrected nor shown to them.
 */
const BACKUPS = 30 * DAY;
/** Seven months are 213.06 days on average; rounded up, so that a person who counts on them loses no day. */
const SEVEN_MONTHS = 214 * DAY;
/** 24 months are 730.5 days on average. */
const TWO_YEARS = 731 * DAY;
/**
 * A person may ask for a year which staff looked into their record; not longer, since the log is data about staff too.
 */
const LOG = 365 * DAY;

/** How long each class of data is kept, in milliseconds. The source, where no other is named: GDPR Art. 5(1)(e). */
export const KEEP = {
  /** Providers redeliver for up to 7 days. */
  seen: 9 * DAY,
  /** Long enough for a person to see, in another app, that an app was added or removed; then a removed app is deleted. */
  undo: DAY,
  /** Messages and replies are needed as long as an answer to them may come. */
  messages: 90 * DAY,
  /** Long enough to see whether a reminder came through. */
  receipts: 30 * DAY,
  lookAround: 30 * DAY,
  /** Counted from the exit, the person's last message: so long does the evaluation ask how people fare after it. */
  profile: SEVEN_MONTHS,
  /** Long enough for staff to find out that a clock was wrong. */
  timers: 2 * DAY,
  /** A claim only keeps other people off its time, which is over by then. */
  claims: 7 * DAY,
  /** As long as the profile: a past appointment is a part of it. */
  appointments: SEVEN_MONTHS,
  /** So long after an appointment staff can note who came, and see what they noted, though nothing else keeps the person. */
  marks: 7 * DAY,
  /** As long as a mail about one may wait, from the begin of the day on. By then calendars have read their feeds too. */
  cancellations: 8 * DAY,
  /** Two years: a project reports every half-year, and may ask of the time before what it did not ask then. */
  events: TWO_YEARS,
  /** Longer than any topic lets people book ahead: by then no person still waits for a time. */
  waitlist: 90 * DAY,
  /** Counted from the last day of an invitation to book: so long staff may still call who has not booked. */
  invitations: 30 * DAY,
  /** A mail server that is down longer needs an admin; the calendar shows the changes that the mail would have told. */
  notices: 7 * DAY,
  /** As long as the messages that hold the request and its answer; its thread is deleted when it is closed. */
  requests: 90 * DAY,
  /** As long as people who got a broadcast may ask about it. */
  broadcasts: 90 * DAY,
  /** The message follows the file within seconds, or when the network is back. */
  uploads: DAY,
  log: LOG,
  /** A token that is revoked or has ended is kept as long as the log may name it. */
  tokens: LOG,
  /** Counted from the sign-in. Longer than any session lasts, so that staff are told why theirs has ended. */
  staffSessions: DAY,
  backups: BACKUPS,
  /** As long as any backup may still hold the person, and as long again for a backup that was removed late. */
  erasures: 2 * BACKUPS,
} as const;

/**
 * The ids of people to erase: their `forgetAt` has come, or they have not written for `KEEP.lookAround` (without
 * consent) or `KEEP.profile` (with consent), and neither an appointment keeps them nor their yes to be asked later.
 */
export async function peopleToForget(q: Q, now: number, limit: number): Promise<string[]> {
  const rows = await q
    .prepared('people.over', (db, { person, appointment: a }) => {
      const kept = db
        .select({ person: a.person })
        .from(a)
        .where(and(isNotNull(a.person), gte(a.endAt, sql.placeholder('marks'))));
      const silent = or(
        and(eq(person.consented, false), lt(person.lastDay, sql.placeholder('looked'))),
        and(
          eq(person.consented, true),
          lt(person.lastDay, sql.placeholder('left')),
          or(isNull(person.keepUntil), lt(person.keepUntil, sql.placeholder('now'))),
        ),
      );
      return db
        .select({ id: person.id })
        .from(person)
        .where(or(lte(person.forgetAt, sql.placeholder('now')), and(silent, notInArray(person.id, kept))))
        .limit(sql.placeholder('limit'))
        .prepare('people.over');
    })
    .execute({ now, looked: now - KEEP.lookAround, left: now - KEEP.profile, marks: now - KEEP.marks, limit });
  return rows.map((row) => row.id);
}

/** The same test for one person whose row is locked: they may have written since `peopleToForget` found them. */
export async function isToForget(
  q: Q,
  { id, forgetAt, consented, lastDay, keepUntil }: PersonRow,
  now: number,
): Promise<boolean> {
  const keep = consented ? KEEP.profile : KEEP.lookAround;
  if (forgetAt !== null && forgetAt <= now) return true;
  if (consented && keepUntil !== null && keepUntil >= now) return false;
  return lastDay < now - keep && !(await isKept(q, id, now));
}

/** Whether an appointment keeps its person: it is to come, or staff may still note who came, or see that they have. */
export async function isKept(q: Q, person: string, now: number): Promise<boolean> {
  const { appointment: a } = q.t;
  const rows = await q.db
    .select({ id: a.id })
    .from(a)
    .where(and(eq(a.person, person), gte(a.endAt, now - KEEP.marks)))
    .limit(1);
  return rows.length > 0;
}

/** Deletes all rows that are past their time, except people; files of backups are deleted elsewhere. */
export async function purge(q: Q, now: number): Promise<void> {
  const {
    seen,
    contact,
    inbox,
    outbox,
    dispatch,
    timer,
    claim,
    appointment,
    cancellation,
    event,
    request,
    token,
    chatCode,
    invitation,
    challenge,
    throttle,
    staffSession,
    erasure,
    linkCode,
    shownCode,
    broadcast,
    reminder,
    waitlist,
    bookingInvitation,
    notice,
    change,
    handover,
    busy,
    groupOffer,
    dayHours,
    closing,
  } = q.t;
  await q.db.delete(seen).where(lt(seen.at, now - KEEP.seen));
  await q.db.delete(claim).where(lt(claim.bucket, Math.floor((now - KEEP.claims) / BUCKET)));
  await q.db.delete(linkCode).where(lt(linkCode.until, now));
  await q.db.delete(shownCode).where(lt(shownCode.until, now));
  const removed = and(isRemoved(q), lt(contact.undoUntil, now));
  const over = q.db.select({ id: contact.id }).from(contact).where(removed);
  await q.db.delete(outbox).where(inArray(outbox.contact, over));
  await q.db.delete(contact).where(removed);
  await q.db.delete(timer).where(lt(timer.until, now - KEEP.timers));
  for (const table of [inbox, outbox]) {
    await q.db.delete(table).where(and(ne(table.state, 'queued'), lt(table.at, now - KEEP.messages)));
  }
  // The person has not written for so long that the reply is of no use any more.
  await q.db.delete(outbox).where(and(eq(outbox.due, UNTIL_HEARD), lt(outbox.at, now - KEEP.messages)));
  await q.db.delete(dispatch).where(lt(dispatch.at, now - KEEP.receipts));
  await q.db.delete(appointment).where(lt(appointment.endAt, now - KEEP.appointments));
  // Earlier versions kept rows of people whom they had forgotten.
  for (const table of [reminder, request]) await q.db.delete(table).where(isNull(table.person));
  // Nobody comes back to an appointment without a chat: it stays while staff can still correct whether its person came.
  await q.db.delete(appointment).where(and(isNull(appointment.person), lt(appointment.endAt, now - KEEP.marks)));
  await q.db.delete(cancellation).where(lt(cancellation.at, now - KEEP.cancellations));
  const young = q.db
    .select({ pseudonym: event.pseudonym })
    .from(event)
    .where(and(gte(event.hour, now - KEEP.events), isNotNull(event.pseudonym)));
  // What a person said of themselves is kept as long as an event that is broken down by it.
  const isOld = or(ne(event.kind, 'person-coded'), isNull(event.pseudonym), notInArray(event.pseudonym, young));
  await q.db.delete(event).where(and(lt(event.hour, now - KEEP.events), isOld));
  await q.db.delete(groupOffer).where(lt(groupOffer.endAt, now - KEEP.appointments));
  await q.db.delete(reminder).where(lt(reminder.startAt, now - KEEP.appointments));
  await q.db.delete(change).where(lt(change.wasAt, now - KEEP.appointments));
  await q.db.delete(handover).where(lt(handover.endAt, now - KEEP.appointments));
  // A group is waited for as long as it has a meeting to come, however far ahead it is announced.
  const awaited = like(waitlist.topic, groupTopic('%'));
  await q.db.delete(waitlist).where(and(lt(waitlist.at, now - KEEP.waitlist), not(awaited)));
  const coming = q.db
    .select({ topic: sql<string>`${groupTopic('')} || coalesce(${groupOffer.course}, ${groupOffer.id})` })
    .from(groupOffer)
    .where(and(eq(groupOffer.cancelled, false), gte(groupOffer.startAt, now)));
  await q.db.delete(waitlist).where(and(awaited, notInArray(waitlist.topic, coming)));
  await q.db.delete(bookingInvitation).where(lt(bookingInvitation.until, now - KEEP.invitations));
  await q.db.delete(notice).where(lt(notice.due, now - KEEP.notices));
  await q.db.delete(busy).where(lt(busy.toAt, now - KEEP.claims));
  const past = new Date(now - KEEP.appointments).toISOString().slice(0, 10);
  for (const table of [dayHours, closing]) await q.db.delete(table).where(lt(table.date, past));
  await purgeHolds(q, now);
  // Earlier versions did not note when a request was closed.
  const handledAt = sql`coalesce(${request.closedAt}, ${request.answeredAt}, ${request.at})`;
  await q.db.delete(request).where(and(ne(request.state, 'open'), lt(handledAt, now - KEEP.requests)));
  await deleteStrayFiles(q, now - KEEP.uploads);
  await q.db.delete(broadcast).where(and(ne(broadcast.state, 'running'), lt(broadcast.at, now - KEEP.broadcasts)));
  await purgeLog(q, now);
  const tokenEnd = sql`coalesce(${token.revokedAt}, ${token.until}, ${token.createdAt} + ${TOKEN_LIFE})`;
  await q.db.delete(token).where(lt(tokenEnd, now - KEEP.tokens));
  await q.db.delete(chatCode).where(lt(chatCode.until, now));
  await q.db.delete(invitation).where(lt(invitation.until, now));
  await q.db.delete(challenge).where(lt(challenge.until, now));
  await q.db.delete(throttle).where(lt(throttle.at, now - FORGIVEN));
  await q.db.delete(staffSession).where(lt(staffSession.startedAt, now - KEEP.staffSessions));
  await q.db.delete(erasure).where(lt(erasure.at, now - KEEP.erasures));
}

/**
 * Deletes the entries of the log that are past their time, and notes that it did: the database lets go only of entries
 * that are a year older than the newest.
 */
async function purgeLog(q: Q, now: number): Promise<void> {
  const { log } = q.t;
  const isOver = lt(log.at, now - KEEP.log);
  const [over] = await q.db.select({ id: log.id }).from(log).where(isOver).limit(1);
  if (over === undefined) return;
  await note(q, { who: null, what: 'log-purged', target: '', pilot: null, at: now });
  await q.db.delete(log).where(isOver);
}
