import { describe, expect, test } from 'vitest';
import { accountWho, addAccount } from '../../src/store/accounts.ts';
import { OWNED } from '../../src/store/belongings.ts';
import type { Role } from '../../src/store/principal.ts';
import { bodies } from '../../src/store/sealed.ts';
import { VaultError } from '../../src/store/vault.ts';
import { freeLateRequests } from '../../src/turn/due/requests.ts';
import { findFrom } from '../../src/turn/office/people/find.ts';
import { join } from '../../src/turn/people/join.ts';
import {
  answerByStaff,
  closeByStaff,
  handOnByStaff,
  lookAtRequest,
  noteByStaff,
  type Staff,
} from '../../src/turn/requests/by-staff.ts';
import { DAY } from '../fakes/clock.ts';
import { scriptedChannel, testVault } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { accountRow } from '../server/office.ts';
import { conversationOf, copyFor, JOIN, press } from './support.ts';

/** What becomes of the thread of an open request when its person leaves, is joined, or asks for a copy. */

const staff = (account: string, role: Role = 'counsellor'): Staff => ({
  ...{ account, role, pilots: ['serbia'] },
  who: accountWho(account),
});
const ANA = staff('ana');
const VERA = staff('vera', 'coordinator');

const THREAD = [
  ['person', 'My boss does not pay me'],
  ['staff', 'Which city are you in?'],
  ['person', 'In Niš'],
  ['note', 'I know this firm'],
  ['handover', 'She wants to see somebody'],
];

/** Writes a thread with an entry of every kind with somebody who stands at the menu, and returns its request. */
async function write(stage: Stage, say: (...words: string[]) => Promise<void>): Promise<string> {
  const { world } = stage;
  const colleague = { id: 'vera', role: 'coordinator' as const, pilots: ['serbia'], counsellor: null, createdAt: 0 };
  await stage.store.tx((q) => addAccount(q, accountRow(colleague)));
  const known = (await stage.rows('request')).map(({ id }) => id);
  await say('human', 'My boss does not pay me');
  const id = (await stage.rows('request')).find((one) => !known.includes(one.id))?.id ?? '';
  const answer = { words: 'Which city are you in?', language: 'en', seen: 1 };
  expect(await answerByStaff(world, ANA, id, answer)).toBe('done');
  await stage.pump.settle();
  await say('In Niš');
  expect(await noteByStaff(world, ANA, id, 'I know this firm')).toBe('done');
  expect(await handOnByStaff(world, ANA, id, accountWho('vera'), 'She wants to see somebody')).toBe('done');
  expect(await threadOf(stage, id)).toEqual(THREAD);
  return id;
}

const threadOf = async (stage: Stage, id: string, by = VERA) =>
  (await lookAtRequest(stage.world, by, id))?.thread.map(({ from, words }) => [from, words]);

const threadAt = (stage: Stage) => write(stage, (...words) => stage.hear('42', ...words));

/** What is kept of the messages of the only person there is. */
async function heardFrom(stage: Stage): Promise<string[]> {
  const vault = testVault();
  const [key] = await stage.rows('personKey');
  const inbox = (await stage.rows('inbox')).sort((a, b) => a.seq - b.seq);
  return inbox.flatMap(({ person, seq, body }) => {
    if (body === null || key === undefined) return [];
    const content = bodies.open(vault, vault.unwrap(person, key.wrapped), `${person}.${seq}`, body);
    return content.kind === 'text' ? [content.text] : [];
  });
}

