import { pino } from 'pino';
import { createTelegram } from '../../src/channels/telegram.ts';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import { addCounsellor, addToken, hashToken, type Role, setHours, TOKEN_LIFE } from '../../src/store/staff.ts';
import { beginSession } from '../../src/store/staff-sessions.ts';
import type { PushChannel } from '../../src/turn/channel.ts';
import { START } from '../fakes/clock.ts';
import { scriptedChannel, testVault } from '../fakes/parts.ts';
import { type Options, openStage, type Stage } from '../fakes/stage.ts';

export const OWN = { 'sec-fetch-site': 'same-origin' };

const FAR_FUTURE = Date.UTC(2100, 0, 1);

/** The place of Serbia in the list of pilots. */
const SERBIA = 2;

/** A demonstration as staff meet it, with people who chat on Telegram. */
export interface Office extends Stage {
  /**
   * A cookie of somebody of the staff, signed in with a token of their own (`tokenOf`), in a session that outlives every
   * move of the clock.
   */
  cookie(role: Role, pilots?: string[]): Promise<string>;
  page(path: string, cookie?: string, headers?: Record<string, string>): Promise<{ status: number; html: string }>;
  /** Sends a form as the page would. */
  send(path: string, form: Record<string, string>, cookie?: string): Promise<Response>;
  /** Books the first free talk of a day and returns its reference. */
  book(handle: string, options?: { language?: string; wish?: number; day?: number }): Promise<string>;
  counsellor(id: string, name: string, weekdays?: number[]): Promise<void>;
}

/** The token that a cookie of the office was signed in with. */
export const tokenOf = (cookie: string): string => cookie.slice('staff=session-of-'.length);

export async function openOffice(options: Pick<Options, 'content'> = {}): Promise<Office> {
  const telegram = { ...scriptedChannel('telegram'), ...postedTo() };
  const stage = await openStage('sqlite', { ...options, telegram, channels: [whatsappCloud()] });
  const { clock, hear, store } = stage;
  let count = 0;
  const request = async (path: string, init: RequestInit = {}) => stage.routes.request(path, init);
  const choose = async (handle: string, option: number) => {
    const sent = telegram.sent.filter((one) => one.handle === handle).map(({ reply }) => reply);
    const asked = sent.findLast((reply) => reply.kind === 'choice');
    const button = asked?.options.at(option)?.id;
    if (button === undefined) throw new Error(`no option ${option} for ${handle}`);
    await hear(handle, { kind: 'tap', button });
  };
  return {
    ...stage,
    async cookie(role, pilots = ['serbia']) {
      count += 1;
      const token = `${role}-${count}`;
      const session = `session-of-${token}`;
      const [hash, createdAt] = [hashToken(token), clock.now];
      await store.tx(async (q) => {
        await addToken(q, { hash, label: token, role, pilots, createdAt, until: createdAt + TOKEN_LIFE });
        await beginSession(q, { hash: hashToken(session), token: hash, now: FAR_FUTURE });
      });
      return `staff=${session}`;
    },
    async page(path, cookie = '', headers = {}) {
      const answer = await request(path, { headers: { ...headers, cookie } });
      return { status: answer.status, html: await answer.text() };
    },
    send: async (path, form, cookie = '') =>
      request(path, { method: 'POST', headers: { ...OWN, cookie }, body: new URLSearchParams(form) }),
    async book(handle, { language = 'English', wish = 1, day = 1 } = {}) {
      await hear(handle, 'hello', language);
      // Serbia, consent, woman, book a talk, the first topic, the wish, the day, the first time, yes.
      for (const option of [SERBIA, 0, 0, 1, 0, wish, day, 0, 0]) await choose(handle, option);
      const texts = stage.texts(handle);
      const appointments = await stage.rows('appointment');
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
