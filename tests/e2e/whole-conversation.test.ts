import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createTelegram } from '../../src/channels/telegram.ts';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import { createWhatsappWeb } from '../../src/channels/whatsapp-web.ts';
import { linkDevice } from '../../src/channels/whatsapp-web-link.ts';
import { cancellationsOf } from '../../src/store/cancellations.ts';
import type { Store } from '../../src/store/store.ts';
import type { Channel } from '../../src/turn/channel.ts';
import { START } from '../fakes/clock.ts';
import { scriptedChannel, testVault } from '../fakes/parts.ts';
import { linkedPhone, type Phone, telegramPhone, terminalPhone, webPhone, whatsappPhone } from '../fakes/phones.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { startFakeTelegram } from '../fakes/telegram.ts';
import { startFakeWhatsapp } from '../fakes/whatsapp-cloud.ts';
import { startFakeWhatsappWeb } from '../fakes/whatsapp-web.ts';

/** Hello, language, pilot, consent, steps to work, a talk booked, found by its reference, cancelled, a human, everything deleted. */
async function wholeConversation(phone: Phone, clock: { now: number }): Promise<void> {
  const go = async (choice: string, then: string) => {
    // She reads before she answers; a clock that stood still would hold back what is sent too fast.
    clock.now += 2_000;
    await phone.choose(choice);
    await phone.sees(then);
  };
  await phone.open();
  await phone.sees('Choose your language');
  await go('English', 'Which city or country do you need information for?');
  await go('Serbia', 'If not, you can still read everything here.');
  await go('Yes, I agree', 'are you a woman, a man, or other?');
  await go('Woman', 'How can we help you?');
  await go('Steps to work', 'Steps to work: 0 of 15 done.');
  await go('▶ My right to work', 'What is your status here?');
  await go('Asylum seeker', 'Ask before you sign');
  await go('Next', 'What next?');
  await go('Next step', '1 of 15 steps done.');
  await go('Menu', 'How can we help you?');
  await go('Book an appointment', 'What is it about?');
  await go('Finding a job', 'Whom would you like to meet?');
  await go('A woman', 'Which day suits you?');
  await go(phone.options()[1] ?? '', 'Which time? (Belgrade time)');
  await go(phone.options()[0] ?? '', 'Shall I book it?');
  await go('Yes, book it', 'Your appointment number: ');
  await phone.sees('How can we help you?');
  await go('My appointments', 'Your next appointments:');
  await go(phone.options()[0] ?? '', 'Appointment number: ');
  await go('Cancel it', 'is cancelled');
  await phone.sees('How can we help you?');
  await phone.write('human');
  await phone.sees('What is it about?');
  await go('Not now', 'How can we help you?');
  await go('My data', 'What we keep');
  await go('Delete everything', 'This cannot be undone');
  await go('Yes, delete', 'Please confirm once more');
  await go('Delete now', 'is being deleted');
}

/** What is left for evaluation and for the calendar, without what differs by channel and by chance. */
async function traces({ read }: Store) {
  const events = await read.db.select().from(read.t.event);
  const counsellors = await read.db.select({ id: read.t.counsellor.id }).from(read.t.counsellor);
  const cancelled = await Promise.all(counsellors.map(({ id }) => cancellationsOf(read, testVault(), id)));
  return {
    events: events
      .filter(({ data }) => data.dimension !== 'channel')
      .map(({ kind, data, pseudonym, hour }) => JSON.stringify({ kind, data, known: pseudonym !== null, hour }))
      .sort(),
    appointments: await read.db.select().from(read.t.appointment),
    cancelled: cancelled.flat().map(({ id: _, reference: __, ...rest }) => rest),
  };
}

/** Runs the conversation on one channel, on a fresh database. */
async function runOn(channels: Channel[], hold: (stage: Stage) => Promise<void>) {
  await using stage = await openStage('sqlite', { channels });
  await hold(stage);
  // She asked to be forgotten, and is as soon as the last word is out.
  await expect.poll(async () => (await stage.rows('person')).length).toBe(0);
  return await traces(stage.store);
}

