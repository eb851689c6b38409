import { eq } from 'drizzle-orm';
import { readsDanger } from '../conversation/interrupt.ts';
import { firstWaiting, type InboxRow, insertInbox, peopleWaiting, updateInbox } from '../store/inbox.ts';
import { loadPerson, type PersonRow, savePerson } from '../store/people.ts';
import type { Q } from '../store/store.ts';
import type { PersonKey } from '../store/vault.ts';
import { isBroken, MAX_ATTEMPTS, reasonOf, retryAt } from './failure.ts';
import { apologise, type Body, runTurn, type Turn } from './run-turn.ts';
import { toDay, type World, wakeReader } from './world.ts';

/** Handles what waits and is due, in order per person. Returns how many people it worked for; 0 means that nothing is due. */
export async function workQueue(world: World): Promise<number> {
  const people = await peopleWaiting(world.store.read, [...world.channels.keys()], world.clock(), 50);
  await Promise.all(
    people.map(async (person) => {
      const reader = await world.store.tx((q) => workFor(world, q, person));
      if (reader !== undefined) wakeReader(world, reader.channel, reader.handle);
    }),
  );
  return people.length;
}

/** Returns whose device may want to fetch replies now. */
async function workFor(world: World, q: Q, id: string): Promise<{ channel: string; handle: string } | undefined> {
  await q.lockPerson(id);
  const person = await loadPerson(q, id);
  const row = await firstWaiting(q, id);
  if (person === undefined || row === undefined || row.due > world.clock()) return undefined;
  const key = world.vault.unwrap(id, person.wrapped);
  const contact = await contactOf(q, row.contact);
  const turn = { person, key, contact, inSeq: person.inSeq, waiting: person.waiting - 1 };
  try {
    const input = inputOf(openBody(world, key, row));
    const { wipe, forget } = await q.savepoint(() => runTurn(world, q, { ...turn, input }));
    await updateInbox(q, row, { state: 'done', reason: null, ...((wipe || forget) && { body: null }) });
  } catch (error) {
    if (isBroken(error)) throw error;
    await failed(world, q, turn, row, reasonOf(error));
  }
  return { channel: contact.channel, handle: world.vault.open(key, `contact:handle:${contact.id}`, contact.handle) };
}

async function failed(world: World, q: Q, turn: Omit<Turn, 'input'>, row: InboxRow, reason: string): Promise<void> {
  const attempts = row.attempts + 1;
  if (attempts < MAX_ATTEMPTS) {
    world.log.error({ reason, attempts }, 'a turn failed and will be tried again');
    await updateInbox(q, row, { attempts, due: retryAt(world.clock(), attempts), reason });
    return;
  }
  world.log.error({ reason, attempts, alert: 'dead-letter' }, 'a message is given up; its person was told');
  const wipe = showsDanger(world, turn.key, row);
  await updateInbox(q, row, { attempts, state: 'dead', reason, ...(wipe && { body: null }) });
  await apologise(world, q, turn);
}

function openBody(world: World, key: PersonKey, row: InboxRow): Body {
  if (row.body === null) throw new TypeError('a queued message without a body');
  return JSON.parse(world.vault.open(key, `inbox:body:${row.person}.${row.seq}`, row.body)) as Body;
}

const inputOf = (body: Body): Turn['input'] => (body.kind === 'due' ? body : { kind: 'content', content: body });

/** Words of danger are not kept in a dead letter either. One that cannot be read holds no words that could be kept. */
function showsDanger(world: World, key: PersonKey, row: InboxRow): boolean {
  try {
    const body = openBody(world, key, row);
    return body.kind === 'text' && readsDanger(world.content.model.words, body.text);
  } catch {
    return true;
  }
}

async function contactOf(q: Q, id: string): Promise<{ id: string; channel: string; handle: Buffer }> {
  const { contact } = q.t;
  const rows = await q.db
    .select({ id: contact.id, channel: contact.channel, handle: contact.handle })
    .from(contact)
    .where(eq(contact.id, id));
  const [found] = rows;
  if (found === undefined) throw new TypeError('a message whose contact is gone');
  return found;
}

/** Lines up something that is not a message of the person's: a timer, an answer of a counsellor. */
export async function enqueue(world: World, q: Q, person: PersonRow, contact: string, body: Body): Promise<void> {
  const now = world.clock();
  const seq = person.inSeq + 1;
  const key = world.vault.unwrap(person.id, person.wrapped);
  const sealed = world.vault.seal(key, `inbox:body:${person.id}.${seq}`, JSON.stringify(body));
  await insertInbox(q, {
    person: person.id,
    seq,
    contact,
    body: sealed,
    at: now,
    state: 'queued',
    due: now,
    attempts: 0,
    reason: null,
  });
  const { id, conversation, outSeq, waiting, consented, forgetAt } = person;
  await savePerson(q, {
    id,
    conversation,
    inSeq: seq,
    outSeq,
    waiting: waiting + 1,
    consented,
    lastDay: toDay(now),
    forgetAt,
  });
}
