import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import type { Incoming } from '../../src/conversation/message.ts';
import { createWhatsappKeys } from '../../src/store/whatsapp-keys.ts';
import type { Moved } from '../../src/turn/channel.ts';
import { sayTo } from '../../src/turn/people/tell-person.ts';
import { DAY, HOUR, START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { startFakeWhatsapp } from '../fakes/whatsapp-cloud.ts';
import { JOIN, TO_TIMES } from './support.ts';

type Addresses = Moved['from'];
/** Her addresses, before and after: an id and a number. */
const OLD: Addresses = { handle: 'RS.1', number: '38161' };
const NEW: Addresses = { handle: 'RS.2', number: '38162' };
const BOOK_FRIDAY = [...TO_TIMES.slice(0, 3), 'Fri 27 Nov', '10:20', 'Yes, book it'];
const only = (handle = ''): Addresses => ({ handle });

onBoth('a change of address that the provider tells, on %s', (dialect, test) => {
  let stage: Stage;
  let count = 0;
  beforeEach(async () => {
    stage = await openStage(dialect);
  });
  afterEach(() => stage[Symbol.asyncDispose]());

  const say = async (from: Addresses, ...said: string[]) => {
    for (const text of said) {
      count += 1;
      const content = { kind: 'text', text } as const;
      const incoming: Incoming = { channel: 'telegram', externalId: `${count}`, ...from, content, at: stage.clock.now };
      await stage.pump.receive([incoming]);
      await stage.pump.settle();
    }
  };
  const tell = async (change: Partial<Moved> = {}) => {
    const moved = {
      channel: 'telegram',
      externalId: 'news',
      from: OLD,
      to: NEW,
      at: stage.clock.now,
      ...change,
    } as const;
    await stage.pump.receive([], { moved: [moved] });
    await stage.pump.settle();
  };
  const toTheReminder = async () => {
    const [timer] = await stage.rows('timer');
    expect(timer?.kind).toBe('reminder');
    stage.clock.now = timer?.at ?? 0;
    await stage.pump.settle();
  };
  const people = async () => (await stage.rows('person')).length;
  const answeredAt = () => stage.telegram.sent.at(-1)?.handle;
  const sentTo = (handle: string) => stage.telegram.sent.filter((one) => one.handle === handle).length;

  test.each<[string, Addresses, Addresses]>([
    ['of both', OLD, NEW],
    ['of the id alone', only(OLD.handle), only(NEW.handle)],
    ['of the number alone', only(OLD.number), only(NEW.number)],
    ['told without the earlier id', only(OLD.number), NEW],
    ['told without the new id', OLD, only(NEW.number)],
  ])('%s takes her along, and leaves nothing at the earlier one', async (_, from, to) => {
    const before = from.handle === OLD.number ? only(OLD.number) : OLD;
    await say(before, ...JOIN);
    await tell({ from, to });
    await say(to, 'menu');
    expect([await people(), answeredAt()]).toEqual([1, to.handle]);
    const sent = sentTo(before.handle);
    for (const address of [before.handle, OLD.number]) await say(only(address), 'hello');
    expect(await people()).toBeGreaterThan(1);
    expect(sentTo(before.handle)).toBeGreaterThan(sent);
    // Whoever has the earlier address now begins anew, and she goes on.
    expect(stage.texts(before.handle).at(-1)).toContain('Choose your language');
    await say(to, 'menu');
    expect(stage.texts(to.handle).at(-1)).toContain('How can we help you?');
  });

  test('takes the reminders along', async () => {
    await say(OLD, ...JOIN, ...BOOK_FRIDAY);
    await tell();
    const sent = sentTo(OLD.handle);
    await toTheReminder();
    expect([sentTo(OLD.handle), stage.texts(NEW.handle).at(-1)]).toEqual([sent, expect.stringMatching(/tomorrow/i)]);
  });

  test('that nobody has told makes somebody new', async () => {
    await say(OLD, ...JOIN);
    await say(NEW, 'hello');
    expect([await people(), stage.texts(NEW.handle).at(-1)]).toEqual([
      2,
      expect.stringContaining('Choose your language'),
    ]);
  });

  test('about nobody that we know changes nothing', async () => {
    await tell();
    expect(await people()).toBe(0);
  });

  test('counts once: whoever got the earlier number meanwhile keeps theirs', async () => {
    await say(OLD, ...JOIN);
    await tell();
    await say(only(OLD.number), 'hello');
    await tell();
    expect([await people(), answeredAt()]).toEqual([2, OLD.number]);
    await say(only(OLD.number), 'hello');
    expect(answeredAt()).toBe(OLD.number);
  });

  test('told after she wrote a first word from the new one leaves one person', async () => {
    await say(OLD, ...JOIN);
    const at = stage.clock.now;
    stage.clock.now += HOUR;
    await say(NEW, 'hello');
    expect(await people()).toBe(2);
    await tell({ at });
    await say(NEW, 'menu');
    expect([await people(), stage.texts(NEW.handle).at(-1)]).toEqual([
      1,
      expect.stringContaining('How can we help you?'),
    ]);
    expect((await stage.rows('erasure')).length).toBe(1);
  });

  test('told after she has begun anew leaves two, and nothing goes to the earlier one', async () => {
    await say(OLD, ...JOIN, ...BOOK_FRIDAY);
    await say(NEW, ...JOIN);
    await tell();
    expect(await people()).toBe(2);
    const sent = sentTo(OLD.handle);
    await toTheReminder();
    expect(sentTo(OLD.handle)).toBe(sent);
    await say(NEW, 'menu', 'Yes, it is me');
    expect(stage.texts(NEW.handle).at(-1)).toContain('How can we help you?');
  });

  test('to a number that somebody else had before does not open what that one said', async () => {
    await say(only(NEW.number), ...JOIN);
    stage.clock.now += 60 * DAY;
    await say(only(OLD.number), ...JOIN.slice(0, 3));
    await tell({ from: only(OLD.number), to: only(NEW.number) });
    await say(only(NEW.number), 'menu');
    expect([await people(), stage.texts(NEW.number ?? '').at(-1)]).toEqual([
      1,
      expect.stringContaining('If not, you can still read everything here.'),
    ]);
  });

  test('between two chats of hers leaves one of them', async () => {
    await say(OLD, ...JOIN, 'menu', 'My data', 'Other apps', 'Add an app');
    const [person] = await stage.rows('person');
    await stage.execute(`insert into contact (id, person, channel, handle_hash, handle, blocked)
      select 'second', person, 'telegram', ${dialect === 'sqlite' ? "x'00'" : "'\\x00'"}, handle, false from contact`);
    const hash = stage.world.vault.blindIndex('handle', 'telegram', NEW.handle).toString('hex');
    await stage.execute(
      `update contact set handle_hash = ${dialect === 'sqlite' ? `x'${hash}'` : `'\\x${hash}'`} where id = 'second'`,
    );
    await tell();
    expect((await stage.rows('contact')).map((contact) => contact.person)).toEqual([person?.id]);
    await say(NEW, 'menu');
    expect([await people(), answeredAt()]).toEqual([1, NEW.handle]);
  });

  test('of somebody who wants to be deleted takes nobody along', async () => {
    await say(OLD, ...JOIN);
    await say(OLD, 'menu', 'My data', 'Delete everything', 'Yes, delete');
    stage.telegram.outcomes.push({ result: 'retry', why: 'busy', at: stage.clock.now + HOUR });
    await say(OLD, 'Delete now');
    await tell();
    await say(NEW, 'hello');
    expect(stage.texts(NEW.handle).at(-1)).toContain('Choose your language');
  });

  test('drops what a linked device knows of the earlier one, and keeps the new one sealed', async () => {
    const keys = createWhatsappKeys(stage.store, testVault());
    await stage.execute(`update contact set channel = 'whatsapp-web'`);
    await say(OLD, 'hello');
    await stage.execute(`update contact set channel = 'whatsapp-web'`);
    const owner = stage.world.vault.blindIndex('handle', 'whatsapp-web', OLD.handle).toString('hex');
    const hash = dialect === 'sqlite' ? `x'${owner}'` : `'\\x${owner}'`;
    await stage.execute(`update contact set handle_hash = ${hash}`);
    await keys.save([
      { name: 'session 1', owner: OLD.handle, text: 'x' },
      { name: 'session 2', owner: 'somebody', text: 'x' },
    ]);
    await tell({ channel: 'whatsapp-web' });
    expect([...(await keys.load(['session 1', 'session 2'])).keys()]).toEqual(['session 2']);
    const [contact] = await stage.rows('contact');
    expect(contact?.handle.includes(NEW.handle)).toBe(false);
  });

  test('that only a message tells leads no more from the earlier number to her', async () => {
    await say(OLD, ...JOIN);
    await say({ handle: OLD.handle, number: NEW.number ?? '' }, 'menu');
    await say(only(OLD.number), 'hello');
    expect([await people(), answeredAt()]).toEqual([2, OLD.number]);
    await say(only(NEW.number), 'menu');
    expect([await people(), answeredAt()]).toEqual([2, OLD.handle]);
  });
});

test('Meta tells it over the webhook: the talk is hers, and what staff write reaches her at the new number', async () => {
  const clock = { now: START };
  await using whatsapp = await startFakeWhatsapp({ clock: () => clock.now });
  const channel = createWhatsappCloud({
    ...whatsapp.account,
    apiRoot: whatsapp.apiRoot,
    clock: () => clock.now,
    log: pino({ level: 'silent' }),
    open: () => 'Choose',
  });
  await using stage = await openStage('sqlite', { channels: [channel] });
  whatsapp.reach((request) => stage.routes.request(request));
  const [before, after] = ['381601234567', '381607654321'];
  const [id, nextId] = ['RS.13491208655302741918', 'RS.20987654321'];
  const write = async (user: ReturnType<typeof whatsapp.user>, ...said: string[]) => {
    for (const text of said) {
      clock.now = stage.clock.now += 6_000;
      await user.say(text);
      await stage.pump.settle();
    }
  };
  await write(whatsapp.user(before, id), ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
  const seen = whatsapp.screen(id).length;
  const system = { type: 'user_changed_number', wa_id: after, user_id: nextId, previous_user_id: id };
  await whatsapp.user(before).send('system', { system });
  await write(whatsapp.user(after, nextId), 'menu');
  expect(await stage.rows('person')).toHaveLength(1);
  await write(whatsapp.user(after, nextId), 'My appointments');
  expect(
    whatsapp
      .screen(nextId)
      .at(-1)
      ?.options.map(({ label }) => label),
  ).toContain('25 Nov 09:00');
  const [person] = await stage.rows('person');
  await stage.store.tx((q) => sayTo(stage.world, q, person?.id ?? '', 'Bring your card'));
  await stage.pump.settle();
  expect(whatsapp.screen(nextId).at(-1)?.text).toContain('Bring your card');
  expect([whatsapp.screen(id).length, whatsapp.screen(before).length]).toEqual([seen, 0]);
});
