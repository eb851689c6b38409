import { advance, IDLE_MS, type Input } from '../../conversation/advance.ts';
import type { Conversation } from '../../conversation/conversation.ts';
import type { Reply } from '../../conversation/message.ts';
import { hasConsent, type Setting } from '../../conversation/model.ts';
import { keptUntil } from '../../conversation/outcome.ts';
import { isTraceless } from '../../conversation/traceless.ts';
import { resume } from '../../conversation/walk.ts';
import { isToWipe, wipes } from '../../conversation/wiped.ts';
import { halfYearAt } from '../../evaluation/periods.ts';
import { countTally } from '../../store/events.ts';
import { insertReply } from '../../store/outbox.ts';
import { loadPerson, type PersonRow, savePerson } from '../../store/people.ts';
import { type Body, conversations, type Lasting, type Sending, replies as sealedReplies } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import type { PersonKey } from '../../store/vault.ts';
import { actions } from '../actions/index.ts';
import { askHeld } from '../appointments/ask-held.ts';
import { tellUntold } from '../appointments/tell.ts';
import { loosen } from '../people/loosen.ts';
import { channelOf, chatsOf, toDay, type World } from '../world.ts';
import { saveEvent } from './events.ts';
import { openConversation } from './open-conversation.ts';

/** A person who asked to be forgotten is forgotten this long afterwards at the latest. */
const FORGET_MS = 24 * 3_600_000;

export interface Turn {
  person: PersonRow;
  key: PersonKey;
  contact: { id: string; channel: string };
  body: Body;
  /** The person's `inSeq` and `waiting` as they are saved with the turn. */
  inSeq: number;
  waiting: number;
  /** See `Incoming`; absent where the turn was queued. */
  network?: string | undefined;
  language?: string | undefined;
}

interface Ran {
  /** The message's words must not be kept. */
  wipe: boolean;
  /** The person asked to be forgotten. */
  forget: boolean;
  /** The ids of people who were forgotten with this turn: what they had is another's now. */
  forgotten: string[];
}

/**
 * Runs one turn inside a transaction and writes everything that it causes: conversation, replies, events, counts, and
 * the rows of its actions.
 */
export async function runTurn(world: World, q: Q, turn: Turn): Promise<Ran> {
  const { person, key, contact, body } = turn;
  const { model } = world.content;
  const now = world.clock();
  const channel = channelOf(world, contact.channel);
  const setting: Setting = {
    channel: channel.name,
    contact: contact.id,
    can: channel.can,
    guess: turn.language,
    chats: chatsOf(world),
    demo: world.demo,
    now,
  };
  const before = openConversation(world, person, key);

  let forget = false;
  let quiet = false;
  let isWiped = body.kind !== 'due' && isToWipe(model, before, body);
  const afterwards: (() => Promise<string[]>)[] = [];
  let until = body.kind === 'due' ? body.until : undefined;
  const input: Input = body.kind === 'due' ? body : { kind: 'content', content: body };
  let step = advance(model, before, input, setting);
  while (step.kind === 'action') {
    const { vars, run } = step;
    const who = {
      person: person.id,
      key,
      contact,
      firstReply: person.outSeq + 1,
      waiting: turn.waiting,
      network: turn.network,
    };
    const act = { world, q, ...who, conversation: run.c, setting, vars };
    const result = await actions[step.action](act);
    forget ||= result.forget === true;
    quiet ||= result.quiet === true || forget;
    isWiped ||= wipes(step.action);
    if (result.after !== undefined) afterwards.push(result.after);
    until = result.until ?? until;
    step = resume(model, step, result);
  }

  const { conversation, replies } = step;
  const pseudonym = conversation.pseudonym ?? before.pseudonym;
  const counted = { pilot: conversation.pilot, pseudonym, demo: world.demo };
  for (const event of step.events) await saveEvent(world, q, counted, event);
  // This is the last time that the pseudonym can be read.
  const isLast = forget || conversation.pseudonym !== before.pseudonym;
  if (before.pseudonym !== null && isLast) await loosen(world, q, before.pseudonym);
  for (const tally of step.tallies) await saveTally(world, q, conversation, tally, now);
  const sending: Sending = {
    ...(until !== undefined && { until }),
    ...(channel.can.edits && step.asksOnly && { question: true }),
    ...(channel.can.edits && step.asksOnly && body.kind === 'tap' && body.message && { pressed: body.message }),
  };
  const outSeq = await saveReplies(world, q, turn, replies, now, sending);
  const after: PersonRow = {
    ...person,
    conversation: forget ? null : conversations.seal(world.vault, key, person.id, conversation),
    inSeq: turn.inSeq,
    outSeq,
    waiting: turn.waiting,
    consented: hasConsent(model, conversation),
    // A turn that comes due is no sign of life: a profile ends some time after the person's own last message.
    lastDay: body.kind === 'due' ? person.lastDay : toDay(now),
    forgetAt: forget ? now + FORGET_MS : person.forgetAt,
    keepUntil: keptUntil(model, conversation),
    lapseAt: isTraceless(model.flowsOf(conversation.pilot), conversation.stack) ? conversation.at + IDLE_MS : null,
  };
  await savePerson(q, after);
  const { wipe } = step;
  // After STOP, an erasure, words of danger and quick exit, news of an appointment waits for the next message; and for who
  // may be somebody else, until they say who writes.
  const isCleared = replies.some(({ kind }) => kind === 'clear');
  const isHere = body.kind !== 'due' && conversation.away !== true && !(quiet || wipe || isCleared);
  if (person.untold && isHere) await tellUntold(world, q, after, contact.id);
  if (isHere && channel.can.pulls) await askHeld(world, q, (await loadPerson(q, person.id)) ?? after, contact.id);
  const forgotten: string[] = [];
  for (const work of afterwards) forgotten.push(...(await work()));
  return { wipe: wipe || isWiped, forget, forgotten };
}

