import { Temporal } from 'temporal-polyfill';
import { backoff } from '../../backoff.ts';
import { loseChat } from '../../store/chats.ts';
import type { Addressee } from '../../store/codes.ts';
import { note } from '../../store/log.ts';
import {
  dropNotice,
  dueNotices,
  hasNotices,
  type Notice,
  noteChatLost,
  noteMorning,
  putOffNotice,
} from '../../store/notices.ts';
import { colleagueById } from '../../store/team.ts';
import type { Sent } from '../channel.ts';
import { reasonOf } from '../failure.ts';
import { letterFor } from '../tell-staff/letter.ts';
import { type Message, messageFor, quietFor } from '../tell-staff/message.ts';
import { type Way, wayTo } from '../tell-staff/way.ts';
import { staffChannel, type World } from '../world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BATCH = 50;
/** How long a channel that sends nothing at all is left alone. */
const PAUSE = 5 * MINUTE;
/** The hour on the wall clock at which the day's list is sent. */
const MORNING_HOUR = 7;
/** The hour from which the day's list would be of no use. */
const NOON = 12;

/** What became of a notice: it is dealt with, or is tried again at `due` (epoch ms) after so many failed tries. */
type Outcome = 'over' | { due: number; attempts: number };

/** What one round of sending has learned. */
interface Round {
  /** Until when (epoch ms) the channel is left alone, once it has refused us altogether. */
  pausedUntil?: number;
}

/** The parts of a world by which staff are told. */
type Telling = Pick<World, 'channels' | 'mailer'>;

/** Whether this instance can tell staff anything. */
export const tellsStaff = (world: Telling): boolean => addresseesHere(world).length > 0;

/** Whom this instance can tell: counsellors by mail alone. */
const addresseesHere = (world: Telling): Addressee[] => {
  if (world.mailer !== undefined) return ['counsellor', 'account'];
  return staffChannel(world) === undefined ? [] : ['account'];
};

/**
 * Tells staff what they are to be told: counsellors by mail, accounts in their chat or by mail. What does not go out is
 * tried again, and what is not true any more by then is dropped. Returns `over` when no notice is left.
 */
export async function sendNotices(world: World): Promise<'over' | undefined> {
  const { store } = world;
  const to = addresseesHere(world);
  const round: Round = {};
  for (const notice of await dueNotices(store.read, to, world.clock(), BATCH)) {
    const outcome = await attempt(world, notice, round);
    await store.tx((q) => (outcome === 'over' ? dropNotice(q, notice) : putOffNotice(q, notice, outcome)));
  }
  return (await hasNotices(store.read, to)) ? undefined : 'over';
}

async function attempt(world: World, notice: Notice, round: Round): Promise<Outcome> {
  try {
    return notice.to === 'counsellor' ? await tellCounsellor(world, notice) : await tellAccount(world, notice, round);
  } catch (error) {
    // The error's text may name the recipient.
    world.log.warn(
      { reason: reasonOf(error), attempts: notice.attempts + 1, alert: 'mail' },
      'a letter did not go out',
    );
    return again(world, notice);
  }
}

const again = (world: World, { attempts }: Notice): Outcome => ({
  due: world.clock() + backoff(attempts, { first: MINUTE, most: HOUR }),
  attempts: attempts + 1,
});

async function tellCounsellor(world: World, notice: Notice): Promise<Outcome> {
  const { mailer } = world;
  const letter = mailer && (await letterFor(world, mailer, notice));
  if (letter !== undefined) await mailer?.send(letter);
  return 'over';
}

async function tellAccount(world: World, notice: Notice, round: Round): Promise<Outcome> {
  const who = await colleagueById(world.store.read, notice.recipient);
  if (who === undefined) return 'over';
  const [way, message] = [wayTo(world, who), await messageFor(world, who, notice)];
  if (way === undefined || message === undefined) return 'over';
  const until = quietFor(world, who);
  if (until !== null) return { due: until, attempts: notice.attempts };
  if (way.way === 'mail') return tellByMail(world, notice, way, message);
  if (round.pausedUntil !== undefined) return { due: round.pausedUntil, attempts: notice.attempts };
  return tellInChat(world, notice, way, message, round);
}

