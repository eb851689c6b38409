import { jittered } from '../../backoff.ts';
import { FROM_STAFF, type TimerKind } from '../../conversation/beginnings.ts';
import { markTold } from '../../store/changes.ts';
import type { OutboxState } from '../../store/codes.ts';
import { recordDispatch } from '../../store/dispatch.ts';
import { dropDocument } from '../../store/documents.ts';
import {
  BLOCKED,
  dropCards,
  giveUpContact,
  isQueued,
  type Leased,
  leaseReplies,
  recordSend,
  replyBefore,
  sentSince,
  type Tried,
  UNTIL_HEARD,
} from '../../store/outbox.ts';
import { loadPerson, wantsToBeForgotten } from '../../store/people.ts';
import { externalIds, type Lasting, replies, replyOf } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import { refuseInTransaction } from '../../store/transaction.ts';
import type { PersonKey } from '../../store/vault.ts';
import { isPull, type SendContext, type Sent } from '../channel.ts';
import { fileOf } from '../documents.ts';
import { reasonOf } from '../failure.ts';
import { createPacer } from '../pace.ts';
import { forgetIf, hasReadLastWord, scrub } from '../people/forget.ts';
import { tellPerson } from '../people/tell-person.ts';
import { wantsToHear } from '../run/open-conversation.ts';
import { channelOf, newId, type World } from '../world.ts';

/** How long a sender has for one reply. After that another sender may take the reply. */
const LEASE_MS = 60_000;
/** A reply that could not be sent for a day is of no use any more, and is given up. */
const GIVE_UP_MS = 24 * 3_600_000;
/** How long a channel that refuses us altogether is paused before the next try. */
const PAUSE_MS = 5 * 60_000;
/** Telegram deletes no message that is older than this. */
const CLEAR_MS = 48 * 3_600_000;
const AT_ONCE = 50;
/** Full jitter up to 2, 4, 8 ... 600 s. */
const RETRY = { first: 1000, most: 600_000 };

export interface Deliver {
  /** Begins to send the replies that are due, in order at each contact. Returns how many, before they are out. */
  begin(): Promise<number>;
  /** Resolves when no send is under way. */
  idle(): Promise<void>;
}

/**
 * The only sender. Delivers at least once: a crash between sending and recording repeats the one reply in flight. A
 * slow send holds up no other contact. Calls `ended` after each send, since the contact's next reply is free then.
 */
