import { isMark, MARKS } from '../../src/booking/status.ts';
import type { ChannelName, Reply, Content as Said } from '../../src/conversation/message.ts';
import { addAccount } from '../../src/store/accounts.ts';
import { appointmentById } from '../../src/store/booking.ts';
import { addBroadcast } from '../../src/store/broadcasts.ts';
import { openChanges } from '../../src/store/changes.ts';
import { MOVE_REASONS, OFF_REASONS } from '../../src/store/codes.ts';
import { hashSecret } from '../../src/store/principal.ts';
import { beginSession } from '../../src/store/staff-sessions.ts';
import { formatDateTime } from '../../src/text/dates.ts';
import { timesByStaff } from '../../src/turn/appointments/by-staff.ts';
import { slotId } from '../../src/turn/appointments/search.ts';
import type { PushChannel, SendContext, Sent } from '../../src/turn/channel.ts';
import { runJobs } from '../../src/turn/due/jobs.ts';
import { endSession, fetchReplies } from '../../src/turn/send/transcript.ts';
import { writesFirst } from '../../src/turn/world.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { scriptedChannel } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { accountRow, OWN } from '../server/office.ts';
import { type Dice, throwDice } from '../torture/dice.ts';

/**
 * A random story of staff, people and channels, with a checker beside it. The checker knows only the database and what
 * people received: what each of them believes about their appointments, and whether they want to hear from us.
 */

const ZONE = 'Europe/Belgrade';
/** Messages that no answer to a person contains. */
const PROACTIVE =
  /^Reminder: |A time is free now|Something new|How was it today|wants to cancel your appointment|^A counsellor writes/;
const CHANGED =
  /had to change the time of your appointment|cannot take place|Somebody who has your appointment number cancelled/;

interface Person {
  handle: string;
  channel: ChannelName;
  /** By reference: the time that the person believes in, as it was said; `cancelled` for what they know to be off. */
  believes: Map<string, string>;
  /** Whether they may hear from us: not after STOP, only changes in answer to their own message, or anything. */
  hears: 'nothing' | 'changes' | 'all';
  newest: Reply | undefined;
  /** The reference of the appointment that they are asked about cancelling. */
  cancelling: string;
  /** Of a web chat: whether the page is open, and the newest reply that it has shown. */
  isOpen: boolean;
  shown: number;
  /** The number of the newest reply that the person has read there. */
  read: number;
}

export interface Story {
  acts: number;
  /** How often each act did something. */
  done: Map<string, number>;
  /** How many changes of appointments there were that their people had not made. */
  changes: number;
  violations: string[];
}

/** Tells a story of so many acts. The same seed tells the same story. */
export async function tellStory(seed: number, acts: number): Promise<Story> {
  const dice = throwDice(seed);
  const channel = fickleChannels();
  await using stage = await openStage('sqlite', { channels: [channel.whatsapp] });
  stage.telegram.send = channel.state.send('telegram');
  channel.state.clock = () => stage.clock.now;
  const staff = await signIn(stage);
  const people = [...'abcdef'].map((name) => personOn('telegram', `t-${name}`));
  people.push(...[...'abcd'].map((name) => personOn('whatsapp-cloud', `w-${name}`)));
  people.push(...[...'abcd'].map((name) => personOn('web-chat', `page-${name}`)));
  const teller = createTeller(stage, dice, channel, people, staff);
  const story: Story = { acts, done: new Map(), changes: 0, violations: teller.violations };
  const names = Object.keys(teller.acts);
  for (let i = 0; i < acts && teller.violations.length === 0; i += 1) {
    const name = dice.pick(names) ?? '';
    if (await teller.acts[name]?.()) story.done.set(name, (story.done.get(name) ?? 0) + 1);
    await teller.settle();
    await teller.check(`act ${i}, ${name}`);
  }
  story.changes = (await stage.rows('change')).length;
  return story;
}