describe.each(DIALECTS)('the thread of an open request on %s', (dialect) => {
  test('ends at STOP, for good and for everybody', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const id = await threadAt(stage);
    await stage.hear('42', 'stop');
    expect(await stage.rows('requestEntry')).toEqual([]);
    expect(await heardFrom(stage)).toEqual([...JOIN, 'human', 'stop']);
    const withdrawn = { state: 'withdrawn', closedAt: stage.clock.now, waitingSince: null };
    expect(await stage.rows('request')).toMatchObject([{ id, ...withdrawn }]);
    expect((await conversationOf(stage)).thread ?? null).toBeNull();
    const sent = stage.telegram.sent.length;
    expect(await threadOf(stage, id)).toBeUndefined();
    const late = { words: 'Are you there?', language: 'en', seen: 9 };
    expect(await answerByStaff(stage.world, VERA, id, late)).toBe('gone');
    expect(await noteByStaff(stage.world, VERA, id, 'Gone')).toBe('gone');
    stage.clock.now += 9 * DAY;
    await freeLateRequests(stage.world);
    await stage.pump.settle();
    expect(stage.telegram.sent).toHaveLength(sent);
    expect((await stage.rows('log')).map(({ what }) => what)).not.toContain('request-escalated');
    // A tap on what staff wrote opens nothing of it again.
    await stage.hear('42', press('reply', id), 'In Niš');
    expect(await stage.rows('requestEntry')).toEqual([]);
  });

  test('ends with an answer that had not gone out yet', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const id = await threadAt(stage);
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + DAY, why: '429' });
    await answerByStaff(stage.world, VERA, id, { words: 'At nine then', language: 'en', seen: 5 });
    await stage.pump.settle();
    await stage.hear('42', 'stop');
    stage.clock.now += 2 * DAY;
    await stage.pump.settle();
    expect(stage.texts('42').join('\n')).not.toContain('At nine then');
  });

  test('goes as soon as everything is to be deleted, before that is confirmed', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const id = await threadAt(stage);
    stage.telegram.outcomes.push({ result: 'sent', externalIds: [] });
    await stage.hear('42', 'menu', 'My data', 'Delete everything', 'Yes, delete');
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + DAY, why: '429' });
    await stage.hear('42', 'Delete now');
    expect(await stage.rows('person')).toHaveLength(1);
    expect(await stage.rows('requestEntry')).toEqual([]);
    expect(await threadOf(stage, id)).toBeUndefined();
    stage.clock.now += DAY;
    await stage.pump.settle();
    expect([await stage.rows('person'), await stage.rows('request')]).toEqual([[], []]);
  });

  test('goes along where two people become one, and opens under the key of that one alone', async () => {
    const terminal = scriptedChannel('terminal', false);
    await using stage = await openStage(dialect, { channels: [terminal] });
    const say = async (handle: string, said: string | ReturnType<typeof press>) => {
      await stage.pump.receive([stage.incoming(handle, said, 'terminal')]);
      await stage.pump.settle();
    };
    await stage.hear('42', ...JOIN, 'human', 'Mine from before', 'Go on');
    const [mine] = await stage.rows('request');
    for (const words of ['hello', 'English', 'Serbia', 'Just look around']) await say('other', words);
    const id = await write(stage, async (...words) => {
      for (const one of words) await say('other', one);
    });
    const people = await stage.rows('person');
    const kept = people.find(({ consented }) => consented)?.id ?? '';
    const gone = people.find(({ consented }) => !consented)?.id ?? '';
    const keysBefore = await stage.rows('personKey');
    const before = (await stage.rows('requestEntry')).filter(({ request }) => request === id);
    await stage.store.tx(async (q) => {
      for (const person of [kept, gone].sort()) await q.lockPerson(person);
      await join(stage.world, q, kept, gone);
    });
    stage.world.vault.forget(gone);
    await stage.pump.settle();

    expect((await stage.rows('request')).map(({ person, state }) => [person, state])).toEqual([
      [kept, 'open'],
      [kept, 'open'],
    ]);
    expect(await threadOf(stage, id)).toEqual(THREAD);
    expect(await threadOf(stage, mine?.id ?? '')).toEqual([['person', 'Mine from before']]);
    for (const table of OWNED)
      expect((await stage.rows(table)).map((row) => (row as { person: unknown }).person)).not.toContain(gone);

    const vault = testVault();
    const keyOf = (person: string) => {
      const row = keysBefore.find((one) => one.person === person);
      return vault.unwrap(person, row?.wrapped ?? Buffer.alloc(0));
    };
    const after = (await stage.rows('requestEntry')).filter(({ request }) => request === id);
    expect(after).toHaveLength(THREAD.length);
    for (const { seq, body, person } of after) {
      const place = `request_entry:body:${id}.${seq}` as const;
      expect(person).toBe(kept);
      expect(vault.open(keyOf(kept), place, body)).toBe(THREAD[seq - 1]?.[1]);
      expect(() => vault.open(keyOf(gone), place, body)).toThrow(VaultError);
      // The control: it was sealed for the one who is gone.
      const was = before.find((one) => one.seq === seq)?.body ?? Buffer.alloc(0);
      expect(vault.open(keyOf(gone), place, was)).toBe(THREAD[seq - 1]?.[1]);
    }

    // Both sides go on, in whichever app.
    expect(await answerByStaff(stage.world, VERA, id, { words: 'At nine?', language: 'en', seen: 5 })).toBe('done');
    await stage.pump.settle();
    await stage.hear('42', press('reply', id), 'At ten');
    await say('other', press('reply', id));
    await say('other', 'Or at eleven');
    expect(await threadOf(stage, id)).toEqual([
      ...THREAD,
      ['staff', 'At nine?'],
      ['person', 'At ten'],
      ['person', 'Or at eleven'],
    ]);
  });

  test('is in the copy, with the notes of staff, without names, and until it is closed', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const id = await threadAt(stage);
    const copied = async () => {
      const copy = await copyFor(stage, VERA, id);
      return { copy, thread: copy?.requests.find((one) => one.id === id)?.thread };
    };
    const at = new Date(stage.clock.now).toISOString();
    const { copy, thread } = await copied();
    expect(thread).toEqual(THREAD.map(([from, words]) => ({ from, at, words, file: null })));
    expect(JSON.stringify(copy?.requests)).not.toMatch(/ana|vera/);
    // What the person wrote to staff stands in the thread alone.
    expect(JSON.stringify(copy?.messages)).not.toMatch(/My boss|In Niš|I know this firm|see somebody/);
    expect(await copyFor(stage, ANA, id)).toBeDefined();
    await closeByStaff(stage.world, VERA, id);
    expect((await copied()).thread).toEqual([]);
  });

  test('of a complaint is in the copy that a coordinator makes, and no way to one for counsellors', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'human', 'I have a complaint', 'He laughed at me');
    const [complaint] = await stage.rows('request');
    const request = complaint?.id ?? '';
    expect(await findFrom(stage.world, ANA, { request })).toBeUndefined();
    expect(await findFrom(stage.world, VERA, { request })).toEqual({ person: complaint?.person, pilot: 'serbia' });
    const copy = await copyFor(stage, VERA, request);
    expect(copy?.requests).toMatchObject([{ kind: 'complaint', thread: [{ words: 'He laughed at me' }] }]);
  });

  test('gives no word about violence to the copy, which somebody else may read', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'human', 'Help me', 'my husband beats me');
    const [request] = await stage.rows('request');
    const id = request?.id ?? '';
    await noteByStaff(stage.world, VERA, id, 'She says: my husband beats me');
    // Staff read it.
    expect(await threadOf(stage, id)).toEqual([
      ['person', 'Help me'],
      ['person', 'my husband beats me'],
      ['note', 'She says: my husband beats me'],
    ]);
    const copy = await copyFor(stage, VERA, id);
    expect(copy?.requests[0]?.thread.map(({ words }) => words)).toEqual(['Help me']);
    expect(JSON.stringify(copy)).not.toContain('husband');
  });
});
