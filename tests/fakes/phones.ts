import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { App } from '../../src/app.ts';
import type { Reply } from '../../src/conversation/message.ts';
import type { ScriptedChannel } from './parts.ts';
import type { FakeTelegram } from './telegram.ts';
import type { FakeWhatsapp } from './whatsapp-cloud.ts';
import type { FakeWhatsappWeb } from './whatsapp-web.ts';

/** Somebody's device, on whatever channel: it shows texts and options, and takes a tap or words. */
export interface Phone {
  /** Opens the chat for the first time. */
  open(): Promise<void>;
  /** Chooses the newest option with this label, as one does on this channel. */
  choose(label: string): Promise<Done>;
  write(text: string): Promise<Done>;
  /** Waits until the newest messages, since the last thing done, say this. */
  sees(words: string): Promise<void>;
  /** The newest messages, since the last thing done, with their options. */
  news(): string;
  /** The options of the newest message that has any. */
  options(): string[];
  /** The newest file that came, saved or opened as one does on this channel. */
  file(): Promise<Uint8Array>;
}

/** Chooses an option, and waits for the words of its answer. */
export type Go = (choice: string, then: string) => Promise<void>;

/** How a person goes on: they read before they answer, and a clock that stood still would hold back what they choose. */
export const goOn =
  (phone: Phone, clock: { now: number }): Go =>
  async (choice, then) => {
    clock.now += 2_000;
    await phone.choose(choice);
    await phone.sees(then);
  };

/** From the first hello to the menu: a woman in Serbia who agreed that her answers are kept. */
export async function comeToMenu(phone: Phone, go: Go): Promise<void> {
  await phone.open();
  await phone.sees('Choose your language');
  await go('English', 'Which city or country do you need information for?');
  await go('Serbia', 'If not, you can still read everything here.');
  await go('Yes, I agree', 'are you a woman, a man, or other?');
  await go('Woman', 'How can we help you?');
}

/** What a hand does for an answer: how often it taps, "send" too, and how many letters it types. */
export interface Done {
  taps: number;
  letters: number;
}

const ORIGIN = 'http://localhost:3000';
const TAPPED: Done = { taps: 1, letters: 0 };
/** A list opens, takes a choice, and sends it. */
const LISTED: Done = { taps: 3, letters: 0 };
/** As many options stand beneath a message of WhatsApp as buttons. */
const BUTTONS = 3;
const typed = (text: string): Done => ({ taps: 1, letters: text.length });
const inFull = (texts: readonly { text: string; options: readonly { label: string }[] }[]): string =>
  texts.map(({ text, options }) => [text, ...options.map(({ label }) => label)].join('\n')).join('\n');

/** The web chat by its HTTP interface, as the page uses it. */
export function webPhone(app: App): Phone {
  let cookie = '';
  let newest = 0;
  const shown: Reply[] = [];
  let before = 0;
  const choices = () => shown.findLast((reply) => reply.kind === 'choice')?.options ?? [];
  const post = async (content: object) => {
    before = shown.length;
    const answer = await app.routes.request(`${ORIGIN}/chat/messages`, {
      method: 'POST',
      headers: { cookie, origin: ORIGIN, 'content-type': 'application/json' },
      body: JSON.stringify({ id: randomUUID(), content }),
    });
    expect(answer.status).toBe(204);
    await app.pump.settle();
    await fetchNews();
  };
  const fetchNews = async () => {
    const news = await app.routes.request(`${ORIGIN}/chat/replies?after=${newest}`, {
      headers: { cookie },
      // The server looks once, and does not wait where there is nothing new.
      signal: AbortSignal.abort(),
    });
    const { replies, now } = (await news.json()) as { replies: { seq: number; reply: Reply }[]; now: number };
    newest = now;
    shown.push(...replies.map(({ reply }) => reply));
  };
  const news = () => shown.slice(before).map(textOf).join('\n');
  return {
    async open() {
      const page = await app.routes.request(`${ORIGIN}/chat/replies`);
      cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      await post({ kind: 'open' });
    },
    async choose(label) {
      const button = shown
        .flatMap((reply) => (reply.kind === 'choice' ? reply.options : []))
        .findLast((option) => option.label.includes(label));
      expect(button, `an option ${label} among ${choices().map((option) => option.label)}`).toBeDefined();
      await post({ kind: 'tap', button: button?.id });
      return TAPPED;
    },
    async write(text) {
      await post({ kind: 'text', text });
      return typed(text);
    },
    async sees(words) {
      // The page's next request says that what came before was shown.
      await fetchNews();
      expect(news()).toContain(words);
    },
    news,
    options: () => choices().map((option) => option.label),
    async file() {
      const reply = shown.findLast((one) => one.kind === 'document');
      const saved = await app.routes.request(`${ORIGIN}/chat/documents/${reply?.document}`, {
        method: 'POST',
        headers: { cookie, origin: ORIGIN },
      });
      expect(saved.status).toBe(200);
      return new Uint8Array(await saved.arrayBuffer());
    },
  };
}

