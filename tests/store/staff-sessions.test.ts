import { describe, expect, test } from 'vitest';
import { addAccount, updateAccount } from '../../src/store/accounts.ts';
import { hashSecret } from '../../src/store/principal.ts';
import {
  beginSession,
  endSession,
  endSessionOf,
  endSessions,
  findSession,
  IDLE,
  isToNote,
  LONGEST,
  noteActivity,
  noteProof,
  sessionsOf,
} from '../../src/store/staff-sessions.ts';
import type { Store } from '../../src/store/store.ts';
import { MINUTE, START } from '../fakes/clock.ts';
import { openTestStore } from '../fakes/store.ts';
import { accountRow } from '../server/office.ts';

const [hash, other, mira] = ['session', 'other', 'mira'].map(hashSecret) as [Buffer, Buffer, Buffer];
const rights = { role: 'counsellor' as const, pilots: ['serbia'], counsellor: null, createdAt: START };
const holder = { id: 'ana', role: 'counsellor', pilots: ['serbia'], counsellor: null, demo: false };

/** Two sessions of Ana and one of Mira. */
const begin = ({ tx }: Store) =>
  tx(async (q) => {
    for (const id of ['ana', 'mira']) await addAccount(q, accountRow({ id, ...rights }));
    const one = { browser: 'Firefox, Linux', now: START };
    await beginSession(q, { ...one, hash, id: 's1', account: 'ana' });
    await beginSession(q, { ...one, hash: other, id: 's2', account: 'ana' });
    await beginSession(q, { ...one, hash: mira, id: 's3', account: 'mira' });
  });
const found = ({ read }: Store, now: number, one = hash) => findSession(read, one, now);
const isOpen = async (store: Store, one: Buffer, now = START) => typeof (await found(store, now, one)) === 'object';

describe.each(['sqlite', 'postgres'] as const)('a session of staff on %s', (dialect) => {
  test('is open for its holder until it was idle for 30 minutes', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store);
    expect([IDLE, LONGEST]).toEqual([30 * MINUTE, 12 * 60 * MINUTE]);
    const open = { id: 's1', provedAt: START, account: holder };
    expect(await found(store, START + IDLE - 1)).toMatchObject({ ...open, seenAt: START });
    expect(await found(store, START + IDLE)).toBe('idle');
    await store.tx((q) => noteActivity(q, hash, START + MINUTE));
    expect(await found(store, START + IDLE)).toMatchObject({ ...open, seenAt: START + MINUTE });
    expect(await found(store, START + IDLE, other)).toBe('idle');
  });

  test('is over after twelve hours, and says so if it was in use until then', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store);
    await store.tx((q) => noteActivity(q, hash, START + LONGEST - IDLE));
    expect(await found(store, START + LONGEST - 1)).toMatchObject({ account: holder });
    expect(await found(store, START + LONGEST)).toBe('over');
    await store.tx((q) => noteActivity(q, hash, START + LONGEST - IDLE - 1));
    expect(await found(store, START + LONGEST)).toBe('idle');
  });

  test('ends with its account, and by leaving, alone', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store);
    await store.tx((q) => endSession(q, other));
    expect([await found(store, START, other), await isOpen(store, hash)]).toEqual(['ended', true]);
    // What comes after the end does not bring it back.
    await store.tx((q) => noteActivity(q, other, START));
    expect(await found(store, START, other)).toBe('ended');
    await store.tx((q) => updateAccount(q, 'ana', { disabledAt: START }));
    expect([await found(store, START), await isOpen(store, mira)]).toEqual(['ended', true]);
  });

  test('has the rights that its account has now', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store);
    await store.tx((q) => updateAccount(q, 'ana', { role: 'admin', pilots: ['milan', 'serbia'] }));
    expect(await found(store, START)).toMatchObject({ account: { role: 'admin', pilots: ['milan', 'serbia'] } });
  });

  test('ends by its id, for its own account alone', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store);
    await store.tx((q) => endSessionOf(q, 'mira', 's1'));
    expect(await isOpen(store, hash)).toBe(true);
    await store.tx((q) => endSessionOf(q, 'ana', 's1'));
    expect([await isOpen(store, hash), await isOpen(store, other)]).toEqual([false, true]);
  });

  test('ends with all others of its account, or stays as the one that ends them', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store);
    const all = () => Promise.all([hash, other, mira].map((one) => isOpen(store, one)));
    await store.tx((q) => endSessions(q, 'ana', 's2'));
    expect(await all()).toEqual([false, true, true]);
    await store.tx((q) => endSessions(q, 'ana'));
    expect(await all()).toEqual([false, false, true]);
  });

  test('is listed while it is open, the one used last first', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store);
    await store.tx((q) => noteActivity(q, other, START + MINUTE));
    const listed = async (now: number) => (await sessionsOf(store.read, 'ana', now)).map(({ id }) => id);
    expect(await listed(START + MINUTE)).toEqual(['s2', 's1']);
    expect(await listed(START + IDLE)).toEqual(['s2']);
    expect(await listed(START + MINUTE + IDLE)).toEqual([]);
  });

  test('notes a proof, which keeps it open no longer', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store);
    await store.tx((q) => noteProof(q, 's1', START + MINUTE));
    expect(await found(store, START + MINUTE)).toMatchObject({ provedAt: START + MINUTE, seenAt: START });
    expect(await found(store, START + MINUTE, other)).toMatchObject({ provedAt: START });
    expect(await found(store, START + IDLE)).toBe('idle');
  });

  test('is found by the hash of its cookie alone, not by an id', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store);
    for (const wrong of ['s1', 'ana', 'ana@example.org', ''])
      expect(await found(store, START, hashSecret(wrong))).toBe('ended');
  });
});

test('activity is noted once a minute', () => {
  const session = { seenAt: START };
  expect([isToNote(session, START + MINUTE - 1), isToNote(session, START + MINUTE)]).toEqual([false, true]);
});