async function tellByMail(
  { vault }: World,
  { subject, sequence, kind, recipient }: Notice,
  { mailer, address }: Way & { way: 'mail' },
  message: Message,
): Promise<Outcome> {
  // The id of a request stands in no letter, because the log names it.
  const id = vault.blindIndex('sent', 'notice', subject, String(sequence), kind, recipient).toString('hex');
  await mailer.send({ to: address, id, subject: message.subject, text: `${textOf(message)}\n` });
  return 'over';
}

const textOf = ({ subject, lines, link }: Message): string => [subject, ...lines, link].join('\n');

async function tellInChat(
  world: World,
  notice: Notice,
  { channel, handle, chat }: Way & { way: 'chat' },
  message: Message,
  round: Round,
): Promise<Outcome> {
  const reply = { kind: 'text', language: message.language, text: textOf(message) } as const;
  const sent = await channel.send(handle, reply, { earlier: [], heardAt: null });
  if (sent.result === 'sent') return 'over';
  const details = { channel: channel.name, result: sent.result, why: sent.why };
  if (sent.result !== 'pause') {
    world.log.warn({ ...details, attempts: notice.attempts + 1 }, 'a message to staff did not get through');
    return afterFailure(world, notice, chat, sent);
  }
  world.log.error({ ...details, alert: 'channel-paused' }, 'a channel is paused');
  round.pausedUntil = world.clock() + PAUSE;
  return { due: round.pausedUntil, attempts: notice.attempts };
}

async function afterFailure(
  world: World,
  notice: Notice,
  chat: Buffer,
  sent: Exclude<Sent, { result: 'sent' | 'pause' }>,
): Promise<Outcome> {
  const now = world.clock();
  switch (sent.result) {
    case 'wait':
      return again(world, notice);
    case 'retry':
      return sent.at !== undefined && sent.at > now
        ? { due: sent.at, attempts: notice.attempts + 1 }
        : again(world, notice);
    case 'never':
      if (!sent.blocked) return 'over';
      await endChat(world, notice.recipient, chat);
      // What comes by mail as well comes by mail now.
      return { due: now, attempts: notice.attempts };
  }
}

/** Ends the link to a chat that can't be reached any more. */
async function endChat({ store, clock }: World, account: string, chat: Buffer): Promise<void> {
  await store.tx(async (q) => {
    const now = clock();
    if (!(await loseChat(q, account, chat, now))) return;
    await note(q, { who: null, what: 'chat-lost', target: account, pilot: null, at: now });
    await noteChatLost(q, account, now);
  });
}

/** Lines up today's list for everybody who gets one. */
export async function lineUpMorning(world: World): Promise<undefined> {
  const zone = zoneOfDay(world);
  const now = Temporal.Instant.fromEpochMilliseconds(world.clock()).toZonedDateTimeISO(zone);
  if (now.hour < MORNING_HOUR || now.hour >= NOON) return;
  await world.store.tx((q) => noteMorning(q, now.toPlainDate().toString(), world.clock()));
}

/** The time of the next morning's list (epoch ms). */
export function nextMorning(world: World): number {
  const now = Temporal.Instant.fromEpochMilliseconds(world.clock()).toZonedDateTimeISO(zoneOfDay(world));
  return now.add({ days: now.hour < MORNING_HOUR ? 0 : 1 }).withPlainTime({ hour: MORNING_HOUR }).epochMilliseconds;
}

/** The morning is that of the first pilot: all pilots of a project are in one part of the world. */
const zoneOfDay = ({ content }: World): string => Object.values(content.pilots)[0]?.zone ?? 'UTC';
