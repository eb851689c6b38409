import { readButton } from '../../conversation/answer.ts';
import { FROM_STAFF } from '../../conversation/beginnings.ts';
import { readsDanger } from '../../conversation/interrupt.ts';
import { wordsOf } from '../../conversation/message.ts';
import { isToWipe } from '../../conversation/wiped.ts';
import { DROPPED, firstWaiting, type InboxRow, peopleWaiting, updateInbox } from '../../store/inbox.ts';
import { contactById, loadPerson, type PersonRow, savePerson } from '../../store/people.ts';
import { type Body, bodies, keptBody } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import type { PersonKey } from '../../store/vault.ts';
import { isBroken, MAX_ATTEMPTS, reasonOf, retryAt } from '../failure.ts';
import type { TurnOutcome } from '../meter.ts';
import { erasePerson } from '../people/erase.ts';
import { leaveNoTrace } from '../people/forget.ts';
import { ifReadable, openConversation, wantsToHear } from '../run/open-conversation.ts';
import { apologise, runTurn, type Turn } from '../run/run-turn.ts';
import { type World, wakeReader } from '../world.ts';

/** Handles the queued messages that are due, in order per person. Returns for how many people; 0: none is due. */
export async function workQueue(world: World): Promise<number> {
  const people = await peopleWaiting(world.store.read, [...world.channels.keys()], world.clock(), 50);
  const forgotten: string[] = [];
  const results = await Promise.allSettled(
    people.map(async (person) => {
      const ended = world.meter.beginTurn();
      const worked = await world.store.tx((q) => workFor(world, q, person));
      if (worked === undefined) return;
      ended(worked.outcome);
      forgotten.push(...worked.forgotten);
      if (worked.reader !== undefined) wakeReader(world, worked.reader.channel, worked.reader.handle);
    }),
  );
  await leaveNoTrace(world, forgotten);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return people.length;
}

interface Worked {
  outcome: TurnOutcome;
  /** The ids of people who were forgotten on the way. */
  forgotten: string[];
  /** The contact whose device may want to fetch replies now. */
  reader?: { channel: string; handle: string };
}

/** Works on a person's first queued message; undefined when no turn was tried. */
async function workFor(world: World, q: Q, id: string): Promise<Worked | undefined> {
  await q.lockPerson(id);
  const now = world.clock();
  const person = await loadPerson(q, id);
  if (person === undefined) {
    // The key is gone, so the messages can never be read.
    await erasePerson(world, q, id);
    return undefined;
  }
  const row = await firstWaiting(q, id);
  if (row === undefined || row.due > now) return undefined;
  if (row.reason === DROPPED) return leave(q, person, row, { state: 'done', reason: DROPPED });
  // The person wrote it before they could read the confirmation of an erasure: it goes with all the rest.
  if (person.forgetAt !== null) return leave(q, person, row, { state: 'done', reason: 'forgotten' });
  const reader = await openReader(world, q, person, row.contact);
  if ('why' in reader) {
    world.log.error(
      { reason: reader.why, alert: 'dead-letter' },
      'a message is given up, and its sender cannot be told',
    );
    await leave(q, person, row, { state: 'dead', reason: reader.why });
    return { outcome: 'dead', forgotten: [] };
  }
  const { key, contact, handle } = reader;
  const turn = { person, key, contact, inSeq: person.inSeq, waiting: person.waiting - 1 };
  let outcome: TurnOutcome = 'done';
  let forgotten: string[] = [];
  let body: Body | null = null;
  try {
    body = openBody(world, key, row);
    if (isPast(body, now)) return await leave(q, person, row, { state: 'done', reason: 'too late' });
    if (!isWelcome(world, person, body)) return await leave(q, person, row, { state: 'done', reason: DROPPED });
    const ready = { ...turn, body };
    const ran = await q.savepoint(() => runTurn(world, q, ready));
    ({ forgotten } = ran);
    const kept = keptBody(body);
    const sealed = kept === body ? row.body : bodies.seal(world.vault, key, `${row.person}.${row.seq}`, kept);
    await updateInbox(q, row, { state: 'done', reason: null, body: ran.wipe || ran.forget ? null : sealed });
  } catch (error) {
    if (isBroken(error)) throw error;
    outcome = await failed(world, q, turn, row, body, reasonOf(error));
  }
  return { outcome, forgotten, reader: { channel: contact.channel, handle } };
}

