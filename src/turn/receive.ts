import type { Incoming } from '../conversation/message.ts';
import { insertInbox } from '../store/inbox.ts';
import {
  createPerson,
  findContact,
  forgetPerson,
  loadPerson,
  markSeen,
  type PersonRow,
  savePerson,
} from '../store/people.ts';
import type { Q } from '../store/store.ts';
import type { PersonKey } from '../store/vault.ts';
import type { Receive } from './channel.ts';
import { isBroken, reasonOf, retryAt } from './failure.ts';
import { runTurn } from './run-turn.ts';
import { newId, toDay, type World, wakeReader } from './world.ts';

/**
 * Takes messages in. A message takes effect once, whatever its channel delivers again, and the messages of one handle in
 * the order given. Where nothing of the person waits, the turn runs in the transaction that takes it in.
 * `committed` is told afterwards; `scrub` where somebody's data was destroyed on the way.
 */
export function createReceive(world: World, committed: (forgotten: boolean) => void): Receive {
  return async (incomings) => {
    const byHandle = Map.groupBy(incomings, (incoming) => `${incoming.channel} ${incoming.handle}`);
    let forgotten = false;
    const handled = [...byHandle.values()].map(async (ofOne) => {
      for (const incoming of ofOne) {
        if (await world.store.tx((q) => take(world, q, incoming))) forgotten = true;
        wakeReader(world, incoming.channel, incoming.handle);
      }
    });
    const results = await Promise.allSettled(handled);
    committed(forgotten);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  };
}

/** Returns whether a person was forgotten on the way. */
async function take(world: World, q: Q, incoming: Incoming): Promise<boolean> {
  const now = world.clock();
  const isNew = await markSeen(q, world.vault.blindIndex('seen', incoming.channel, incoming.externalId), now);
  if (!isNew) return false;
  const { person, key, contact, forgotten } = await whoWrote(world, q, incoming);
  const inSeq = person.inSeq + 1;
  const row = { person: person.id, seq: inSeq, contact, at: now };
  const body = world.vault.seal(key, `inbox:body:${person.id}.${inSeq}`, JSON.stringify(incoming.content));

  let failure: unknown = null;
  if (person.waiting === 0) {
    try {
      const turn = { person, key, contact: { id: contact, channel: incoming.channel }, inSeq, waiting: 0 };
      const input = { kind: 'content', content: incoming.content } as const;
      const { wipe, forget } = await q.savepoint(() => runTurn(world, q, { ...turn, input }));
      await insertInbox(q, {
        ...row,
        body: wipe || forget ? null : body,
        state: 'done',
        due: now,
        attempts: 0,
        reason: null,
      });
      return forgotten;
    } catch (error) {
      if (isBroken(error)) throw error;
      failure = error;
      world.log.error({ reason: reasonOf(error) }, 'a turn failed and will be tried again');
    }
  }
  const attempts = failure === null ? 0 : 1;
  const due = failure === null ? now : retryAt(now, attempts);
  await insertInbox(q, {
    ...row,
    body,
    state: 'queued',
    due,
    attempts,
    reason: failure === null ? null : reasonOf(failure),
  });
  const { id, conversation, outSeq, waiting, consented, forgetAt } = person;
  await savePerson(q, {
    id,
    conversation,
    inSeq,
    outSeq,
    waiting: waiting + 1,
    consented,
    lastDay: toDay(now),
    forgetAt,
  });
  return forgotten;
}

interface Writer {
  person: PersonRow;
  key: PersonKey;
  contact: string;
  forgotten: boolean;
}

/** Whose message it is; somebody who has never written, or who was just forgotten, begins as a new person. */
async function whoWrote(world: World, q: Q, incoming: Incoming): Promise<Writer> {
  const hash = world.vault.blindIndex('handle', incoming.channel, incoming.handle);
  let forgotten = false;
  let found = await findContact(q, incoming.channel, hash);
  if (found === undefined) {
    // Two first messages at once must not make two people.
    await q.lockPerson(hash.toString('hex'));
    found = await findContact(q, incoming.channel, hash);
  }
  if (found !== undefined) {
    await q.lockPerson(found.person);
    const person = await loadPerson(q, found.person);
    if (person !== undefined && person.forgetAt === null) {
      return { person, key: world.vault.unwrap(person.id, person.wrapped), contact: found.id, forgotten };
    }
    await forgetPerson(q, found.person);
    world.vault.forget(found.person);
    forgotten = true;
  }
  const id = newId(world);
  const contact = newId(world);
  const { key, wrapped } = world.vault.newPersonKey(id);
  await createPerson(q, {
    id,
    wrapped,
    contact,
    channel: incoming.channel,
    handleHash: hash,
    handle: world.vault.seal(key, `contact:handle:${contact}`, incoming.handle),
    lastDay: toDay(world.clock()),
  });
  const person = { id, conversation: null, inSeq: 0, outSeq: 0, waiting: 0, consented: false, forgetAt: null, wrapped };
  return { person, key, contact, forgotten };
}
