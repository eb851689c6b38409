import { asc } from 'drizzle-orm';
import { BUCKET, buckets } from '../../src/booking/claims.ts';
import type { Reply, Content as Said } from '../../src/conversation/message.ts';
import { bodies, conversations, externalIds, replies, replyOf } from '../../src/store/sealed.ts';
import type { Q } from '../../src/store/store.ts';
import { topicsOf } from '../../src/store/supply.ts';
import type { Vault } from '../../src/store/vault.ts';
import { MINUTE } from '../fakes/clock.ts';
import { collector } from './verdict.ts';

/** What the database says about one person. */
export interface Trace {
  handle: string;
  /** What they said, in the order in which it took effect; undefined where its words are kept nowhere any more. */
  heard: (Said | undefined)[];
  /** What was said to them, in order. */
  replies: { reply: Reply; state: string }[];
}

export interface Audit {
  traces: Map<string, Trace>;
  /** Messages that were taken in. */
  seen: number;
  scheduled: number;
  violations: string[];
}

/**
 * Reads everything that people left in a database, opens every seal, and checks what must hold at any moment: numbers
 * without a gap, claims that agree with appointments, events that agree with effects. `isSettled`: nothing may wait.
 */
export async function audit(q: Q, vault: Vault, isSettled: boolean): Promise<Audit> {
  const { violations, expect } = collector();
  const traces = await people(q, vault, isSettled, expect);
  const scheduled = await appointments(q, expect);
  const seen = await q.db.select({ at: q.t.seen.at }).from(q.t.seen);
  return { traces, seen: seen.length, scheduled, violations };
}

type Expect = ReturnType<typeof collector>['expect'];

async function people(q: Q, vault: Vault, isSettled: boolean, expect: Expect): Promise<Map<string, Trace>> {
  const { db, t } = q;
  const keys = new Map((await db.select().from(t.personKey)).map((row) => [row.person, row.wrapped]));
  const contacts = Map.groupBy(await db.select().from(t.contact), (row) => row.person);
  const inbox = Map.groupBy(await db.select().from(t.inbox).orderBy(asc(t.inbox.seq)), (row) => row.person);
  const outbox = Map.groupBy(await db.select().from(t.outbox).orderBy(asc(t.outbox.seq)), (row) => row.person);
  const traces = new Map<string, Trace>();
  for (const person of await db.select().from(t.person)) {
    const { id } = person;
    const wrapped = keys.get(id);
    const [contact, ...others] = contacts.get(id) ?? [];
    expect(wrapped !== undefined, 'a person has no key', id);
    expect(contact !== undefined && others.length === 0, 'a person has not exactly one contact', id);
    if (wrapped === undefined || contact === undefined) continue;
    const key = vault.unwrap(id, wrapped);
    const open = <T>(
      codec: { open(...args: [Vault, typeof key, string, Buffer]): T },
      row: string,
      sealed: Buffer | null,
    ) => {
      try {
        return sealed === null ? undefined : codec.open(vault, key, row, sealed);
      } catch (error) {
        expect(false, 'a sealed field does not open', `${row}: ${error}`);
        return undefined;
      }
    };
    const conversation = open(conversations, id, person.conversation);
    // Somebody who asked to be forgotten has none any more.
    expect(person.forgetAt !== null || Array.isArray(conversation?.stack), 'a conversation is not one', id);

    const came = inbox.get(id) ?? [];
    const went = outbox.get(id) ?? [];
    expect(isCounted(came, person.inSeq), 'messages of a person are not numbered without a gap', id);
    expect(isCounted(went, person.outSeq), 'replies to a person are not numbered without a gap', id);
    const waiting = came.filter(({ state }) => state === 'queued').length;
    expect(person.waiting === waiting, 'the number of messages that wait is wrong', id);
    if (isSettled) {
      expect(waiting === 0, 'a message still waits', id);
      expect(
        went.every(({ state }) => state === 'sent'),
        'a reply was not sent',
        id,
      );
    }
    expect(
      came.every(({ state }) => state !== 'dead'),
      'a message is a dead letter',
      id,
    );
    for (const row of went) open(externalIds, `${id}.${row.seq}`, row.externalIds);
    const handle = vault.open(key, `contact:handle:${contact.id}`, contact.handle);
    expect(!traces.has(handle), 'two people have one handle', handle);
    const ofPerson = came.map((row) => open(bodies, `${id}.${row.seq}`, row.body));
    traces.set(handle, {
      handle,
      heard: ofPerson.flatMap((said) => (said?.kind === 'due' ? [] : [said])),
      replies: went.flatMap((row) => {
        const lasting = open(replies, `${id}.${row.seq}`, row.body);
        return lasting === undefined ? [] : [{ reply: replyOf(lasting), state: row.state }];
      }),
    });
  }
  for (const { id, name } of await db.select().from(t.counsellor)) vault.open('house', `counsellor:name:${id}`, name);
  return traces;
}