export function createDeliver(world: World, ended: () => void): Deliver {
  const paused = new Map<string, number>();
  const pacer = createPacer();
  const underWay = new Set<Promise<void>>();

  const running = () => {
    const now = world.clock();
    return [...world.channels.values()]
      .filter((channel) => !isPull(channel) && (channel.isReady?.() ?? true) && (paused.get(channel.name) ?? 0) <= now)
      .map(({ name }) => name);
  };

  /** When a reply may go (epoch ms): now, or later at the provider's pace. */
  function paced({ channel, contact }: Leased): number {
    const now = world.clock();
    const { pace } = channelOf(world, channel).can;
    const keys =
      pace &&
      ([
        [contact, pace.person],
        [channel, pace.all],
      ] as const);
    return keys === undefined ? now : pacer.take(keys, now);
  }

  async function sendOne(row: Leased, lease: string): Promise<void> {
    const at = paced(row);
    if (at > world.clock()) {
      // The reply is held back: that counts as no try, and keeps no other person waiting.
      const held = { state: 'queued', due: at, attempts: row.attempts, sentAt: null, externalIds: null } as const;
      await world.store.tx((q) => recordSend(q, row, lease, { ...held, reason: null }));
      return;
    }
    const { sent, document } = await attempt(world, row);
    const tried = consequence(world, row, sent);
    const mayForget = await world.store.tx(async (q) => {
      if (!(await recordSend(q, row, lease, tried))) return false;
      const state = tried.state === 'sent' ? await noteDispatches(q, row, sent) : tried.state;
      if (state === 'queued') return false;
      if (row.card) await dropCards(q, row, row.seq);
      if (document !== undefined) await endDocument(world, q, row, document, state);
      if (state === 'sent' && row.timer === ('appointment-changed' satisfies TimerKind))
        await markTold(q, row.person, row.seq, world.clock());
      if (sent.result === 'never' && sent.blocked) await giveUpContact(q, row, BLOCKED);
      return wantsToBeForgotten(q, row.person);
    });
    world.meter.sent(row.channel, sent.result, tried.state === 'queued' ? undefined : tried.attempts);
    if (sent.result === 'pause') {
      paused.set(row.channel, world.clock() + PAUSE_MS);
      world.log.error({ channel: row.channel, why: sent.why, alert: 'channel-paused' }, 'a channel is paused');
    } else if (sent.result !== 'sent') {
      world.log.warn({ channel: row.channel, result: sent.result, why: sent.why }, 'a reply did not get through');
    }
    // Runs in a transaction of its own, which locks the person first, like every transaction that writes about them.
    if (mayForget && (await forgetIf(world, row.person, hasReadLastWord))) await scrub(world);
  }

  /** Notes the provider's messages that show a reply. Returns the reply's state: the provider may have refused it by now. */
  async function noteDispatches(q: Q, row: Leased, sent: Sent): Promise<OutboxState> {
    if (sent.result !== 'sent' || !channelOf(world, row.channel).can.receipts) return 'sent';
    for (const id of sent.externalIds) {
      const state = await recordDispatch(q, row, world.vault.blindIndex('sent', row.channel, id), world.clock());
      if (state !== 'sent') return state;
    }
    return 'sent';
  }

  function start(row: Leased, lease: string): void {
    const sending = sendOne(row, lease).then(
      () => {
        underWay.delete(sending);
        ended();
      },
      (error: unknown) => {
        underWay.delete(sending);
        world.log.error(
          { reason: reasonOf(error), alert: 'store' },
          'a send could not be recorded and will be repeated',
        );
      },
    );
    underWay.add(sending);
  }

  return {
    async begin() {
      const free = AT_ONCE - underWay.size;
      const lease = newId(world);
      const now = world.clock();
      const rows =
        free > 0 ? await world.store.tx((q) => leaseReplies(q, running(), now, lease, now + LEASE_MS, free)) : [];
      for (const row of rows) start(row, lease);
      return rows.length;
    },
    async idle() {
      await Promise.all(underWay);
    },
  };
}

/** A try to send a reply. `document`: the id of the file that it holds. */
interface Attempt {
  sent: Sent;
  document?: string;
}

const never = (why: string): Attempt => ({ sent: { result: 'never', why } });

async function attempt(world: World, row: Leased): Promise<Attempt> {
  refuseInTransaction('Sending');
  const channel = channelOf(world, row.channel);
  if (isPull(channel)) return never('the channel fetches by itself');
  let key: PersonKey;
  let handle: string;
  let lasting: Lasting;
  try {
    if (row.body === null) return never('nothing to send');
    key = world.vault.unwrap(row.person, row.wrapped);
    handle = world.vault.open(key, `contact:handle:${row.contact}`, row.handle);
    lasting = replies.open(world.vault, key, `${row.person}.${row.seq}`, row.body);
  } catch (error) {
    return never(reasonOf(error));
  }
  if (row.unasked && !(await isStillWelcome(world, row))) return never('not any more');
  const { until, pressed } = lasting;
  const reply = replyOf(lasting);
  if (until !== undefined && world.clock() > until) return never('too late');
  const replaces =
    pressed !== undefined && (await isReplaceable(world, row, key, pressed)) ? { replaces: pressed } : {};
  const context: SendContext = {
    ...replaces,
    earlier: reply.kind === 'clear' ? await clearable(world, row, key) : [],
    heardAt: row.closedAt === null ? row.heardAt : null,
  };
  const document = reply.kind === 'document' ? { document: reply.document } : {};
  if (reply.kind === 'document') {
    // Answers that make no file once make none later.
    const file = await fileOf(world, row.person, reply.document).catch(() => undefined);
    if (file === undefined) return { ...never('no file'), ...document };
    context.file = file;
  }
  try {
    return { sent: await channel.send(handle, reply, context), ...document };
  } catch (error) {
    // A rejection is a defect of the channel; it must not hold up the person's other replies for ever.
    return { sent: { result: 'retry', why: reasonOf(error) }, ...document };
  }
}

