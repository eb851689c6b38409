import { setImmediate as breathe } from 'node:timers/promises';
import type { Reply, Content as Said } from '../conversation/message.ts';
import { findContact } from '../store/people.ts';
import { runJobs, scheduleJobs } from '../turn/due/jobs.ts';
import { createPump } from '../turn/due/pump.ts';
import { freezeNumbers } from '../turn/due/release.ts';
import { fetchReplies } from '../turn/send/transcript.ts';
import type { World } from '../turn/world.ts';
import { createAgenda } from './agenda.ts';
import { answer, ERRANDS, type Mind } from './answer.ts';
import { bytesOf, type Dice, diceOf } from './dice.ts';
import { createInstance, type Ground } from './instance.ts';
import { drawPerson, type Person } from './person.ts';
import { type Read, readerOf } from './reading.ts';
import { createTeam } from './staff.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How often timers are looked at while people are awake, in these hours (UTC). */
const LOOK = 30 * MINUTE;
const AWAKE = { from: 6, to: 20 };
/** So many messages somebody has left for what they did not ask for. */
const FOR_AN_ANSWER = 5;
/** When jobs are run, and staff go through their lists on workdays (UTC). */
const WORK = [8, 11, 15];

export interface Plan {
  people: number;
  /** Months before `until`, by the calendar. */
  months: number;
  seed: number;
  /** The end of the story: the present (epoch ms). */
  until: number;
}

export interface Around {
  /** Called on each day of the story (epoch ms), and at its end. */
  progress?(at: number): void;
  /** Breaks off. */
  stop?: AbortSignal;
}

/** How many people wrote, and how often. */
export interface Told {
  people: number;
  messages: number;
}

/** Somebody with a phone. */
interface Phone {
  mind: Mind;
  /** Of a web chat: the newest reply that its page has shown. */
  shown: number | null;
  /** Replies that they have not looked at. */
  unread: Reply[];
  /** Counts what they have decided to do: a newer decision takes the place of an older one. */
  decided: number;
  sessions: number;
  messages: number;
}

/**
 * Lets imaginary people and imaginary staff live through months with the real engine, from event to event of a clock that
 * is moved, and freezes the numbers that have closed by then. The same plan on the same ground tells the same story.
 * Nobody else may use the data meanwhile.
 */
