import { type Incoming, LONGEST_TEXT } from '../../conversation/message.ts';
import { recordReceipt } from '../../store/dispatch.ts';
import { insertInbox } from '../../store/inbox.ts';
import { releaseWaiting } from '../../store/outbox.ts';
import { createPerson, heardFrom, loadPerson, markSeen, savePerson } from '../../store/people.ts';
import { type Body, bodies, keptBody } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import { isPull, type Receipt, type Receive } from '../channel.ts';
import { isBroken, reasonOf, retryAt } from '../failure.ts';
import type { TurnOutcome } from '../meter.ts';
import { erasePerson } from '../people/erase.ts';
import { leaveNoTrace } from '../people/forget.ts';
import { runTurn } from '../run/run-turn.ts';
import { readChatCode } from '../tell-staff/code.ts';
import { redeem, type Said, sayTo } from '../tell-staff/redeem.ts';
import { channelOf, newId, toDay, type World, wakeReader } from '../world.ts';
import { noteBlock, welcomeBack } from './blocks.ts';
import { comeBack } from './come-back.ts';
import { enqueue } from './enqueue.ts';
import { findSender, identify, moveTo, noteNumber, type Writer } from './identity.ts';
import { noteCode } from './link.ts';
import { move } from './move.ts';

/**
 * Takes messages in. A message takes effect once, however often its channel delivers it, and the messages of one handle
 * take effect in the order given. When no earlier message of the person waits, the turn runs in the transaction that
 * takes the message in. Calls `committed` afterwards, also when some messages could not be stored, and says whether there
 * were files among them.
 */
