import { pino } from 'pino';
import { createTelegram } from '../../src/channels/telegram.ts';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import { addCounsellor, addToken, hashToken, type Role, setHours } from '../../src/store/staff.ts';
import type { Store } from '../../src/store/store.ts';
import type { PushChannel } from '../../src/turn/channel.ts';
import { openTestStore } from '../fakes/store.ts';
import { type ScriptedChannel, START, scriptedChannel, type TestWorld, testVault, testWorld } from '../fakes/world.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const OWN = { 'sec-fetch-site': 'same-origin' };

/** The place of Serbia in the list of pilots. */
const SERBIA = 2;

/** A demonstration as staff meet it, with people who chat on Telegram. */
export interface Office extends AsyncDisposable {
  app: TestWorld['app'];
  clock: TestWorld['clock'];
  store: Store;
  telegram: ScriptedChannel;
  /** A cookie of somebody of the staff. */
  cookie(role: Role, pilots?: string[]): Promise<string>;
  page(path: string, cookie?: string, headers?: Record<string, string>): Promise<{ status: number; html: string }>;
  /** Sends a form as the page would. */
  send(path: string, form: Record<string, string>, cookie?: string): Promise<Response>;
  say(handle: string, ...words: string[]): Promise<void>;
  /** The texts that a handle was sent. */
  heard(handle: string): string[];
  /** Books the first free talk of a day and returns its reference. */
  book(handle: string, options?: { language?: string; wish?: number; day?: number }): Promise<string>;
  counsellor(id: string, name: string, weekdays?: number[]): Promise<void>;
}

export async function openOffice(): Promise<Office> {
  const opened = await openTestStore('sqlite', 'demonstration');
  const { store } = opened;
  const telegram = { ...scriptedChannel('telegram'), ...postedTo() };
  const world = await testWorld(store, [telegram, whatsappCloud()]);
  let count = 0;
  const request = async (path: string, init: RequestInit = {}) => world.app.routes.request(path, init);
  const sentTo = (handle: string) => telegram.sent.filter((one) => one.handle === handle).map(({ reply }) => reply);
  const say: Office['say'] = async (handle, ...words) => {
    for (const word of words) await world.hear(handle, word);
  };
  const choose = async (handle: string, option: number) => {
    const asked = sentTo(handle).findLast((reply) => reply.kind === 'choice');
    const button = asked?.kind === 'choice' ? asked.options.at(option)?.id : undefined;
    if (button === undefined) throw new Error(`no option ${option} for ${handle}`);
    await world.hear(handle, { kind: 'tap', button });
  };
  return {
    app: world.app,
    clock: world.clock,
    store,
    telegram,
    async cookie(role, pilots = ['serbia']) {
      count += 1;
      const token = `${role}-${count}`;
      const row = { hash: hashToken(token), label: token, role, pilots, createdAt: world.clock.now };
      await store.tx((q) => addToken(q, row));
      return `staff=${token}`;
    },
    async page(path, cookie = '', headers = {}) {
      const answer = await request(path, { headers: { ...headers, cookie } });
      return { status: answer.status, html: await answer.text() };
    },
    send: async (path, form, cookie = '') =>
      request(path, { method: 'POST', headers: { ...OWN, cookie }, body: new URLSearchParams(form) }),
    say,
    heard: (handle) => sentTo(handle).map((reply) => (reply.kind === 'clear' ? '' : reply.text)),
    async book(handle, { language = 'English', wish = 1, day = 1 } = {}) {
      await say(handle, 'hello', language);
      // Serbia, consent, woman, book a talk, the first topic, the wish, the day, the first time, yes.
      for (const option of [SERBIA, 0, 0, 1, 0, wish, day, 0, 0]) await choose(handle, option);
      const appointments = await store.read.db.select().from(store.read.t.appointment);
      const texts = sentTo(handle).map((reply) => (reply.kind === 'clear' ? '' : reply.text));
      const booked = appointments.find(({ reference }) => texts.some((text) => text.includes(reference)));
      if (booked === undefined) throw new Error(`nothing was booked for ${handle}`);
      return booked.reference;
    },
    async counsellor(id, name, weekdays = []) {
      const sealed = testVault().seal('house', `counsellor:name:${id}`, name);
      const one = { id, pilot: 'serbia', office: 'serbia-belgrade', gender: 'other' as const, languages: ['en'] };
      const more = { topics: [], modes: ['in-person' as const], guests: [], demo: true };
      await store.tx(async (q) => {
        await addCounsellor(q, { ...one, ...more, name: sealed });
        for (const weekday of weekdays) await setHours(q, id, weekday, [{ fromMinute: 9 * 60, toMinute: 10 * 60 }]);
      });
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await opened[Symbol.asyncDispose]();
    },
  };
}

/** The webhook of a Telegram that nobody reaches. */
function postedTo(): Pick<PushChannel, 'webhook'> {
  const { webhook } = createTelegram({
    token: '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
    webhook: { url: 'https://chat.example.org/webhooks/telegram', secret: 'a-secret-that-nobody-knows' },
    clock: () => START,
    log: pino({ level: 'silent' }),
    wait: async () => {},
  });
  return webhook ? { webhook } : {};
}

/** A WhatsApp that nobody reaches. */
const whatsappCloud = () =>
  createWhatsappCloud({
    token: 'EAAa0token0that0nobody0knows',
    phoneNumberId: '106540352242922',
    appSecret: '0123456789abcdef0123456789abcdef',
    verifyToken: 'a-verify-token-that-nobody-knows',
    clock: () => START,
    log: pino({ level: 'silent' }),
    open: () => 'Choose',
  });

const VOID = ['meta', 'link', 'input', 'br', 'hr', 'img'];
/** The parts of a drawing, which alone may close themselves. */
const SHAPES = ['path', 'rect'];

/** What is wrong with a page's markup: tags that don't nest, bare or unknown entities, ids that are double or missing. */
export function faultsOf(html: string): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  const tags = /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<]*")?)*)\s*(\/?)>|([<>])/gi;
  for (const [whole, closing, name = '', , closed, stray] of html.matchAll(tags)) {
    if (stray !== undefined) faults.push(`a bare ${stray}`);
    else if (whole.startsWith('<!') || VOID.includes(name)) continue;
    else if (closed === '/' && SHAPES.includes(name)) continue;
    else if (closing === '') open.push(name);
    else if (open.pop() !== name) faults.push(`${whole} closes something else`);
  }
  if (open.length > 0) faults.push(`left open: ${open.join(', ')}`);
  if (/&(?!(amp|lt|gt|quot|#\d+);)/.test(html)) faults.push('a bare &');
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id);
  if (new Set(ids).size < ids.length) faults.push('an id stands twice');
  const named = [...html.matchAll(/\s(?:for|aria-labelledby|aria-describedby)="([^"]*)"/g)];
  for (const id of named.flatMap(([, list = '']) => list.split(' ')))
    if (!ids.includes(id)) faults.push(`nothing has the id ${id}`);
  return faults;
}
