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
  choose(label: string): Promise<void>;
  write(text: string): Promise<void>;
  /** Waits until the newest messages, since the last thing done, say this. */
  sees(words: string): Promise<void>;
  /** The options of the newest message that has any. */
  options(): string[];
}

/** The web chat by its HTTP interface, as the page uses it. */
export function webPhone(app: App): Phone & { fetch(): Promise<void> } {
  const origin = 'http://localhost:3000';
  let cookie = '';
  let newest = 0;
  const shown: Reply[] = [];
  let before = 0;
  const choices = () => shown.findLast((reply) => reply.kind === 'choice')?.options ?? [];
  const post = async (content: object) => {
    before = shown.length;
    const answer = await app.routes.request(`${origin}/chat/messages`, {
      method: 'POST',
      headers: { cookie, origin, 'content-type': 'application/json' },
      body: JSON.stringify({ id: randomUUID(), content }),
    });
    expect(answer.status).toBe(204);
    await app.pump.settle();
    await fetchNews();
  };
  const fetchNews = async () => {
    const news = await app.routes.request(`${origin}/chat/replies?after=${newest}`, {
      headers: { cookie },
      // The server looks once, and does not wait where there is nothing new.
      signal: AbortSignal.abort(),
    });
    const { replies, now } = (await news.json()) as { replies: { seq: number; reply: Reply }[]; now: number };
    newest = now;
    shown.push(...replies.map(({ reply }) => reply));
  };
  return {
    async open() {
      const page = await app.routes.request(`${origin}/chat/replies`);
      cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      await post({ kind: 'open' });
    },
    async choose(label) {
      const button = shown
        .flatMap((reply) => (reply.kind === 'choice' ? reply.options : []))
        .findLast((option) => option.label.includes(label));
      expect(button, `an option ${label} among ${choices().map((option) => option.label)}`).toBeDefined();
      await post({ kind: 'tap', button: button?.id });
    },
    write: (text) => post({ kind: 'text', text }),
    sees: async (words) => expect(shown.slice(before).map(textOf).join('\n')).toContain(words),
    options: () => choices().map((option) => option.label),
    fetch: fetchNews,
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
  return {
    open: () => hear({ kind: 'open' }),
    async choose(label) {
      for (const reply of shown().toReversed()) {
        const place =
          reply.kind === 'choice' ? reply.options.findLastIndex((option) => option.label.includes(label)) : -1;
        if (reply.kind === 'choice' && place >= 0) return hear({ kind: 'text', text: String(reply.from + place) });
      }
      expect.fail(`no option ${label}`);
    },
    write: (text) => hear({ kind: 'text', text }),
    sees: async (words) => expect(shown().slice(before).map(textOf).join('\n')).toContain(words),
    options() {
      const last = shown().findLast((reply) => reply.kind === 'choice');
      return last?.kind === 'choice' ? last.options.map((option) => option.label) : [];
    },
  };
}

/** Telegram, as far as its Bot API shows it. The app must be running: it polls, or sets its webhook. */
export function telegramPhone(telegram: FakeTelegram, id: number): Phone {
  const user = telegram.user(id);
  const said = () => telegram.chat(id).filter((message) => message.from === 'bot');
  /** A message may turn into another: what is new is what did not read so before. */
  let before: string[] = [];
  const news = () => said().filter((message) => !before.includes(JSON.stringify(message)));
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
    },
    write: async (text) => act(() => void user.say(text)),
    sees: async (words) => {
      await telegram.waitFor(() =>
        news().some(({ text, buttons }) => [text, ...buttons.map(({ label }) => label)].join('\n').includes(words)),
      );
    },
    options: () =>
      said()
        .findLast((message) => message.buttons.length > 0)
        ?.buttons.map(({ label }) => label) ?? [],
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
  return {
    open: () => act(() => user.say('hello')),
    async choose(label) {
      const option = said()
        .flatMap(({ options }) => options)
        .findLast((one) => one.label.includes(label));
      if (option === undefined) expect.fail(`no option ${label}`);
      await act(() => user.tap(option.id));
    },
    write: (text) => act(() => user.say(text)),
    sees: (words) =>
      whatsapp.waitFor(() =>
        said()
          .slice(before)
          .some(({ text, options }) => [text, ...options.map(({ label }) => label)].join('\n').includes(words)),
      ),
    options: () =>
      said()
        .findLast(({ options }) => options.length > 0)
        ?.options.map(({ label }) => label) ?? [],
  };
}

/** WhatsApp without buttons: options stand in the text with their numbers, and one types a number. */
export function linkedPhone(whatsapp: FakeWhatsappWeb, number: string): Phone {
  const user = whatsapp.person(number);
  const said = () => whatsapp.screen(number).map(({ text }) => text);
  let before = 0;
  const write = async (text: string) => {
    before = said().length;
    user.say(text, before % 2 === 0 ? 'number' : 'lasting');
  };
  const listed = (text: string) =>
    [...text.matchAll(/^ {2}(\d+) {2}(.+)$/gm)].map(([, n = '', label = '']) => ({ n, label }));
  return {
    open: () => write('hello'),
    async choose(label) {
      const option = said()
        .flatMap(listed)
        .findLast((one) => one.label.includes(label));
      if (option === undefined) expect.fail(`no option ${label}`);
      await write(option.n);
    },
    write,
    sees: (words) => whatsapp.waitFor(() => said().slice(before).join('\n').includes(words)),
    options: () => listed(said().findLast((text) => listed(text).length > 0) ?? '').map(({ label }) => label),
  };
}

const textOf = (reply: Reply): string =>
  reply.kind === 'clear'
    ? ''
    : [reply.text, ...(reply.kind === 'choice' ? reply.options.map((option) => option.label) : [])].join('\n');
