import { describe, expect, test } from 'vitest';
import { addToken, hashToken, revokeTokens, TOKEN_LIFE } from '../../src/store/staff.ts';
import {
  beginSession,
  endSession,
  findSession,
  IDLE,
  isToNote,
  LONGEST,
  noteActivity,
} from '../../src/store/staff-sessions.ts';
import type { Store } from '../../src/store/store.ts';
import { MINUTE, START } from '../fakes/clock.ts';
import { openTestStore } from '../fakes/store.ts';

const [token, hash, other] = ['token', 'session', 'other'].map(hashToken) as [Buffer, Buffer, Buffer];
const holder = { role: 'counsellor', pilots: ['serbia'], token, label: 'ana', until: START + TOKEN_LIFE };

const begin = ({ tx }: Store, until = START + TOKEN_LIFE) =>
  tx(async (q) => {
    await addToken(q, { hash: token, label: 'ana', role: 'counsellor', pilots: ['serbia'], createdAt: START, until });
    for (const one of [hash, other]) await beginSession(q, { hash: one, token, now: START });
  });
const found = ({ read }: Store, now: number, one = hash) => findSession(read, one, now);

describe.each(['sqlite', 'postgres'] as const)('a session of staff on %s', (dialect) => {
  test('is open for its holder until it was idle for 30 minutes', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store);
    expect([IDLE, LONGEST]).toEqual([30 * MINUTE, 12 * 60 * MINUTE]);
    expect(await found(store, START + IDLE - 1)).toEqual({ holder, seenAt: START });
    expect(await found(store, START + IDLE)).toBe('idle');
    await store.tx((q) => noteActivity(q, hash, START + MINUTE));
    expect(await found(store, START + IDLE)).toEqual({ holder, seenAt: START + MINUTE });
    expect(await found(store, START + IDLE, other)).toBe('idle');
  });

  test('is over after twelve hours, and says so if it was in use until then', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store);
    await store.tx((q) => noteActivity(q, hash, START + LONGEST - IDLE));
    expect(await found(store, START + LONGEST - 1)).toMatchObject({ holder });
    expect(await found(store, START + LONGEST)).toBe('over');
    await store.tx((q) => noteActivity(q, hash, START + LONGEST - IDLE - 1));
    expect(await found(store, START + LONGEST)).toBe('idle');
  });

  test('ends with its token, and by leaving, alone', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store, START + MINUTE);
    expect(await found(store, START + MINUTE - 1)).toMatchObject({ holder: { until: START + MINUTE } });
    expect(await found(store, START + MINUTE)).toBe('expired');
    await store.tx((q) => endSession(q, other));
    expect([await found(store, START, other), typeof (await found(store, START))]).toEqual(['ended', 'object']);
    // What comes after the end does not bring it back.
    await store.tx((q) => noteActivity(q, other, START));
    expect(await found(store, START, other)).toBe('ended');
    await store.tx((q) => revokeTokens(q, 'ana', START));
    expect(await found(store, START)).toBe('ended');
  });

  test('is found by its own hash alone, not by that of its token', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await begin(store);
    expect(await found(store, START, token)).toBe('ended');
  });
});

test('activity is noted once a minute', () => {
  const session = { holder: { ...holder, role: 'counsellor' as const }, seenAt: START };
  expect([isToNote(session, START + MINUTE - 1), isToNote(session, START + MINUTE)]).toEqual([false, true]);
});
