import { randomInt } from 'node:crypto';
import type { Reply } from '../conversation/message.ts';
import { giveUpContact, hasUnsent, type Leased, leaseReplies, recordSend, sentSince } from '../store/outbox.ts';
import { forgetPerson, loadPerson } from '../store/people.ts';
import { refuseInTransaction } from '../store/transaction.ts';
import { isPull, type Sent } from './channel.ts';
import { channelOf, newId, type World } from './world.ts';

/** How long one sender has for one reply. A sender that takes longer has lost it to another. */
const LEASE_MS = 60_000;
/** A reply that did not get through for a day is of no use to anybody. */
const GIVE_UP_MS = 24 * 3_600_000;
/** A channel that refuses us altogether is asked again after this. */
const PAUSE_MS = 5 * 60_000;
/** Telegram deletes nothing that is older. */
const CLEAR_MS = 48 * 3_600_000;
const BATCH = 50;

export interface Deliver {
  /** Sends what is due, each person's replies in order; returns how many it sent or tried. */
  once(): Promise<number>;
}

/** The only sender. Delivers at least once: a crash between sending and recording repeats the one reply in flight. */
export function createDeliver(world: World): Deliver {
  const paused = new Map<string, number>();

  const running = () => {
    const now = world.clock();
    return [...world.channels.values()]
      .filter(({ name, can }) => !can.pulls && (paused.get(name) ?? 0) <= now)
      .map(({ name }) => name);
  };

  async function sendOne(row: Leased, lease: string): Promise<void> {
    const outcome = await attempt(world, row);
    const forgotten = await world.store.tx(async (q) => {
      const now = world.clock();
      const { set, isOver } = consequence(world, row, outcome, now);
      if (!(await recordSend(q, row, lease, set))) return false;
      if (outcome.result === 'never' && outcome.blocked) await giveUpContact(q, row.contact, 'blocked');
      if (!isOver) return false;
      return finishForgetting(world, q, row.person);
    });
    if (outcome.result === 'pause') {
      paused.set(row.channel, world.clock() + PAUSE_MS);
      world.log.error({ channel: row.channel, why: outcome.why, alert: 'channel-paused' }, 'a channel is paused');
    } else if (outcome.result !== 'sent') {
      world.log.warn({ channel: row.channel, result: outcome.result, why: outcome.why }, 'a reply did not get through');
    }
    if (forgotten) await world.store.scrub();
  }

  return {
    async once() {
      const lease = newId(world);
      const now = world.clock();
      const rows = await world.store.tx((q) => leaseReplies(q, running(), now, lease, now + LEASE_MS, BATCH));
      const results = await Promise.allSettled(rows.map((row) => sendOne(row, lease)));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
      return rows.length;
    },
  };
}

async function attempt(world: World, row: Leased): Promise<Sent> {
  refuseInTransaction('Sending');
  if (row.body === null) return { result: 'never', why: 'nothing to send' };
  const key = world.vault.unwrap(row.person, row.wrapped);
  const reply = JSON.parse(world.vault.open(key, `outbox:body:${row.person}.${row.seq}`, row.body)) as Reply;
  const handle = world.vault.open(key, `contact:handle:${row.contact}`, row.handle);
  const earlier = reply.kind === 'clear' ? await clearable(world, row) : [];
  const channel = channelOf(world, row.channel);
  if (isPull(channel)) return { result: 'never', why: 'the channel fetches by itself' };
  return channel.send(handle, reply, earlier);
}

async function clearable(world: World, row: Leased): Promise<string[]> {
  const key = world.vault.unwrap(row.person, row.wrapped);
  const sent = await sentSince(world.store.read, row.contact, world.clock() - CLEAR_MS);
  return sent.flatMap(
    ({ person, seq, externalIds }) =>
      JSON.parse(world.vault.open(key, `outbox:externalIds:${person}.${seq}`, externalIds)) as string[],
  );
}

type Outcome = Parameters<typeof recordSend>[3];

function consequence(world: World, row: Leased, sent: Sent, now: number): { set: Outcome; isOver: boolean } {
  const attempts = row.attempts + 1;
  switch (sent.result) {
    case 'sent': {
      const key = world.vault.unwrap(row.person, row.wrapped);
      const externalIds =
        sent.externalIds.length === 0
          ? null
          : world.vault.seal(key, `outbox:externalIds:${row.person}.${row.seq}`, JSON.stringify(sent.externalIds));
      return {
        set: { state: 'sent', sentAt: now, attempts, externalIds, reason: null, ...(row.card && { body: null }) },
        isOver: true,
      };
    }
    case 'never':
      return { set: { state: 'failed', attempts, reason: sent.why }, isOver: true };
    case 'pause':
      return { set: { state: 'queued', due: now + PAUSE_MS, reason: sent.why }, isOver: false };
    case 'retry': {
      const due = sent.at ?? now + backoff(attempts);
      const isTooOld = due - row.at > GIVE_UP_MS;
      return isTooOld
        ? { set: { state: 'failed', attempts, reason: `gave up: ${sent.why}` }, isOver: true }
        : { set: { state: 'queued', due, attempts, reason: sent.why }, isOver: false };
    }
  }
}

/** Full jitter up to 2, 4, 8 ... 600 s, so that many who failed together do not come back together. */
const backoff = (attempts: number): number => 500 + randomInt(Math.min(600_000, 1000 * 2 ** attempts));

/** Whoever asked to be forgotten is, as soon as their last reply is out. Returns whether that happened. */
export async function finishForgetting(
  world: World,
  q: Parameters<typeof forgetPerson>[0],
  id: string,
): Promise<boolean> {
  await q.lockPerson(id);
  const person = await loadPerson(q, id);
  if (person === undefined || person.forgetAt === null || (await hasUnsent(q, id))) return false;
  await forgetPerson(q, id);
  world.vault.forget(id);
  return true;
}
