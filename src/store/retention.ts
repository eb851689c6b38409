import { and, eq, isNotNull, lt, lte, ne, or, sql } from 'drizzle-orm';
import { BUCKET } from '../booking/claims.ts';
import { purgeHolds } from './claims.ts';
import { UNTIL_HEARD } from './outbox.ts';
import type { PersonRow } from './people.ts';
import type { Q } from './store.ts';

const DAY = 86_400_000;
/** Long enough to notice a loss and go back behind it; short, because a backup cannot be corrected or asked about. */
const BACKUPS = 30 * DAY;
/** Seven months are 213.06 days on average, and whoever counts on them must not lose a day. */
const SEVEN_MONTHS = 214 * DAY;
/** Whoever asks within a year who looked into their record gets an answer; the log is data about staff as well. */
const LOOKS = 365 * DAY;

/** How long each class of data is kept, in milliseconds. The source, where none is named: GDPR Art. 5(1)(e). */
export const KEEP = {
  /** Providers redeliver for up to 7 days. */
  seen: 9 * DAY,
  /** What was said is needed while an answer to it may come. */
  messages: 90 * DAY,
  /** Long enough to see whether a reminder came through. */
  receipts: 30 * DAY,
  lookAround: 30 * DAY,
  /** Until the exit, which is the last message, and as long as the evaluation asks how people fare after it. */
  profile: SEVEN_MONTHS,
  /** A clock that was wrong is found out in this time. */
  timers: 2 * DAY,
  /** They only keep others off a time that is over. */
  claims: 7 * DAY,
  /** As long as the profile: a talk that was held is a part of it. */
  appointments: SEVEN_MONTHS,
  /** Longer than any topic lets anybody book ahead: nobody still waits for a time then. */
  waitlist: 90 * DAY,
  /** A mail server that is down longer needs somebody to look at it; the calendar shows what the mail would have said. */
  notices: 7 * DAY,
  /** As long as the messages in which a human was asked for and answered. */
  requests: 90 * DAY,
  /** As long as those who got it may ask what it was. */
  broadcasts: 90 * DAY,
  looks: LOOKS,
  /** As long as the last look that the token was used for. */
  tokens: LOOKS,
  backups: BACKUPS,
  /** Longer than any backup that still holds the person, and as long again for one that was removed late. */
  erasures: 2 * BACKUPS,
} as const;

/** People whose time is over: the wish to be forgotten has run out, or a look around or a profile was left for good. */
export async function peopleToForget(q: Q, now: number, limit: number): Promise<string[]> {
  const rows = await q
    .prepared('people.over', (db, { person }) =>
      db
        .select({ id: person.id })
        .from(person)
        .where(
          or(
            lte(person.forgetAt, sql.placeholder('now')),
            and(eq(person.consented, false), lt(person.lastDay, sql.placeholder('looked'))),
            and(eq(person.consented, true), lt(person.lastDay, sql.placeholder('left'))),
          ),
        )
        .limit(sql.placeholder('limit'))
        .prepare('people.over'),
    )
    .execute({ now, looked: now - KEEP.lookAround, left: now - KEEP.profile, limit });
  return rows.map((row) => row.id);
}

/** The same of one person, whose row is locked: they may have written in the meantime. */
export function isToForget({ forgetAt, consented, lastDay }: PersonRow, now: number): boolean {
  const keep = consented ? KEEP.profile : KEEP.lookAround;
  return (forgetAt !== null && forgetAt <= now) || lastDay < now - keep;
}

/** Deletes what is past its time, apart from people and from the files of a backup. */
export async function purge(q: Q, now: number): Promise<void> {
  const {
    seen,
    inbox,
    outbox,
    dispatch,
    timer,
    claim,
    appointment,
    request,
    look,
    token,
    erasure,
    linkCode,
    broadcast,
    reminder,
    waitlist,
    notice,
    busy,
    groupOffer,
    dayHours,
    closing,
  } = q.t;
  await q.db.delete(seen).where(lt(seen.at, now - KEEP.seen));
  await q.db.delete(claim).where(lt(claim.bucket, Math.floor((now - KEEP.claims) / BUCKET)));
  await q.db.delete(linkCode).where(lt(linkCode.until, now));
  await q.db.delete(timer).where(lt(timer.until, now - KEEP.timers));
  for (const table of [inbox, outbox]) {
    await q.db.delete(table).where(and(ne(table.state, 'queued'), lt(table.at, now - KEEP.messages)));
  }
  // Nobody has written for so long: it is of no use any more.
  await q.db.delete(outbox).where(and(eq(outbox.due, UNTIL_HEARD), lt(outbox.at, now - KEEP.messages)));
  await q.db.delete(dispatch).where(lt(dispatch.at, now - KEEP.receipts));
  await q.db.delete(appointment).where(lt(appointment.endAt, now - KEEP.appointments));
  await q.db.delete(groupOffer).where(lt(groupOffer.endAt, now - KEEP.appointments));
  await q.db.delete(reminder).where(lt(reminder.startAt, now - KEEP.appointments));
  await q.db.delete(waitlist).where(lt(waitlist.at, now - KEEP.waitlist));
  await q.db.delete(notice).where(lt(notice.due, now - KEEP.notices));
  await q.db.delete(busy).where(lt(busy.toAt, now - KEEP.claims));
  const past = new Date(now - KEEP.appointments).toISOString().slice(0, 10);
  for (const table of [dayHours, closing]) await q.db.delete(table).where(lt(table.date, past));
  await purgeHolds(q, now);
  const handledAt = sql`coalesce(${request.answeredAt}, ${request.at})`;
  await q.db.delete(request).where(and(ne(request.state, 'open'), lt(handledAt, now - KEEP.requests)));
  await q.db.delete(broadcast).where(and(ne(broadcast.state, 'running'), lt(broadcast.at, now - KEEP.broadcasts)));
  await q.db.delete(look).where(lt(look.at, now - KEEP.looks));
  await q.db.delete(token).where(and(isNotNull(token.revokedAt), lt(token.revokedAt, now - KEEP.tokens)));
  await q.db.delete(erasure).where(lt(erasure.at, now - KEEP.erasures));
}
