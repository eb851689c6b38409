import { and, asc, eq, inArray, isNotNull, ne } from 'drizzle-orm';
import { nameInLog } from './log.ts';
import { withoutBody } from './request-files.ts';
import type { Q } from './store.ts';
import type { Vault } from './vault.ts';

/**
 * All rows about a person, still sealed. Messages whose words were wiped and safety cards are left out, as they leave
 * no trace on a screen either. So are columns that tell nothing about the person: hashes, leases, attempts.
 */
export async function recordOf(q: Q, vault: Vault, person: string) {
  const { db, t } = q;
  const { contact, alias, inbox, outbox, timer, appointment, request, requestEntry } = t;
  const contacts = await db
    .select({
      id: contact.id,
      channel: contact.channel,
      handle: contact.handle,
      blocked: contact.blocked,
      heardAt: contact.heardAt,
    })
    .from(contact)
    .where(eq(contact.person, person))
    .orderBy(asc(contact.id));
  const aliases = await db
    .select({ id: alias.id, contact: alias.contact, handle: alias.handle })
    .from(alias)
    .where(eq(alias.person, person))
    .orderBy(asc(alias.id));
  const incomings = await db
    .select({ seq: inbox.seq, contact: inbox.contact, body: inbox.body, at: inbox.at })
    .from(inbox)
    .where(and(eq(inbox.person, person), isNotNull(inbox.body)))
    .orderBy(asc(inbox.seq));
  const replies = await db
    .select({ seq: outbox.seq, contact: outbox.contact, body: outbox.body, at: outbox.at })
    .from(outbox)
    .where(and(eq(outbox.person, person), ne(outbox.card, true), isNotNull(outbox.body)))
    .orderBy(asc(outbox.seq));
  const timers = await db
    .select({ kind: timer.kind, target: timer.target, at: timer.at })
    .from(timer)
    .where(eq(timer.person, person))
    .orderBy(asc(timer.at));
  const appointments = await db
    .select()
    .from(appointment)
    .where(eq(appointment.person, person))
    .orderBy(asc(appointment.startAt));
  const { waitlist } = t;
  const waiting = await db
    .select({ topic: waitlist.topic, wish: waitlist.wish, at: waitlist.at })
    .from(waitlist)
    .where(eq(waitlist.person, person))
    .orderBy(asc(waitlist.at));
  const { bookingInvitation: invited } = t;
  const invitations = await db
    .select({ topic: invited.topic, at: invited.at, until: invited.until, state: invited.state })
    .from(invited)
    .where(eq(invited.person, person));
  const requests = await db.select().from(request).where(eq(request.person, person)).orderBy(asc(request.at));
  const entries = await db
    .select()
    .from(requestEntry)
    .where(eq(requestEntry.person, person))
    .orderBy(asc(requestEntry.request), asc(requestEntry.seq));
  const files = await db.select(withoutBody(q)).from(t.requestFile).where(eq(t.requestFile.person, person));
  const targets = [
    nameInLog(vault, person),
    ...appointments.map(({ id }) => nameInLog(vault, id)),
    ...requests.map(({ id }) => id),
  ];
  const looks = await db
    .select({ what: t.log.what, target: t.log.target, at: t.log.at })
    .from(t.log)
    .where(inArray(t.log.target, targets))
    .orderBy(asc(t.log.at));
  const open = { timers, appointments, waiting, invitations };
  return { contacts, aliases, incomings, replies, ...open, requests, entries, files, looks };
}