const isPast = (body: Body, now: number): boolean =>
  body.kind === 'due' && body.until !== undefined && now > body.until;

/**
 * Whether a queued turn may still begin: a person who has withdrawn their consent since is left alone, but for what staff
 * write to them.
 */
export const isWelcome = (world: Pick<World, 'vault'>, person: PersonRow, body: Body): boolean =>
  body.kind !== 'due' || body.asked === true || FROM_STAFF.includes(body.timer) || wantsToHear(world, person);

/** Takes a message off the queue without a turn. */
async function leave(
  q: Q,
  person: PersonRow,
  row: InboxRow,
  end: Pick<InboxRow, 'state' | 'reason'>,
): Promise<undefined> {
  await updateInbox(q, row, { ...end, body: null });
  await savePerson(q, { ...person, waiting: person.waiting - 1 });
}

/**
 * Puts a failed message back, or gives it up after `MAX_ATTEMPTS`. `body`: the message's content; null when it could
 * not be read.
 */
async function failed(
  world: World,
  q: Q,
  turn: Omit<Turn, 'body'>,
  row: InboxRow,
  body: Body | null,
  reason: string,
): Promise<TurnOutcome> {
  const attempts = row.attempts + 1;
  if (attempts < MAX_ATTEMPTS) {
    world.log.error({ reason, attempts }, 'a turn failed and will be tried again');
    await updateInbox(q, row, { attempts, due: retryAt(world.clock(), attempts), reason });
    return 'retried';
  }
  world.log.error({ reason, attempts, alert: 'dead-letter' }, 'a message is given up');
  // Nothing of an answer to a flow that leaves no trace is kept, as long as the person stands there.
  const wipe = body === null || turn.person.lapseAt !== null || isTraceless(world, body) || isWiped(world, turn, body);
  await updateInbox(q, row, { attempts, state: 'dead', reason, ...(wipe && { body: null }) });
  // A due turn is no message of the person's, so they are not told that it failed.
  if (body?.kind === 'due') await savePerson(q, { ...turn.person, waiting: turn.waiting });
  else await apologise(world, q, turn);
  return 'dead';
}

/** Words of danger, and a tap that leads to the safety card, are not kept in a dead letter either. */
function isTraceless({ content: { model } }: World, body: Body): boolean {
  const words = body.kind === 'due' ? undefined : wordsOf(body);
  if (words !== undefined) return readsDanger(model.words, words);
  const button = body.kind === 'tap' ? readButton(body.button) : null;
  return button?.kind === 'standing' && model.find(null, 'act', button.act)?.traceless === true;
}

/** Whether the words stay in no message where the person stands. */
function isWiped(world: World, { person, key }: Pick<Turn, 'person' | 'key'>, body: Body): boolean {
  const conversation = ifReadable(() => openConversation(world, person, key));
  return conversation !== undefined && body.kind !== 'due' && isToWipe(world.content.model, conversation, body);
}

function openBody(world: World, key: PersonKey, row: InboxRow): Body {
  if (row.body === null) throw new TypeError('a queued message without a body');
  return bodies.open(world.vault, key, `${row.person}.${row.seq}`, row.body);
}

interface Reader {
  key: PersonKey;
  contact: { id: string; channel: string };
  handle: string;
}

/** The key, contact and handle to answer on. `why`: one of them is damaged, so the person cannot be told anything. */
async function openReader(world: World, q: Q, person: PersonRow, id: string): Promise<Reader | { why: string }> {
  const contact = await contactById(q, id);
  try {
    const key = world.vault.unwrap(person.id, person.wrapped);
    return { key, contact, handle: world.vault.open(key, `contact:handle:${id}`, contact.handle) };
  } catch (error) {
    return { why: reasonOf(error) };
  }
}