/** Whether all that somebody said was heard once and in order, as far as it is kept. */
export const isHeard = (heard: Trace['heard'] | undefined, said: readonly Said[]): boolean =>
  heard?.length === said.length &&
  heard.every((one, i) => one === undefined || JSON.stringify(one) === JSON.stringify(said[i]));

/** Numbered 1, 2, 3 ... up to `last`. */
const isCounted = (rows: { seq: number }[], last: number): boolean =>
  rows.length === last && rows.every(({ seq }, i) => seq === i + 1);

/** Returns how many appointments stand. */
async function appointments(q: Q, expect: Expect): Promise<number> {
  const { db, t } = q;
  const claims = Map.groupBy(
    (await db.select().from(t.claim)).filter(({ appointment }) => !appointment.startsWith('hold:')),
    (row) => row.appointment,
  );
  const timers = new Set((await db.select().from(t.timer)).map((row) => row.target.split('_')[0]));
  const gaps = new Map((await topicsOf(q, 'serbia')).map(({ id, gap }) => [id, gap]));
  const all = await db.select().from(t.appointment);
  const taken = new Map<string, string>();
  for (const a of all) {
    const rows = claims.get(a.id) ?? [];
    claims.delete(a.id);
    if (a.status !== 'scheduled') {
      expect(rows.length === 0, 'a cancelled appointment still holds its time', a.id);
      expect(!timers.has(a.reference), 'a cancelled appointment would be reminded of', a.id);
      continue;
    }
    const end = a.endAt + (gaps.get(a.topic) ?? 0) * MINUTE;
    const due = [
      ...buckets(a.startAt, a.endAt).map((bucket) => `${a.family ? 'family' : 'person'}:${a.person} ${bucket}`),
      ...[
        `counsellor:${a.counsellor}`,
        ...(a.room === null ? [] : [`room:${a.room}`]),
        ...(a.interpretedBy === null ? [] : [`interpreter:${a.interpretedBy}`]),
      ].flatMap((resource) => buckets(a.startAt, end).map((bucket) => `${resource} ${bucket}`)),
    ];
    const held = rows.map(({ resource, bucket }) => `${resource} ${bucket}`);
    expect(due.toSorted().join() === held.toSorted().join(), 'claims and appointment do not agree', a.id);
    for (const five of due) {
      expect(!taken.has(five), 'a double booking', `${a.id} and ${taken.get(five)} at ${five}`);
      taken.set(five, a.id);
    }
    expect(a.startAt % BUCKET === 0, 'an appointment off the grid', a.id);
  }
  expect(claims.size === 0, 'claims of no appointment', [...claims.keys()].join());
  const events = Map.groupBy(await db.select({ kind: t.event.kind }).from(t.event), ({ kind }) => kind);
  const counted = (kind: string) => events.get(kind)?.length ?? 0;
  const cancelled = all.filter(({ status }) => status === 'cancelled').length;
  expect(counted('appointment-booked') === all.length, 'bookings and their events do not agree');
  expect(counted('appointment-cancelled') === cancelled, 'cancellations and their events do not agree');
  return all.length - cancelled;
}