/** A terminal: what is typed are numbers. */
export function terminalPhone(app: App, terminal: ScriptedChannel): Phone {
  const handle = randomUUID();
  const shown = () => terminal.sent.filter((one) => one.handle === handle).map((one) => one.reply);
  let before = 0;
  const hear = async (content: { kind: 'open' } | { kind: 'text'; text: string }) => {
    before = shown().length;
    await app.pump.receive([{ channel: 'terminal', externalId: randomUUID(), handle, content, at: app.world.clock() }]);
    await app.pump.settle();
  };
  const write = async (text: string) => {
    await hear({ kind: 'text', text });
    return typed(text);
  };
  const news = () => shown().slice(before).map(textOf).join('\n');
  return {
    open: () => hear({ kind: 'open' }),
    async choose(label) {
      for (const reply of shown().toReversed()) {
        const place =
          reply.kind === 'choice' ? reply.options.findLastIndex((option) => option.label.includes(label)) : -1;
        if (reply.kind === 'choice' && place >= 0) return write(String(reply.from + place));
      }
      expect.fail(`no option ${label}`);
    },
    write,
    sees: async (words) => expect(news()).toContain(words),
    news,
    options() {
      const last = shown().findLast((reply) => reply.kind === 'choice');
      return last?.kind === 'choice' ? last.options.map((option) => option.label) : [];
    },
    async file() {
      const link = shown().flatMap((reply) => /http\S+\/documents\/\S+/.exec(textOf(reply))?.[0] ?? []);
      const opened = await app.routes.request(link.at(-1) ?? '', {
        method: 'POST',
        headers: { origin: ORIGIN },
        body: '',
      });
      expect(opened.status).toBe(200);
      return new Uint8Array(await opened.arrayBuffer());
    },
  };
}

/** Telegram, as far as its Bot API shows it. The app must be running: it polls, or sets its webhook. */
export function telegramPhone(telegram: FakeTelegram, id: number): Phone {
  const user = telegram.user(id);
  const said = () => telegram.chat(id).filter((message) => message.from === 'bot');
  /** A message may turn into another: what is new is what did not read so before. */
  let before: string[] = [];
  const news = () =>
    inFull(
      said()
        .filter((message) => !before.includes(JSON.stringify(message)))
        .map(({ text, buttons }) => ({ text, options: buttons })),
    );
  const act = (action: () => void) => {
    before = said().map((message) => JSON.stringify(message));
    action();
  };
  const buttons = () => said().flatMap((message) => message.buttons);
  return {
    open: async () => act(() => void user.say('/start')),
    async choose(label) {
      const button = buttons().findLast((one) => one.label.includes(label));
      if (button === undefined) expect.fail(`no button ${label}`);
      act(() => void user.tap(button.data));
      return TAPPED;
    },
    async write(text) {
      act(() => void user.say(text));
      return typed(text);
    },
    sees: async (words) => {
      await telegram.waitFor(() => news().includes(words));
    },
    news,
    options: () =>
      said()
        .findLast((message) => message.buttons.length > 0)
        ?.buttons.map(({ label }) => label) ?? [],
    file: async () => said().findLast(({ document }) => document !== undefined)?.document ?? expect.fail('no file'),
  };
}

/** WhatsApp, as far as the Cloud API shows it: there is no way to open a chat but to say something. */
export function whatsappPhone(whatsapp: FakeWhatsapp, number: string): Phone {
  const user = whatsapp.user(number);
  const said = () => whatsapp.screen(number);
  let before = 0;
  const act = async (action: () => Promise<unknown>) => {
    before = said().length;
    await action();
  };
  const news = () => inFull(said().slice(before));
  return {
    open: () => act(() => user.say('hello')),
    async choose(label) {
      const message = said().findLast(({ options }) => options.some((one) => one.label.includes(label)));
      const option = message?.options.findLast((one) => one.label.includes(label));
      if (message === undefined || option === undefined) expect.fail(`no option ${label}`);
      await act(() => user.tap(option.id));
      return message.options.length > BUTTONS ? LISTED : TAPPED;
    },
    async write(text) {
      await act(() => user.say(text));
      return typed(text);
    },
    sees: (words) => whatsapp.waitFor(() => news().includes(words)),
    news,
    options: () =>
      said()
        .findLast(({ options }) => options.length > 0)
        ?.options.map(({ label }) => label) ?? [],
    file: async () => said().findLast(({ document }) => document !== undefined)?.document ?? expect.fail('no file'),
  };
}

/** WhatsApp without buttons: options stand in the text with their numbers, and one types a number. */
export function linkedPhone(whatsapp: FakeWhatsappWeb, number: string): Phone {
  const user = whatsapp.person(number);
  const screen = () => whatsapp.screen(number);
  const said = () => screen().map(({ text }) => text);
  let before = 0;
  const write = async (text: string) => {
    before = said().length;
    user.say(text, before % 2 === 0 ? 'number' : 'lasting');
    return typed(text);
  };
  const listed = (text: string) =>
    [...text.matchAll(/^ {2}(\d+) {2}(.+)$/gm)].map(([, n = '', label = '']) => ({ n, label }));
  const news = () => said().slice(before).join('\n');
  return {
    open: async () => void (await write('hello')),
    async choose(label) {
      const option = said()
        .flatMap(listed)
        .findLast((one) => one.label.includes(label));
      if (option === undefined) expect.fail(`no option ${label}`);
      return write(option.n);
    },
    write,
    sees: (words) => whatsapp.waitFor(() => news().includes(words)),
    news,
    options: () => listed(said().findLast((text) => listed(text).length > 0) ?? '').map(({ label }) => label),
    file: async () =>
      screen().findLast(({ document }) => document !== undefined)?.document?.bytes ?? expect.fail('none'),
  };
}

const textOf = (reply: Reply): string =>
  reply.kind === 'clear'
    ? ''
    : [reply.text, ...(reply.kind === 'choice' ? reply.options.map((option) => option.label) : [])].join('\n');