export async function simulate(ground: Ground, plan: Plan, { progress, stop }: Around = {}): Promise<Told> {
  const { seed, until } = plan;
  const since = monthsBefore(until, plan.months);
  const { world, clock, received } = createInstance(ground, seed, since);
  const dice = diceOf(bytesOf(seed + 1));
  const agenda = createAgenda();
  const pump = createPump(world);
  const phones = people(world, dice, plan).map((person) => phoneOf(person, readers(world), dice));
  const byHandle = new Map(phones.map((phone) => [phone.mind.person.handle, phone]));
  const byPerson = new Map<string, Person>();
  const team = createTeam(world, dice, agenda, (id) => byPerson.get(id)?.attendance ?? 0.8);
  const told: Told = { people: 0, messages: 0 };

  async function say(phone: Phone, content: Said): Promise<void> {
    const { channel, handle } = phone.mind.person;
    phone.mind.left -= 1;
    phone.messages += 1;
    told.messages += 1;
    await pump.receive([{ channel, handle, content, externalId: `${handle}-${phone.messages}`, at: clock.now }]);
    await settle();
    if (channel === 'web-chat') await look(phone);
    if (phone.messages === 1) {
      told.people += 1;
      const contact = await findContact(world.store.read, channel, world.vault.blindIndex('handle', channel, handle));
      if (contact !== undefined) byPerson.set(contact.person, phone.mind.person);
    }
    goOn(phone, pauseOf(dice));
  }

  /** The page of a web chat fetches its replies. */
  async function look(phone: Phone): Promise<void> {
    for (let isWhole = false; !isWhole; ) {
      const fetched = await fetchReplies(world, 'web-chat', phone.mind.person.handle, phone.shown);
      phone.unread.push(...fetched.replies.map(({ reply }) => reply));
      phone.shown = fetched.now;
      isWhole = fetched.replies.length === 0;
    }
  }

  /** Does what is due, and lets people decide what to do with what they were sent without having written. */
  async function settle(): Promise<void> {
    await pump.settle();
    for (const { handle, reply } of received()) byHandle.get(handle)?.unread.push(reply);
  }

  /** Decides what somebody does next with what they have received, after a while. */
  function goOn(phone: Phone, after: number): void {
    const replies = phone.unread.splice(0);
    if (replies.length === 0) return;
    const next = answer(phone.mind, replies);
    phone.decided += 1;
    if (next === undefined) return;
    const { decided } = phone;
    agenda.add(clock.now + after, async () => {
      if (phone.decided === decided) await say(phone, next);
    });
  }

  /** Somebody takes the phone and writes, and perhaps does so on another day too. */
  async function open(phone: Phone): Promise<void> {
    const { mind } = phone;
    const isFirst = phone.sessions === 0;
    phone.sessions += 1;
    mind.errand = isFirst ? dice.pick(['way', 'talk', 'talk'] as const) : dice.pick(ERRANDS);
    mind.left = mind.person.patience;
    phone.decided += 1;
    phone.shown = null;
    await say(phone, isFirst || !mind.person.types ? { kind: 'open' } : { kind: 'text', text: 'menu' });
    if (dice.chance(mind.person.faith))
      agenda.add(awake(dice, clock.now + (1 + dice.int(21)) * DAY), () => open(phone));
  }

  async function lookAround(): Promise<void> {
    agenda.add(clock.now + LOOK, lookAround);
    const hour = new Date(clock.now).getUTCHours();
    const isWhole = clock.now % HOUR === 0;
    if (hour === 0 && isWhole) progress?.(clock.now);
    if (hour < AWAKE.from || hour >= AWAKE.to) return;
    await settle();
    for (const phone of phones) {
      if (phone.unread.length === 0) continue;
      phone.mind.left = Math.max(phone.mind.left, FOR_AN_ANSWER);
      goOn(phone, (2 + dice.int(300)) * MINUTE);
    }
    if (!isWhole || !WORK.includes(hour)) return;
    await runJobs(world);
    const weekday = new Date(clock.now).getUTCDay();
    if (weekday !== 0 && weekday !== 6) await team.work();
  }

  await scheduleJobs(world);
  for (const phone of phones) agenda.add(awake(dice, since + dice.int(until - since - DAY)), () => open(phone));
  agenda.add(since + Math.floor((until - since) / 3), team.goAway);
  agenda.add(Math.ceil(since / HOUR) * HOUR, lookAround);
  for (let next = agenda.take(); next !== undefined && next.at <= until; next = agenda.take()) {
    stop?.throwIfAborted();
    clock.now = Math.max(clock.now, next.at);
    await next.act();
    await breathe();
  }
  clock.now = until;
  await settle();
  await freezeNumbers(world);
  await ground.store.rewrite();
  progress?.(until);
  return told;
}

/** The people of a plan, shared among the pilots. */
function people({ content }: World, dice: Dice, { people, until }: Plan): Person[] {
  const homes = Object.values(content.pilots);
  const year = new Date(until).getUTCFullYear();
  return Array.from({ length: people }, (_, n) => {
    const home = homes[n % homes.length];
    if (home === undefined) throw new Error('no pilot is served');
    return drawPerson(dice, n, home, year);
  });
}

/** Readers, each made once. */
function readers({ content }: World): (person: Person) => { read: Read; own: string[] } {
  const made = new Map<string, Read>();
  const { model } = content;
  return ({ pilot, language }) => {
    const key = `${pilot} ${language}`;
    const read = made.get(key) ?? readerOf(model, pilot, language);
    made.set(key, read);
    const { endonym } = model.texts.language(language);
    return { read, own: [endonym, model.texts.say(language, `pilots:${pilot}.name`)] };
  };
}

const phoneOf = (person: Person, reader: ReturnType<typeof readers>, dice: Dice): Phone => ({
  mind: { person, dice, ...reader(person), errand: undefined, left: 0 },
  ...{ shown: null, unread: [], decided: 0, sessions: 0, messages: 0 },
});

/** How long somebody takes to answer: mostly seconds; now and then something comes between. */
const pauseOf = (dice: Dice): number =>
  dice.chance(0.03) ? (5 + dice.int(180)) * MINUTE : (4 + dice.int(40)) * SECOND;

/** A time on the day of `at` at which people are awake. */
const awake = (dice: Dice, at: number): number =>
  Math.floor(at / DAY) * DAY + AWAKE.from * HOUR + dice.int((AWAKE.to - AWAKE.from) * HOUR);

/** The same day so many months before, by the calendar. */
function monthsBefore(at: number, months: number): number {
  const day = new Date(at);
  day.setUTCMonth(day.getUTCMonth() - months);
  return day.getTime();
}
