import { expect, test } from 'vitest';
import { cancellationsOf } from '../../src/store/cancellations.ts';
import type { Store } from '../../src/store/store.ts';
import { testVault } from '../fakes/parts.ts';
import { comeToMenu, goOn, type Phone } from '../fakes/phones.ts';
import type { Stage } from '../fakes/stage.ts';
import { ON_CHANNEL, onTelegram, onWhatsapp } from './on-channel.ts';

/** Hello, language, pilot, consent, steps to work, a talk booked, found by its reference, cancelled, a human, everything deleted. */
async function wholeConversation(phone: Phone, clock: { now: number }): Promise<void> {
  const go = goOn(phone, clock);
  await comeToMenu(phone, go);
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

/** The whole conversation, until she is forgotten, as she is as soon as the last word is out; returns what is left. */
async function untilForgotten(phone: Phone, stage: Stage) {
  await wholeConversation(phone, stage.clock);
  await expect.poll(async () => (await stage.rows('person')).length).toBe(0);
  return traces(stage.store);
}

test('the same conversation leaves the same traces on every channel', async () => {
  const onTerminal = await ON_CHANNEL.terminal(untilForgotten);
  expect(onTerminal.appointments).toEqual([]);
  expect(onTerminal.cancelled).toHaveLength(1);
  expect(onTerminal.events.length).toBeGreaterThan(20);

  const { terminal: _, ...others } = ON_CHANNEL;
  for (const [channel, on] of Object.entries(others))
    expect([channel, await on(untilForgotten, { unruly: true })]).toEqual([channel, onTerminal]);
  const webhook = { url: 'https://chat.example.org/webhooks/telegram', secret: 'a-secret-for-this-test-alone' };
  expect(await onTelegram(untilForgotten, { webhook })).toEqual(onTerminal);
  // Somebody who hides their number.
  expect(await onWhatsapp(untilForgotten, { number: 'RS.13491208655302741918', unruly: true })).toEqual(onTerminal);
});