export function createReceive(world: World, committed: (hasFiles: boolean) => void): Receive {
  return async (incomings, { receipts = [], blocks = [], moved = [] } = {}) => {
    const forgotten: string[] = [];
    const said: Said[] = [];
    // Blocks come first, since a message that came after a block lifts it; a change of address leads to its person.
    for (const one of blocks) await world.store.tx((q) => noteBlock(world, q, one));
    for (const one of moved) forgotten.push(...(await world.store.tx((q) => move(world, q, one))));
    const byHandle = Map.groupBy(incomings, (incoming) => `${incoming.channel} ${incoming.handle}`);
    const handled = [...byHandle.values()].map(async (ofOne) => {
      for (const incoming of ofOne) {
        const ended = world.meter.beginTurn();
        const taken = await world.store.tx((q) => take(world, q, prepared(incoming)));
        if (taken.outcome !== undefined) ended(taken.outcome);
        if (taken.said !== undefined) said.push(taken.said);
        forgotten.push(...taken.forgotten);
        wakeReader(world, incoming.channel, incoming.handle);
      }
    });
    const results = await Promise.allSettled([...handled, ...takeReceipts(world, receipts)]);
    committed(incomings.some(({ content }) => content.kind === 'media' && content.file !== undefined));
    await leaveNoTrace(world, forgotten);
    await Promise.all(said.map((one) => sayTo(world, one)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  };
}

/**
 * Cuts a text to `LONGEST_TEXT`, as on the other channels: a linked device lets texts of any length through. A medium
 * gets the time at which it was sent.
 */
function prepared(incoming: Incoming): Incoming {
  const { content, at } = incoming;
  if (content.kind === 'text')
    return { ...incoming, content: { ...content, text: content.text.slice(0, LONGEST_TEXT) } };
  if (content.kind !== 'media') return incoming;
  const { caption } = content;
  const cut = caption === undefined ? {} : { caption: caption.slice(0, LONGEST_TEXT) };
  return { ...incoming, content: { ...content, ...cut, sentAt: at } };
}

/** Records receipts for our messages. One that cannot be stored comes again, with everything that came with it. */
const takeReceipts = (world: World, receipts: Receipt[]): Promise<void>[] =>
  receipts.map(({ channel, externalId, state, why = null }) => {
    const key = world.vault.blindIndex('sent', channel, externalId);
    if (state === 'failed' || state === 'closed')
      world.log.warn({ channel, why }, 'a reply was refused after it was taken');
    return world.store.tx((q) => recordReceipt(q, { key, state, reason: why, at: world.clock() }));
  });

interface Taken {
  /** The ids of people who were forgotten on the way. */
  forgotten: string[];
  /** The outcome of the message's turn; absent when no turn was tried. */
  outcome?: TurnOutcome;
  /** The answer to a code of staff, which begins no turn. */
  said?: Said;
}

async function take(world: World, q: Q, incoming: Incoming): Promise<Taken> {
  const { channel, externalId } = incoming;
  if (!(await markSeen(q, world.vault.blindIndex('seen', channel, externalId), world.clock())))
    return { forgotten: [] };
  if (!isWithinRate(world, incoming)) return refuse(world, q, incoming);
  const code = readChatCode(incoming.content);
  if (code === null) return takePersons(world, q, incoming);
  if (channelOf(world, channel).can.tellsStaff) return { forgotten: [], said: await redeem(world, q, incoming, code) };
  // No person keeps a code of staff, even where it opens nothing.
  return takePersons(world, q, { ...incoming, content: { kind: 'open' } });
}

/** The web chat keeps to the limit before it hands a message over, and its page keeps the message. */
const isWithinRate = (world: World, { channel, handle }: Incoming): boolean =>
  isPull(channelOf(world, channel)) ||
  world.limits.take('message', { person: identify(world, channel, handle).toString('hex') });

/**
 * Takes no notice of a message that came too fast, and tells its sender to send it again later: once in a while, since
 * answers to a flood would be another.
 */
async function refuse(world: World, q: Q, incoming: Incoming): Promise<Taken> {
  const writer = await findWriter(world, q, incoming);
  if (writer === undefined) return { forgotten: [] };
  const { person, contact, forgotten } = writer;
  if (world.limits.isToTell(person.id))
    await enqueue(world, q, person, contact, { kind: 'due', timer: 'too-fast', vars: {}, asked: true });
  return { forgotten };
}

/** Takes in a message of a person. */
async function takePersons(world: World, q: Q, incoming: Incoming): Promise<Taken> {
  const now = world.clock();
  const known = await findWriter(world, q, incoming);
  const back = await comeBack(world, q, incoming, known);
  const writer = back?.writer ?? known ?? (await newcomer(world, q, incoming));
  const { person, key, contact, forgotten } = writer;
  const content = await noteCode(world, q, writer, back?.content ?? incoming.content, incoming.network);
  if (writer.wasBlocked) await welcomeBack(world, q, { person: person.id, contact });
  // The provider counts its window from then, however late the message came to us.
  await heardFrom(q, contact, Math.min(incoming.at, now));
  if (channelOf(world, incoming.channel).can.window) await releaseWaiting(q, { person: person.id, contact }, now);
  const inSeq = person.inSeq + 1;
  const row = { person: person.id, seq: inSeq, contact, at: now };
  const seal = (body: Body) => bodies.seal(world.vault, key, `${person.id}.${inSeq}`, body);

  let failure: unknown = null;
  if (person.waiting === 0) {
    try {
      const turn = {
        person,
        key,
        contact: { id: contact, channel: incoming.channel },
        body: content,
        inSeq,
        waiting: 0,
        network: incoming.network,
        language: incoming.language,
      };
      const ran = await q.savepoint(() => runTurn(world, q, turn));
      const isKept = !ran.wipe && !ran.forget;
      const done = { state: 'done', due: now, attempts: 0, reason: null } as const;
      const kept = isKept ? seal(keptBody(content)) : null;
      if (!ran.forgotten.includes(person.id)) await insertInbox(q, { ...row, body: kept, ...done });
      return { forgotten: [...forgotten, ...ran.forgotten], outcome: 'done' };
    } catch (error) {
      if (isBroken(error)) throw error;
      failure = error;
      world.log.error({ reason: reasonOf(error) }, 'a turn failed and will be tried again');
    }
  }
  const tried = failure === null ? { due: now, attempts: 0, reason: null } : firstTry(now, failure);
  await insertInbox(q, { ...row, body: seal(content), state: 'queued', ...tried });
  await savePerson(q, { ...person, inSeq, waiting: person.waiting + 1, lastDay: toDay(now) });
  return { forgotten, ...(failure !== null && { outcome: 'retried' }) };
}

const firstTry = (now: number, failure: unknown) => ({
  due: retryAt(now, 1),
  attempts: 1,
  reason: reasonOf(failure),
});

/** A sender who is unknown, or asked to be forgotten, begins as a new person. */
async function newcomer(world: World, q: Q, from: Incoming): Promise<Writer> {
  // Two first messages at once must not make two people: the one that waited here finds the person that the other made.
  await q.lockPerson(identify(world, from.channel, from.number ?? from.handle).toString('hex'));
  const made = await findWriter(world, q, from);
  if (made !== undefined) return made;
  const before = await findSender(world, q, from);
  if (before !== undefined) await erasePerson(world, q, before.person);
  const writer = await newWriter(world, q, from);
  await noteNumber(world, q, writer, from);
  return { ...writer, forgotten: before === undefined ? [] : [before.person] };
}

/** The person who wrote a message, locked; undefined for a sender who is unknown, or asked to be forgotten. */
async function findWriter(world: World, q: Q, from: Incoming): Promise<Writer | undefined> {
  const sender = await findSender(world, q, from);
  if (sender === undefined) return undefined;
  await q.lockPerson(sender.person);
  const person = await loadPerson(q, sender.person);
  if (person === undefined || person.forgetAt !== null) return undefined;
  const key = world.vault.unwrap(person.id, person.wrapped);
  const writer = { person, key, contact: sender.id, wasBlocked: sender.blocked, forgotten: [] };
  if (sender.isByNumber) await moveTo(world, q, writer, from);
  await noteNumber(world, q, writer, from);
  return writer;
}

async function newWriter(world: World, q: Q, { channel, handle }: Incoming): Promise<Writer> {
  const handleHash = identify(world, channel, handle);
  const id = newId(world);
  const contact = newId(world);
  const { key, wrapped } = world.vault.newPersonKey(id);
  const lastDay = toDay(world.clock());
  const sealed = world.vault.seal(key, `contact:handle:${contact}`, handle);
  await createPerson(q, { id, wrapped, contact, channel, handleHash, handle: sealed, lastDay });
  const counts = { inSeq: 0, outSeq: 0, waiting: 0 };
  const person = {
    id,
    conversation: null,
    ...counts,
    consented: false,
    lastDay,
    forgetAt: null,
    lapseAt: null,
    keepUntil: null,
    untold: false,
    wrapped,
  };
  return { person, key, contact, wasBlocked: false, forgotten: [] };
}
