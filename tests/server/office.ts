import { pino } from 'pino';
import { createTelegram } from '../../src/channels/telegram.ts';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import { type Access, addAccount, mailHashOf } from '../../src/store/accounts.ts';
import { addCounsellor, setHours } from '../../src/store/counsellors.ts';
import { hashSecret, type Role } from '../../src/store/principal.ts';
import { beginSession } from '../../src/store/staff-sessions.ts';
import { addToken, TOKEN_LIFE } from '../../src/store/tokens.ts';
import type { PushChannel } from '../../src/turn/channel.ts';
import { START } from '../fakes/clock.ts';
import { staffTelegram, testVault } from '../fakes/parts.ts';
import { type Options, openStage, type Stage } from '../fakes/stage.ts';

export const OWN = { 'sec-fetch-site': 'same-origin' };

const FAR_FUTURE = Date.UTC(2100, 0, 1);

/** The place of Serbia in the list of pilots. */
const SERBIA = 2;

/** A demonstration as staff meet it, with people who chat on Telegram. */
export interface Office extends Stage {
  /**
   * A cookie of somebody of the staff with an account of their own (`accountOf`), in a session that outlives every move
   * of the clock. `counsellor`: the counsellor whose account it is.
   */
  cookie(role: Role, pilots?: string[], counsellor?: string | null): Promise<string>;
  page(path: string, cookie?: string, headers?: Record<string, string>): Promise<{ status: number; html: string }>;
  /** Sends a form as the page would. */
  send(path: string, form: Record<string, string>, cookie?: string): Promise<Response>;
  /** Books the first free talk of a day and returns its reference. */
  book(handle: string, options?: { language?: string; wish?: number; day?: number }): Promise<string>;
  counsellor(id: string, name: string, weekdays?: number[]): Promise<void>;
}

/** The id of the account that a cookie of the office is of. */
export const accountOf = (cookie: string): string => cookie.slice('staff=session-of-'.length);

export async function openOffice(options: Pick<Options, 'channels' | 'content' | 'documents'> = {}): Promise<Office> {
  const telegram = { ...staffTelegram(), ...postedTo() };
  const stage = await openStage('sqlite', {
    ...options,
    telegram,
    channels: [whatsappCloud(), ...(options.channels ?? [])],
  });
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
    async cookie(role, pilots = ['serbia'], counsellor = null) {
      count += 1;
      const id = `${role}-${count}`;
      const session = `session-of-${id}`;
      const now = FAR_FUTURE;
      await store.tx(async (q) => {
        await addAccount(q, accountRow({ id, role, pilots, counsellor, createdAt: clock.now }));
        await beginSession(q, { hash: hashSecret(session), id: session, account: id, browser: 'Firefox, Linux', now });
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

/** A row of an account, sealed by the vault of tests. Its mail address is its id at example.org; it has no secrets. */
export function accountRow({ id, ...rest }: Access & { id: string; createdAt: number }) {
  const vault = testVault();
  const mail = `${id}@example.org`;
  return {
    ...{ id, ...rest, demo: false },
    mailHash: mailHashOf(vault, mail),
    mail: vault.seal('house', `account:mail:${id}`, mail),
    name: vault.seal('house', `account:name:${id}`, id),
  };
}

/** A token of the API for a program of this role. */
export async function tokenFor(office: Office, role: Role, pilots: readonly string[] = ['serbia']): Promise<string> {
  const { clock, store } = office;
  const token = `token-${(await office.rows('token')).length}-of-${role}`;
  const row = { hash: hashSecret(token), label: token, role, pilots, createdAt: clock.now };
  await store.tx((q) => addToken(q, { ...row, until: clock.now + TOKEN_LIFE }));
  return token;
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
    // A port that nothing listens on.
    apiRoot: 'http://127.0.0.1:9/v23.0',
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