async function saveReplies(
  world: World,
  q: Q,
  turn: Pick<Turn, 'person' | 'key' | 'contact'> & { body?: Body },
  replies: Reply[],
  now: number,
  sending: Sending = {},
): Promise<number> {
  const { person, key, contact, body } = turn;
  const due = body?.kind === 'due' ? body : undefined;
  const pulls = channelOf(world, contact.channel).can.pulls;
  let seq = person.outSeq;
  for (const reply of replies) {
    seq += 1;
    await insertReply(q, {
      person: person.id,
      seq,
      contact: contact.id,
      channel: contact.channel,
      body: sealedReplies.seal(world.vault, key, `${person.id}.${seq}`, { ...reply, ...sending } as Lasting),
      card: reply.card === true,
      timer: due?.timer ?? null,
      unasked: due !== undefined && due.asked !== true,
      at: now,
      state: pulls ? 'sent' : 'queued',
      due: now,
    });
  }
  return seq;
}

/** Sends one line to a person whose message could not be handled after all tries. */
export async function apologise(
  world: World,
  q: Q,
  turn: Pick<Turn, 'person' | 'key' | 'contact' | 'inSeq' | 'waiting'>,
): Promise<void> {
  const now = world.clock();
  const language = languageOf(world, turn.person, turn.key);
  const text = world.content.model.texts.say(language, 'common:failed');
  const outSeq = await saveReplies(world, q, turn, [{ kind: 'text', language, text }], now);
  await savePerson(q, { ...turn.person, inSeq: turn.inSeq, outSeq, waiting: turn.waiting, lastDay: toDay(now) });
}

/** The person's language; the first one that there is when the conversation itself cannot be read. */
function languageOf(world: World, person: PersonRow, key: PersonKey): string {
  const [first] = world.content.model.texts.languages;
  try {
    return openConversation(world, person, key).language ?? first?.tag ?? 'en';
  } catch {
    return first?.tag ?? 'en';
  }
}

async function saveTally(world: World, q: Q, c: Conversation, kind: string, now: number): Promise<void> {
  const zone = c.pilot === null ? undefined : world.content.pilots[c.pilot]?.zone;
  await countTally(q, {
    pilot: c.pilot ?? 'none',
    period: halfYearAt(now, zone ?? 'UTC').name,
    kind,
    demo: world.demo,
  });
}