const personOn = (channel: ChannelName, handle: string): Person => ({
  ...{ handle, channel, believes: new Map(), hears: 'changes', newest: undefined, cancelling: '' },
  ...{ isOpen: true, shown: 0, read: 0 },
});

/** Telegram and WhatsApp on bad days: blocks, limits, an outage, and WhatsApp's 24 hours. */
function fickleChannels() {
  const state = {
    clock: () => 0,
    blocked: new Set<string>(),
    heldUntil: 0,
    received: [] as { channel: ChannelName; handle: string; reply: Reply }[],
    send:
      (channel: ChannelName) =>
      async (handle: string, reply: Reply, { heardAt }: SendContext): Promise<Sent> => {
        const now = state.clock();
        if (now < state.heldUntil) return { result: 'retry', at: state.heldUntil, why: '429' };
        if (state.blocked.has(handle)) return { result: 'never', why: 'blocked', blocked: true };
        if (channel === 'whatsapp-cloud' && now - (heardAt ?? 0) > DAY) return { result: 'wait', why: 'window' };
        state.received.push({ channel, handle, reply });
        return { result: 'sent', externalIds: [`${handle}/${state.received.length}`] };
      },
  };
  const bare = scriptedChannel('telegram');
  const whatsapp: PushChannel = {
    ...bare,
    name: 'whatsapp-cloud',
    can: { ...bare.can, window: true },
    send: (...args) => state.send('whatsapp-cloud')(...args),
  };
  return { state, whatsapp };
}

/** Sends a form of a staff page as a coordinator does. */
type Post = (
  path: string,
  form: Record<string, string>,
) => Promise<{ status: number; notice: string | null; html: string }>;

async function signIn({ store, clock, routes }: Stage): Promise<Post> {
  const [account, session] = ['ana', 'session-of-ana'];
  await store.tx(async (q) => {
    await addAccount(
      q,
      accountRow({ id: account, role: 'coordinator', pilots: ['serbia'], counsellor: null, createdAt: clock.now }),
    );
    // It outlives every move of the clock.
    await beginSession(q, { hash: hashSecret(session), id: session, account, browser: '', now: Date.UTC(2100, 0, 1) });
  });
  return async (path, form) => {
    const headers = { ...OWN, cookie: `staff=${session}` };
    const answer = await routes.request(path, { method: 'POST', headers, body: new URLSearchParams(form) });
    const location = new URL(answer.headers.get('location') ?? '/', 'http://localhost');
    return { status: answer.status, notice: location.searchParams.get('notice'), html: await answer.text() };
  };
}

