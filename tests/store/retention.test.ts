import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BUCKET } from '../../src/booking/claims.ts';
import { writeData } from '../../src/store/backup/write.ts';
import { note } from '../../src/store/log.ts';
import { UNTIL_HEARD } from '../../src/store/outbox.ts';
import { createPerson, loadPerson } from '../../src/store/people.ts';
import { isToForget, KEEP, peopleToForget, purge } from '../../src/store/retention.ts';
import type { Q, Store } from '../../src/store/store.ts';
import type { Tables } from '../../src/store/tables.ts';
import { wish } from '../booking/supply.ts';
import { temporaryFolder } from '../commands/process.ts';
import { DAY } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { openTestStore } from '../fakes/store.ts';

/** A midnight, at which a bucket begins as well. */
const THEN = Date.UTC(2026, 10, 24);

interface Case {
  days: number;
  /** Puts something there whose time begins at `THEN`. */
  put(store: Store, folder: string): Promise<unknown>;
  /** Whether it is still there after what happens at `now`. */
  isLeft(store: Store, folder: string, now: number): Promise<boolean>;
}

const row = (days: number, table: keyof Tables, insert: (q: Q) => Promise<unknown>): Case => ({
  days,
  put: (store) => store.tx(async (q) => void (await insert(q))),
  async isLeft(store, _, now) {
    await store.tx((q) => purge(q, now));
    return (await store.read.db.select().from(store.read.t[table] as Tables['person'])).length > 0;
  },
});

const person = (days: number, consented: boolean, lastDay = THEN, more = async (_: Q) => {}): Case => ({
  days,
  put: (store) =>
    store.tx(async (q) => {
      const bytes = Buffer.from('x');
      const contact = { contact: 'c', channel: 'telegram', handleHash: bytes, handle: bytes };
      await createPerson(q, { id: 'p', wrapped: bytes, lastDay, ...contact });
      await q.db.update(q.t.person).set({ consented });
      await more(q);
    }),
  async isLeft({ read }, _, now) {
    const found = await loadPerson(read, 'p');
    const isOver = (await peopleToForget(read, now, 10)).includes('p');
    expect(found && (await isToForget(read, found, now))).toBe(isOver);
    return !isOver;
  },
});

/** An appointment that ends at `THEN`, at a counsellor's desk. */
async function withAppointment({ db, t }: Q) {
  const office = { id: 'o', pilot: 'serbia', name: 'x', place: 'x', demo: false };
  await db.insert(t.office).values(office);
  const counsellor = { id: 'x', pilot: 'serbia', office: 'o', name: Buffer.from('x'), demo: false };
  await db.insert(t.counsellor).values({ ...counsellor, gender: 'woman', languages: ['en'] });
  await db.insert(t.appointment).values(appointment);
}

const message = { person: 'p', seq: 1, contact: 'c', at: THEN, due: THEN };
const talk = { id: 'a', pilot: 'serbia', reference: 'r', counsellor: 'x', topic: 't', language: 'en', wishes: [] };
const appointment = {
  ...{ ...talk, person: 'p', startAt: THEN - BUCKET, endAt: THEN, status: 'scheduled' as const },
  ...{ interpreter: false, canRemind: true, demo: false },
};
const ask = { id: 'r', pilot: 'serbia', person: 'p', language: 'en', demo: false };
const event = { pilot: 'serbia', kind: 'milestone', data: {}, hour: THEN, demo: false };
const coded = { ...event, kind: 'person-coded', data: { dimension: 'gender', value: 'woman' } };
const token = { hash: Buffer.from('h'), label: 'x', role: 'admin' as const, pilots: [], createdAt: THEN - DAY };
const session = { hash: token.hash, id: 's', account: 'a', browser: '', provedAt: THEN + DAY };