/** Telegram posts to the webhook, or is asked where there is none. */
async function runOnTelegram(webhook?: { url: string; secret: string }) {
  await using telegram = await startFakeTelegram({ clock: () => START });
  const channel = createTelegram({
    token: telegram.token,
    apiRoot: telegram.apiRoot,
    ...(webhook && { webhook }),
    clock: () => START,
    log: pino({ level: 'silent' }),
    wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
  });
  return await runOn([channel], async ({ pump, routes, clock }) => {
    telegram.reach((request) => routes.request(request));
    await pump.start();
    await wholeConversation(telegramPhone(telegram, 4711), clock);
    const posted = telegram.posted.map(({ status }) => status);
    expect([posted.length > 0, telegram.calls('getUpdates').length > 0]).toEqual([!!webhook, !webhook]);
    expect(posted.filter((status) => status !== 200)).toEqual([]);
    expect(telegram.unanswered()).toEqual([]);
  });
}

/** WhatsApp posts every message twice, and what became of ours backwards. */
async function runOnWhatsapp(number: string) {
  await using whatsapp = await startFakeWhatsapp({ clock: () => START });
  whatsapp.unruly = true;
  const channel = createWhatsappCloud({
    ...whatsapp.account,
    apiRoot: whatsapp.apiRoot,
    clock: () => START,
    log: pino({ level: 'silent' }),
    open: () => 'Choose',
  });
  return await runOn([channel], async ({ pump, routes, clock }) => {
    whatsapp.reach((request) => routes.request(request));
    await pump.start();
    await wholeConversation(whatsappPhone(whatsapp, number), clock);
    await whatsapp.settled();
    expect(whatsapp.posted.filter(({ status }) => status !== 200)).toEqual([]);
  });
}

/** A linked device, in the memory of this process; every message comes twice, and once by each address. */
async function runOnLinked() {
  await using whatsapp = await startFakeWhatsappWeb({ clock: () => START });
  whatsapp.unruly = true;
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
  const channel = createWhatsappWeb({
    ...device,
    log: pino({ level: 'silent' }),
    dice: () => 0,
    wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
  });
  return await runOn([channel], async ({ pump, clock }) => {
    await pump.start();
    await wholeConversation(linkedPhone(whatsapp, '381601234567'), clock);
    expect(whatsapp.errors).toEqual([]);
  });
}

test('the same conversation leaves the same traces on every channel', async () => {
  const terminal = scriptedChannel('terminal', false);
  const onTerminal = await runOn([terminal], (stage) => wholeConversation(terminalPhone(stage, terminal), stage.clock));

  const onWeb = await runOn([], async (stage) => {
    const phone = webPhone(stage);
    await wholeConversation(phone, stage.clock);
    // The page's next request says that the last reply was shown.
    await phone.fetch();
  });

  const onTelegram = await runOnTelegram();
  const byWebhook = await runOnTelegram({
    url: 'https://chat.example.org/webhooks/telegram',
    secret: 'a-secret-for-this-test-alone',
  });

  const onWhatsapp = await runOnWhatsapp('381601234567');
  // Somebody who hides their number.
  const onHidden = await runOnWhatsapp('RS.13491208655302741918');

  const onLinked = await runOnLinked();

  expect(onTerminal.appointments).toEqual([]);
  expect(onTerminal.cancelled).toHaveLength(1);
  expect(onTerminal.events.length).toBeGreaterThan(20);
  expect(onWeb).toEqual(onTerminal);
  expect(onTelegram).toEqual(onTerminal);
  expect(byWebhook).toEqual(onTerminal);
  expect(onWhatsapp).toEqual(onTerminal);
  expect(onHidden).toEqual(onTerminal);
  expect(onLinked).toEqual(onTerminal);
});
