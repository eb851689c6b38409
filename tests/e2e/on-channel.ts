import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect } from 'vitest';
import { createTelegram } from '../../src/channels/telegram.ts';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import { createWhatsappWeb } from '../../src/channels/whatsapp-web.ts';
import { linkDevice } from '../../src/channels/whatsapp-web-link.ts';
import type { ChannelName } from '../../src/conversation/message.ts';
import { START } from '../fakes/clock.ts';
import { scriptedChannel } from '../fakes/parts.ts';
import { linkedPhone, type Phone, telegramPhone, terminalPhone, webPhone, whatsappPhone } from '../fakes/phones.ts';
import { type Options, openStage, type Stage } from '../fakes/stage.ts';
import { startFakeTelegram } from '../fakes/telegram.ts';
import { startFakeWhatsapp } from '../fakes/whatsapp-cloud.ts';
import { startFakeWhatsappWeb } from '../fakes/whatsapp-web.ts';

/** What somebody does with a phone; the stage's clock is the one of the channel, too. */
type Talk<Result> = (phone: Phone, stage: Stage) => Promise<Result>;

interface With extends Pick<Options, 'documents'> {
  /** WhatsApp tells every message twice, and what became of ours backwards. */
  unruly?: boolean;
}

const log = pino({ level: 'silent' });
const wait = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {});

/** A talk on each channel, on a database of its own. It fails where the fake of the provider was misused. */
export const ON_CHANNEL = {
  telegram: onTelegram,
  'whatsapp-cloud': onWhatsapp,
  'whatsapp-web': onLinked,
  'web-chat': onWeb,
  terminal: onTerminal,
} satisfies Record<ChannelName, unknown>;

async function onTerminal<Result>(talk: Talk<Result>, { documents }: With = {}): Promise<Result> {
  const terminal = scriptedChannel('terminal', false);
  await using stage = await openStage('sqlite', { documents, channels: [terminal] });
  return await talk(terminalPhone(stage, terminal), stage);
}

async function onWeb<Result>(talk: Talk<Result>, { documents }: With = {}): Promise<Result> {
  await using stage = await openStage('sqlite', { documents });
  return await talk(webPhone(stage), stage);
}

/** Telegram posts to the webhook, or is asked where there is none. */
export async function onTelegram<Result>(
  talk: Talk<Result>,
  { webhook, documents }: With & { webhook?: { url: string; secret: string } } = {},
): Promise<Result> {
  const clock = { now: START };
  await using telegram = await startFakeTelegram({ clock: () => clock.now });
  const { token, apiRoot } = telegram;
  const channel = createTelegram({ token, apiRoot, ...(webhook && { webhook }), clock: () => clock.now, log, wait });
  await using stage = await openStage('sqlite', { documents, clock, channels: [channel] });
  telegram.reach((request) => stage.routes.request(request));
  await stage.pump.start();
  const result = await talk(telegramPhone(telegram, 4711), stage);
  const posted = telegram.posted.map(({ status }) => status);
  expect([posted.length > 0, telegram.calls('getUpdates').length > 0]).toEqual([!!webhook, !webhook]);
  expect(posted.filter((status) => status !== 200)).toEqual([]);
  expect(telegram.unanswered()).toEqual([]);
  return result;
}

export async function onWhatsapp<Result>(
  talk: Talk<Result>,
  { number = '381601234567', unruly = false, documents }: With & { number?: string } = {},
): Promise<Result> {
  const clock = { now: START };
  await using whatsapp = await startFakeWhatsapp({ clock: () => clock.now });
  whatsapp.unruly = unruly;
  const { account, apiRoot } = whatsapp;
  const channel = createWhatsappCloud({ ...account, apiRoot, clock: () => clock.now, log, open: () => 'Choose' });
  await using stage = await openStage('sqlite', { documents, clock, channels: [channel] });
  whatsapp.reach((request) => stage.routes.request(request));
  await stage.pump.start();
  const result = await talk(whatsappPhone(whatsapp, number), stage);
  await whatsapp.settled();
  expect(whatsapp.posted.filter(({ status }) => status !== 200)).toEqual([]);
  return result;
}

/** A linked device, in the memory of this process; messages come by both addresses of their sender. */
async function onLinked<Result>(talk: Talk<Result>, { unruly = false, documents }: With = {}): Promise<Result> {
  const clock = { now: START };
  await using whatsapp = await startFakeWhatsappWeb({ clock: () => clock.now });
  whatsapp.unruly = unruly;
  const kept = new Map<string, string>();
  const keys = {
    load: async (names: readonly string[]) =>
      new Map(names.flatMap((name): [string, string][] => (kept.has(name) ? [[name, kept.get(name) ?? '']] : []))),
    async save(changes: readonly { name: string; text: string | null }[]) {
      for (const { name, text } of changes) text === null ? kept.delete(name) : kept.set(name, text);
    },
    clear: async () => kept.clear(),
  };
  const device = {
    keys,
    lease: { take: async () => true, release: async () => {} },
    socketUrl: whatsapp.url,
  };
  expect(await linkDevice({ ...device, show: whatsapp.scan, signal: new AbortController().signal })).toBe('linked');
  const channel = createWhatsappWeb({ ...device, log, clock: Date.now, dice: () => 0, wait });
  await using stage = await openStage('sqlite', { documents, clock, channels: [channel] });
  await stage.pump.start();
  const result = await talk(linkedPhone(whatsapp, '381601234567'), stage);
  expect(whatsapp.errors).toEqual([]);
  return result;
}