/** Every class that is kept for a time only, with how long. A claim's time begins when its five minutes are over. */
const CASES: Record<keyof typeof KEEP, Case[]> = {
  seen: [row(9, 'seen', ({ db, t }) => db.insert(t.seen).values({ key: Buffer.from('k'), at: THEN }))],
  undo: [
    row(1, 'contact', ({ db, t }) =>
      db.insert(t.contact).values({
        ...{ id: 'c', person: 'p', channel: 'telegram', handleHash: Buffer.from('h'), handle: Buffer.from('h') },
        ...{ removed: true, undoUntil: THEN + DAY },
      }),
    ),
  ],
  messages: [
    row(90, 'inbox', ({ db, t }) => db.insert(t.inbox).values({ ...message, state: 'done' })),
    row(90, 'inbox', ({ db, t }) => db.insert(t.inbox).values({ ...message, state: 'dead' })),
    row(90, 'outbox', ({ db, t }) => db.insert(t.outbox).values({ ...message, channel: 'telegram', state: 'sent' })),
    row(90, 'outbox', ({ db, t }) => db.insert(t.outbox).values({ ...message, channel: 'telegram', state: 'failed' })),
    row(90, 'outbox', ({ db, t }) =>
      db.insert(t.outbox).values({ ...message, due: UNTIL_HEARD, channel: 'whatsapp-cloud', state: 'queued' }),
    ),
  ],
  receipts: [
    row(30, 'dispatch', ({ db, t }) =>
      db.insert(t.dispatch).values({ key: Buffer.from('k'), person: 'p', seq: 1, state: 'read', at: THEN }),
    ),
  ],
  lookAround: [person(30, false)],
  profile: [person(214, true)],
  timers: [
    row(2, 'timer', ({ db, t }) =>
      db.insert(t.timer).values({ key: 'k', person: 'p', kind: 'x', target: 'y', at: THEN - DAY, until: THEN }),
    ),
  ],
  claims: [
    row(7, 'claim', ({ db, t }) =>
      db.insert(t.claim).values({ resource: 'r', bucket: THEN / BUCKET - 1, unit: 0, appointment: 'a' }),
    ),
    row(7, 'busy', ({ db, t }) => db.insert(t.busy).values({ counsellor: 'x', fromAt: THEN - BUCKET, toAt: THEN })),
  ],
  appointments: [
    row(214, 'appointment', ({ db, t }) => db.insert(t.appointment).values(appointment)),
    row(214, 'groupOffer', ({ db, t }) =>
      db.insert(t.groupOffer).values({
        ...{ id: 'g', pilot: 'serbia', kind: 'course', counsellor: 'x', titles: { en: 'x' } },
        ...{ startAt: THEN - BUCKET, endAt: THEN, places: 9, womenOnly: false, demo: false },
      }),
    ),
    row(214, 'reminder', ({ db, t }) =>
      db.insert(t.reminder).values({ appointment: 'a', arm: '1d', startAt: THEN, person: 'p', seq: 1, at: THEN - DAY }),
    ),
  ],
  marks: [
    person(7, false, THEN - 300 * DAY, withAppointment),
    person(7, true, THEN - 300 * DAY, withAppointment),
    // An earlier version has forgotten its person.
    ...(['scheduled', 'arrived', 'cancelled'] as const).map((status) =>
      row(7, 'appointment', ({ db, t }) => db.insert(t.appointment).values({ ...appointment, person: null, status })),
    ),
  ],
  cancellations: [
    row(8, 'cancellation', ({ db, t }) =>
      db.insert(t.cancellation).values({ appointment: 'a', sequence: 1, body: token.hash, at: THEN }),
    ),
  ],
  events: [
    row(731, 'event', ({ db, t }) => db.insert(t.event).values({ ...event, pseudonym: 'p' })),
    row(731, 'event', ({ db, t }) => db.insert(t.event).values(event)),
    row(731, 'event', ({ db, t }) => db.insert(t.event).values({ ...coded, pseudonym: 'p' })),
  ],
  waitlist: [
    row(90, 'waitlist', ({ db, t }) =>
      db
        .insert(t.waitlist)
        .values({ id: 'w', pilot: 'serbia', person: 'p', topic: 't', wish: wish(), at: THEN, demo: false }),
    ),
  ],
  invitations: [
    row(30, 'bookingInvitation', ({ db, t }) =>
      db.insert(t.bookingInvitation).values({
        ...{ id: 'i', pilot: 'serbia', person: 'p', topic: 't', at: THEN - 14 * DAY, until: THEN, callAt: THEN },
        ...{ state: 'open' },
      }),
    ),
  ],
  notices: [
    row(7, 'notice', ({ db, t }) =>
      db
        .insert(t.notice)
        .values({ subject: 'a', sequence: 0, kind: 'new', to: 'counsellor', recipient: 'x', due: THEN }),
    ),
  ],
  requests: [
    row(90, 'request', ({ db, t }) =>
      db.insert(t.request).values({ ...ask, at: THEN - DAY, state: 'answered', answeredAt: THEN }),
    ),
    row(90, 'request', ({ db, t }) => db.insert(t.request).values({ ...ask, at: THEN, state: 'withdrawn' })),
  ],
  uploads: [
    row(1, 'requestFile', ({ db, t }) =>
      db.insert(t.requestFile).values({
        ...{ id: 'f', person: 'p', media: 'voice' as const, state: 'kept' as const },
        ...{ bytes: 1, due: THEN, attempts: 0, at: THEN },
      }),
    ),
  ],
  broadcasts: (['done', 'stopped'] as const).map((state) =>
    row(90, 'broadcast', ({ db, t }) =>
      db.insert(t.broadcast).values({ id: state, pilot: 'serbia', texts: { en: 'x' }, state, at: THEN }),
    ),
  ),
  log: [
    {
      ...row(365, 'log', (q) => note(q, { who: 'account:x', what: 'copied', target: 'y', pilot: 'serbia', at: THEN })),
      async isLeft({ tx, read }, _, now) {
        await tx((q) => purge(q, now));
        return (await read.db.select().from(read.t.log)).some(({ what }) => what === 'copied');
      },
    },
  ],
  tokens: [
    row(365, 'token', ({ db, t }) => db.insert(t.token).values({ ...token, until: THEN + DAY, revokedAt: THEN })),
    row(365, 'token', ({ db, t }) => db.insert(t.token).values({ ...token, until: THEN })),
    // Of a version that gave tokens no end: it ends 180 days after it was made.
    row(365, 'token', ({ db, t }) => db.insert(t.token).values({ ...token, createdAt: THEN - 180 * DAY })),
  ],
  staffSessions: [
    row(1, 'staffSession', ({ db, t }) =>
      db.insert(t.staffSession).values({ ...session, startedAt: THEN, seenAt: THEN + DAY }),
    ),
  ],
  erasures: [row(60, 'erasure', ({ db, t }) => db.insert(t.erasure).values({ person: 'p', at: THEN }))],
  backups: [
    {
      days: 30,
      put: (store, folder) => writeData(store, testVault(), folder, THEN),
      async isLeft(store, folder, now) {
        await writeData(store, testVault(), folder, now);
        return existsSync(`${folder}/data-2026-11-24T00-00-00Z.jsonl.gz`);
      },
    },
  ],
};