/** The answers of a document go once it is sent. Where it could not be sent, its person is told another way. */
async function endDocument(world: World, q: Q, { person }: Leased, id: string, state: OutboxState): Promise<void> {
  if (state === 'sent') return dropDocument(q, id);
  await tellPerson(world, q, person, { timer: 'document-unsent', vars: { target: id } });
}

/**
 * Whether a reply that the person did not ask for may still go out: it was not dropped since it was leased, and they
 * have not withdrawn their consent. What staff write to them needs none.
 */
async function isStillWelcome(world: World, { person: id, seq, timer }: Leased): Promise<boolean> {
  if (!(await isQueued(world.store.read, id, seq))) return false;
  const person = await loadPerson(world.store.read, id);
  return person !== undefined && (FROM_STAFF.includes(timer ?? '') || wantsToHear(world, person));
}

/**
 * Whether a message is the newest that we sent to this contact, and nothing but a question. The next question takes its
 * place, so that going through a menu does not fill a chat, or a phone. Messages that tell something stay.
 */
async function isReplaceable(world: World, row: Leased, key: PersonKey, message: string): Promise<boolean> {
  const before = await replyBefore(world.store.read, row);
  if (before === undefined || before.body === null || before.externalIds === null) return false;
  const place = `${row.person}.${before.seq}`;
  const { ids } = externalIds.open(world.vault, key, place, before.externalIds);
  const [id, ...others] = ids;
  const { question } = replies.open(world.vault, key, place, before.body);
  return id === message && others.length === 0 && question === true;
}

/** The provider's ids of the messages that can still be deleted, the oldest first. */
async function clearable(world: World, row: Leased, key: PersonKey): Promise<string[]> {
  const sent = await sentSince(world.store.read, row, world.clock() - CLEAR_MS);
  const ids = sent.flatMap(
    ({ seq, externalIds: named }) => externalIds.open(world.vault, key, `${row.person}.${seq}`, named).ids,
  );
  // One message may have shown several questions.
  return [...new Set(ids)];
}

function consequence(world: World, row: Leased, sent: Sent): Tried {
  const now = world.clock();
  const attempts = row.attempts + 1;
  const over = { due: now, attempts, sentAt: null, externalIds: null };
  switch (sent.result) {
    case 'sent':
      return { ...over, state: 'sent', sentAt: now, externalIds: sealIds(world, row, sent.externalIds), reason: null };
    case 'never':
      return { ...over, state: 'failed', reason: sent.blocked ? BLOCKED : sent.why };
    case 'wait':
      return { ...over, state: 'queued', due: UNTIL_HEARD, attempts: row.attempts, reason: sent.why };
    case 'pause':
      return { ...over, state: 'queued', due: now + PAUSE_MS, attempts: row.attempts, reason: sent.why };
    case 'retry': {
      // A time in the past would make us ask without a break.
      const due = sent.at !== undefined && sent.at > now ? sent.at : now + 500 + jittered(attempts, RETRY);
      return due - row.at > GIVE_UP_MS
        ? { ...over, state: 'failed', reason: `gave up: ${sent.why}` }
        : { ...over, state: 'queued', due, reason: sent.why };
    }
  }
}

function sealIds(world: World, { person, seq, wrapped }: Leased, ids: string[]): Buffer | null {
  if (ids.length === 0) return null;
  return externalIds.seal(world.vault, world.vault.unwrap(person, wrapped), `${person}.${seq}`, { ids });
}