function createTeller(
  stage: Stage,
  dice: Dice,
  channel: ReturnType<typeof fickleChannels>,
  people: Person[],
  post: Post,
) {
  const { world, pump, store, clock } = stage;
  const violations: string[] = [];
  /** What people believe whose chat has ended: no message reaches them any more. */
  const orphans = new Map<string, string>();
  let seen = 0;
  let news = 0;
  let courses = 0;

  const said = (at: number) => formatDateTime(at, ZONE, 'en');
  /** Presses a button on the page of an appointment, and returns the notice that follows. */
  const pressOn = async (id: string, form: Record<string, string>) =>
    (await post(`/staff/appointments/${id}`, form)).notice;
  /** Changes working times on a page and, where appointments are hit, decides about each as the dice fall. */
  async function changeTimes(path: string, form: Record<string, string>): Promise<boolean> {
    const asked = await post(path, form);
    if (asked.status !== 409) return false;
    const decided = [...asked.html.matchAll(/<select id="(of-[^"]+)".*?<\/select>/gs)].map(([list, name = '']) => {
      const values = [...list.matchAll(/<option value="([^"]+)"/g)].map(([, value = '']) => value);
      return [name, dice.pick(values) ?? ''];
    });
    return (await post(path, { ...form, ...Object.fromEntries(decided), decided: 'yes' })).notice === 'made';
  }
  const anyGroup = async () =>
    dice.pick(
      (await store.read.db.select().from(store.read.t.groupOffer)).filter(
        ({ cancelled, startAt }) => !cancelled && startAt > clock.now,
      ),
    );
  const dateIn = (days: number) => new Date(clock.now + days * DAY).toISOString().slice(0, 10);
  const anyCounsellor = () => dice.pick(['serbia-demo-1', 'serbia-demo-2']) ?? '';
  const rows = () => store.read.db.select().from(store.read.t.appointment);
  const scheduled = async () =>
    (await rows()).filter(({ status, startAt }) => status === 'scheduled' && startAt > clock.now);
  /** The appointments as they are now, for what people read. */
  let table: Awaited<ReturnType<typeof rows>> = [];
  const listed = () => openChanges(store.read, { pilots: ['serbia'] }, (name) => writesFirst(world, name));

  /** A person reads one message: it changes what they believe. */
  function read(person: Person, reply: Reply): void {
    if (reply.kind === 'clear') return;
    person.newest = reply;
    const { text } = reply;
    const isForbidden =
      person.hears === 'nothing'
        ? PROACTIVE.test(text) || CHANGED.test(text)
        : person.hears === 'changes' && PROACTIVE.test(text);
    if (isForbidden) violations.push(`${person.handle} hears "${text.slice(0, 60)}" and wants ${person.hears}`);
    const known = (time: string | undefined) => [...person.believes].find(([, believed]) => believed === time)?.[0];
    const [, booked, reference] =
      /^(?:Booked|Moved\. Your new time): (.+?) \([\s\S]*appointment number(?: stays)?: (\S+)/.exec(text) ?? [];
    if (booked !== undefined && reference !== undefined) person.believes.set(reference, booked);
    const [, was, is] =
      /(?:appointment|there|closed) on (.+?)(?:, so we changed your appointment)?\. New: (.+?) \(/.exec(text) ??
      /another time than (.+?)\. New: (.+?) \(/.exec(text) ??
      [];
    const moved = was === undefined ? undefined : known(was);
    if (moved !== undefined && is !== undefined) person.believes.set(moved, is);
    const [, off] =
      /[Yy]our appointment on (.+?) cannot take place/.exec(text) ??
      /(?:be there|is closed) on (.+?), so your appointment cannot take place/.exec(text) ??
      /cancelled your appointment on (.+?), in another chat/.exec(text) ??
      /appointment on (.+?) is cancelled/.exec(text) ??
      [];
    const cancelled = off === undefined ? undefined : known(off);
    if (cancelled !== undefined) person.believes.set(cancelled, 'cancelled');
    readOfCourse(person, text);
  }

  /** What a message says of a course: whoever has a place in it can look up its meetings. */
  function readOfCourse(person: Person, text: string): void {
    const signUpOf = (reference: string | undefined) => table.find((row) => row.reference === reference)?.signUp;
    const meetings = (signUp: string | null | undefined) =>
      table.filter((row) => signUp != null && row.signUp === signUp);
    const [, joined] = /^Your place is booked: [\s\S]*appointment number: (\S+)/.exec(text) ?? [];
    for (const row of joined === undefined ? [] : [...meetings(joined), ...table.filter((a) => a.reference === joined)])
      person.believes.set(row.reference, said(row.startAt));
    const [, signUp] = /\nYour appointment number: (\S+)$/.exec(text) ?? [];
    const [, one] = /^Your meeting on (.+?) cannot take place/.exec(text) ?? [];
    const [, from] = /^Your meetings from (.+?) on cannot take place/.exec(text) ?? [];
    const [, more] = /^There is one more meeting: (.+?) \(/.exec(text) ?? [];
    const own = meetings(signUp);
    const first = own.find((row) => said(row.startAt) === from);
    // One that was called off can be added again, at the same time.
    const then = own.filter((row) => said(row.startAt) === more);
    const added = then.find(({ status }) => status === 'scheduled') ?? then[0];
    if (added !== undefined && more !== undefined) person.believes.set(added.reference, more);
    for (const row of own)
      if (said(row.startAt) === one || (first !== undefined && row.startAt >= first.startAt))
        person.believes.set(row.reference, 'cancelled');
    if (text.startsWith('You have left the course'))
      for (const row of meetings(signUpOf(person.cancelling)))
        if (row.startAt > clock.now) person.believes.set(row.reference, 'cancelled');
  }

  /** Hands out what the channels took, and lets open pages fetch. */
  async function handOut(): Promise<void> {
    table = await rows();
    for (; seen < channel.state.received.length; seen += 1) {
      const one = channel.state.received[seen];
      const person = people.find(({ handle }) => handle === one?.handle);
      if (person !== undefined && one !== undefined) read(person, one.reply);
    }
    for (const person of people) if (person.channel === 'web-chat' && person.isOpen) await poll(person);
  }

  async function poll(person: Person, after: number | null = person.shown): Promise<void> {
    table = await rows();
    const fetched = await fetchReplies(world, 'web-chat', person.handle, after);
    // Who had everything deleted begins anew, and so do the numbers.
    if (fetched.now < person.read) person.read = 0;
    // A page that is opened again shows what it has shown before: nobody hears of anything by that.
    for (const { seq, reply } of fetched.replies) if (seq > person.read) read(person, reply);
    person.read = Math.max(person.read, ...fetched.replies.map(({ seq }) => seq));
    person.shown = fetched.now;
    if (fetched.replies.length > 0) await poll(person);
  }

  async function settle(): Promise<void> {
    await pump.settle();
    await handOut();
  }

  async function say(person: Person, content: Said | string): Promise<void> {
    channel.state.blocked.delete(person.handle);
    if (!person.isOpen) {
      person.isOpen = true;
      await poll(person, null);
    }
    if (person.hears === 'nothing') person.hears = 'changes';
    const [, target] =
      (typeof content !== 'string' && content.kind === 'tap' && /^s\.cancel\.(.+)/.exec(content.button)) || [];
    if (target !== undefined) person.cancelling = target;
    await pump.receive([stage.incoming(person.handle, content, person.channel)]);
    await settle();
  }

  /** Presses the option with one of these labels, or any; false when there is none. */
  async function press(person: Person, ...labels: string[]): Promise<boolean> {
    const { newest } = person;
    if (newest?.kind !== 'choice') return false;
    const found = newest.options.filter(({ label }) => labels.length === 0 || labels.includes(label));
    const option = dice.pick(found);
    if (option === undefined) return false;
    // The question named the present time, which they may not have known, and the answer may be held back.
    const isSure =
      (newest.text.startsWith('Cancel the appointment') && option.label === 'Yes, cancel it') ||
      (newest.text.startsWith('This is one meeting of a course') && option.label === 'Only this day');
    await say(person, { kind: 'tap', button: option.id });
    const row = isSure ? (await rows()).find(({ reference }) => reference === person.cancelling) : undefined;
    if (row?.status === 'cancelled' && person.believes.has(row.reference))
      person.believes.set(row.reference, 'cancelled');
    return true;
  }

  const JOINING = ['English', 'Serbia', 'Yes, I agree', 'Woman'];
  async function menu(person: Person): Promise<boolean> {
    await say(person, 'menu');
    for (let i = 0; i < JOINING.length; i += 1) {
      if (person.newest?.kind === 'choice' && person.newest.options.some(({ label }) => label === 'Yes, I agree'))
        person.hears = 'all';
      if (!(await press(person, ...JOINING))) break;
    }
    return (
      person.newest?.kind === 'choice' && person.newest.options.some(({ label }) => label === 'Book an appointment')
    );
  }

  const DAYS = /^(Mon|Tue|Wed|Thu|Fri) \d+ \w+$/;
  async function chooseTime(person: Person, yes: string): Promise<boolean> {
    const days =
      person.newest?.kind === 'choice'
        ? person.newest.options.map(({ label }) => label).filter((label) => DAYS.test(label))
        : [];
    if (days.length === 0) return false;
    await press(person, dice.pick(days.slice(0, 3)) ?? '');
    const times =
      person.newest?.kind === 'choice'
        ? person.newest.options.map(({ label }) => label).filter((label) => /^\d\d:\d\d$/.test(label))
        : [];
    return times.length > 0 && (await press(person, ...times)) && (await press(person, yes));
  }

  const anybody = () => dice.pick(people) as Person;
  const ownOpen = (person: Person) =>
    [...person.believes].filter(([, time]) => time !== 'cancelled').map(([reference]) => reference);

  const acts: Record<string, () => Promise<boolean>> = {
    async book() {
      const person = anybody();
      if (!(await menu(person)) || !(await press(person, 'Book an appointment'))) return false;
      if (!(await press(person, 'Finding a job', 'Papers and rights', 'Work and children'))) return false;
      if (person.newest?.kind === 'choice' && person.newest.options.some(({ label }) => label === 'No preference'))
        await press(person, 'No preference');
      if (person.newest?.kind === 'choice' && person.newest.options.some(({ label }) => label === 'Yes, please'))
        await press(person, 'No', 'Yes, please');
      return (await chooseTime(person, 'Yes, book it')) || (await press(person, 'Tell me when free'));
    },
    book2: () => acts.book?.() ?? Promise.resolve(false),
    book3: () => acts.book?.() ?? Promise.resolve(false),
    async 'move oneself'() {
      const person = anybody();
      const reference = dice.pick(ownOpen(person));
      if (reference === undefined) return false;
      await say(person, { kind: 'tap', button: `s.move.${reference}` });
      return chooseTime(person, 'Yes, move it');
    },
    async 'cancel oneself'() {
      const person = anybody();
      const reference = dice.pick(ownOpen(person));
      if (reference === undefined) return false;
      await say(person, { kind: 'tap', button: `s.cancel.${reference}` });
      return press(person, 'Yes, cancel it', 'Only this day', 'The whole course');
    },
    async 'cancel as a stranger'() {
      const stranger = anybody();
      const owner = anybody();
      const [reference, time] = dice.pick([...owner.believes].filter(([, time]) => time !== 'cancelled')) ?? [];
      if (
        reference === undefined ||
        time === undefined ||
        stranger === owner ||
        [...stranger.believes.values()].includes(time)
      )
        return false;
      await menu(stranger);
      await say(stranger, { kind: 'tap', button: `s.cancel.${reference}` });
      return press(stranger, 'Yes, cancel it');
    },
    async 'answer what was asked'() {
      return press(anybody(), 'Yes, cancel it', 'No, keep it', 'Yes, I will come', 'I will come');
    },
    async stop() {
      const person = anybody();
      if (person.newest === undefined) return false;
      await say(person, 'stop');
      person.hears = 'nothing';
      return true;
    },
    async 'write again'() {
      await say(anybody(), 'hello');
      return true;
    },
    async 'open a page'() {
      const person = anybody();
      if (person.channel !== 'web-chat') return false;
      await say(person, { kind: 'open' });
      return true;
    },
    async 'close a page'() {
      const person = anybody();
      if (person.channel !== 'web-chat') return false;
      person.isOpen = false;
      return true;
    },
    async 'end a chat'() {
      const person = anybody();
      if (person.channel !== 'web-chat' || !dice.chance(0.3)) return false;
      await endSession(world, 'web-chat', person.handle);
      for (const [reference, time] of person.believes) orphans.set(reference, time);
      Object.assign(person, personOn('web-chat', `${person.handle}x`));
      return true;
    },
    async 'delete everything'() {
      const person = anybody();
      if (!dice.chance(0.3) || !(await menu(person)) || !(await press(person, 'My data'))) return false;
      await press(person, 'Delete everything');
      if (!(await press(person, 'Yes, delete')) || !(await press(person, 'Delete now'))) return false;
      person.believes.clear();
      person.hears = 'nothing';
      return true;
    },
    async 'want news'() {
      const person = anybody();
      if (!(await menu(person)) || !(await press(person, 'My data')) || !(await press(person, 'News'))) return false;
      return press(person, 'Yes, please', 'No');
    },
    async 'send news'() {
      news += 1;
      const one = { id: `news-${news}`, pilot: 'serbia', texts: { en: `News ${news}` }, step: null, at: clock.now };
      await store.tx((q) => addBroadcast(q, one));
      await runJobs(world);
      return true;
    },
    async 'move by staff'() {
      const one = dice.pick(await scheduled());
      const a = one && (await appointmentById(store.read, one.id));
      const { own = [], others = [] } = (a && (await timesByStaff(world, store.read, a))) ?? {};
      const slot = dice.pick([...own, ...others].flatMap(({ slots }) => slots));
      return (
        a !== undefined &&
        slot != null &&
        (await pressOn(a.id, { do: 'move', time: slotId(slot), why: dice.pick(MOVE_REASONS) ?? '' })) === 'moved'
      );
    },
    'move by staff again': () => acts['move by staff']?.() ?? Promise.resolve(false),
    async 'call off by staff'() {
      const one = dice.pick(await scheduled());
      return one !== undefined && (await pressOn(one.id, { do: 'off', why: dice.pick(OFF_REASONS) ?? '' })) === 'off';
    },
    async 'write by staff'() {
      const one = dice.pick(await scheduled());
      return (
        one !== undefined && (await pressOn(one.id, { do: 'write', words: 'From a counsellor: see you.' })) === 'sent'
      );
    },
    async 'mark by staff'() {
      const past = (await rows()).filter(({ status, startAt }) => status === 'scheduled' && startAt < clock.now);
      const one = dice.pick(past);
      return one !== undefined && (await pressOn(one.id, { do: dice.pick(MARKS) ?? '' })) === 'marked';
    },
    async 'deal with a change'() {
      const change = dice.pick(await listed());
      if (change === undefined || (await pressOn(change.appointment, { do: 'told' })) !== 'told') return false;
      // A counsellor has called or met the person.
      const all = await rows();
      const row = all.find(({ id }) => id === change.appointment);
      const isCourse = change.kind === 'called-off-course';
      for (const told of isCourse ? all.filter(({ signUp }) => signUp === row?.signUp) : [row])
        for (const believes of [orphans, ...people.map((person) => person.believes)])
          if (told !== undefined && believes.has(told.reference))
            believes.set(told.reference, told.status === 'scheduled' ? said(told.startAt) : 'cancelled');
      return true;
    },
    async 'be absent'() {
      const from = dateIn(dice.int(4));
      const form = { do: 'absence', from, to: from, fromTime: `${8 + dice.int(8)}:00`, toTime: '' };
      return changeTimes(`/staff/times/${anyCounsellor()}`, form);
    },
    async 'take a day off'() {
      const hours = dice.chance(0.5) ? '' : '09:00-10:30';
      const form = { do: dice.chance(0.7) ? 'day' : 'day-usual', date: dateIn(dice.int(5)), hours };
      return changeTimes(`/staff/times/${anyCounsellor()}`, form);
    },
    async 'close a day'() {
      const means = dice.pick(['closed', 'open', 'usual', 'usual', 'usual']) ?? '';
      return changeTimes('/staff/holidays', { pilot: 'serbia', date: dateIn(dice.int(6)), means });
    },
    async 'announce a course'() {
      courses += 1;
      const [first, last] = [1 + dice.int(4), 9 + dice.int(12)];
      const form = {
        ...{ kind: 'course', counsellor: anyCounsellor(), places: '3', 'title-en': `Course ${courses}` },
        ...{ date: dateIn(first), last: dateIn(last), weekday: String(1 + dice.int(5)), from: '12:00', to: '13:00' },
      };
      return (await post('/staff/groups/new/serbia', form)).notice === 'added';
    },
    async 'sign up for a course'() {
      const person = anybody();
      if (!(await menu(person)) || !(await press(person, 'Book an appointment'))) return false;
      if (!(await press(person, 'Courses and groups'))) return false;
      const options = person.newest?.kind === 'choice' ? person.newest.options : [];
      const offered = options.map(({ label }) => label).filter((label) => label.startsWith('Course '));
      return offered.length > 0 && (await press(person, ...offered)) && press(person, 'Yes, keep a place');
    },
    'sign up for a course as well': () => acts['sign up for a course']?.() ?? Promise.resolve(false),
    async 'call off a meeting, or all that is left'() {
      const one = await anyGroup();
      if (one === undefined) return false;
      const form = dice.chance(0.7) ? { do: 'meeting-off', meeting: one.id } : { do: 'off', why: 'closed' };
      return (await post(`/staff/groups/${one.course ?? one.id}`, form)).notice === 'off';
    },
    async 'add a meeting'() {
      const one = await anyGroup();
      if (one === undefined) return false;
      const form = { do: 'meeting', date: dateIn(1 + dice.int(9)), from: '14:00', to: '15:00' };
      return (await post(`/staff/groups/${one.course ?? one.id}`, form)).notice === 'meeting';
    },
    async 'say that it takes place'() {
      const one = dice.pick(await scheduled());
      return one !== undefined && dice.chance(0.3) && (await pressOn(one.id, { do: 'stands' })) === 'stands';
    },
    async block() {
      const person = anybody();
      if (person.channel === 'web-chat') return false;
      channel.state.blocked.add(person.handle);
      return true;
    },
    async 'hold messages back'() {
      channel.state.heldUntil = clock.now + (1 + dice.int(5)) * HOUR;
      return true;
    },
    async 'let time pass'() {
      clock.now += dice.chance(0.2) ? dice.int(30) * HOUR : dice.int(90) * MINUTE;
      return true;
    },
    'let more time pass': () => acts['let time pass']?.() ?? Promise.resolve(false),
  };

  /** Holds what people believe against what is, and against what staff see. */
  async function check(where: string): Promise<void> {
    const all = new Map((await rows()).map((row) => [row.reference, row]));
    // What is left of a course is listed once for all its meetings.
    const open = (await listed()).map(({ reference }) => reference);
    const signUps = new Set(open.map((reference) => all.get(reference)?.signUp ?? ''));
    const isListed = new Set([
      ...open,
      ...[...all.values()].filter(({ signUp }) => signUps.has(signUp ?? '-')).map(({ reference }) => reference),
    ]);
    const beliefs = [
      ...people.flatMap(({ handle, believes }) => [...believes].map((one) => [handle, ...one] as const)),
      ...[...orphans].map((one) => ['nobody', ...one] as const),
    ];
    for (const [whose, reference, believed] of beliefs) {
      const row = all.get(reference);
      // Nothing that is over can be changed any more, nor cancelled.
      if (row === undefined || isMark(row.status)) continue;
      if (row.status === 'scheduled' && row.endAt < clock.now) continue;
      const is = row.status === 'scheduled' ? said(row.startAt) : 'cancelled';
      if (is !== believed && !isListed.has(reference))
        violations.push(`${whose} believes ${reference} ${believed}, it is ${is}, and it is not listed`);
    }
    for (const [i, violation] of violations.entries())
      if (!violation.startsWith('act ')) violations[i] = `${where}: ${violation}`;
  }

  return { acts, settle, check, violations };
}