test('every class that is kept for a time only is tested', () => {
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(KEEP).sort());
  for (const [name, cases] of Object.entries(CASES))
    for (const { days } of cases) expect([name, KEEP[name as keyof typeof KEEP]]).toEqual([name, days * DAY]);
});

const all = Object.entries(CASES).flatMap(([name, cases]) => cases.map((one, i) => [name, i, one] as const));

describe.each(['sqlite', 'postgres'] as const)('retention on %s', (dialect) => {
  test.each(all)('keeps %s (%i) to the deadline and not beyond', async (name, _, { days, put, isLeft }) => {
    await using opened = await openTestStore(dialect);
    using folder = temporaryFolder();
    const { store } = opened;
    await put(store, folder.path);
    const deadline = THEN + days * DAY;
    expect([name, await isLeft(store, folder.path, deadline - 1)]).toEqual([name, true]);
    expect([name, await isLeft(store, folder.path, deadline + 1)]).toEqual([name, false]);
  });

  test('keeps what a person said of themselves as long as an event that is broken down by it', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await store.tx(async ({ db, t }) => {
      await db.insert(t.event).values([
        { ...coded, pseudonym: 'p' },
        { ...event, pseudonym: 'p' },
        { ...event, pseudonym: 'p', hour: THEN + DAY },
        { ...coded, pseudonym: 'other' },
      ]);
    });
    await store.tx((q) => purge(q, THEN + KEEP.events + 1));
    const left = async () => (await store.read.db.select().from(store.read.t.event)).map(({ kind }) => kind).sort();
    expect(await left()).toEqual(['milestone', 'person-coded']);
    await store.tx((q) => purge(q, THEN + DAY + KEEP.events + 1));
    expect(await left()).toEqual([]);
  });

  test('deletes what an earlier version kept of people whom it forgot', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await store.tx(async ({ db, t }) => {
      const nobody = { person: null };
      await db.insert(t.request).values({ ...ask, ...nobody, at: THEN, state: 'withdrawn' });
      await db.insert(t.reminder).values({ appointment: 'a', arm: '1d', startAt: THEN, seq: 1, at: THEN - DAY });
    });
    await store.tx((q) => purge(q, THEN));
    const { db, t } = store.read;
    for (const table of [t.request, t.reminder]) expect(await db.select().from(table)).toEqual([]);
  });

  test('keeps what is open, however old', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await store.tx(async ({ db, t }) => {
      await db.insert(t.request).values({ ...ask, at: THEN, state: 'open' });
      await db.insert(t.inbox).values({ ...message, state: 'queued' });
    });
    await store.tx((q) => purge(q, THEN + 3000 * DAY));
    const { db, t } = store.read;
    for (const table of [t.request, t.inbox]) expect(await db.select().from(table)).toHaveLength(1);
  });
});
