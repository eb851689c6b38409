import { afterAll, describe, expect, test } from 'vitest';
import { createDocuments } from '../../src/documents/make.ts';
import { createTypesetter } from '../../src/documents/typesetter.ts';
import { accountWho } from '../../src/store/accounts.ts';
import { nameInLog } from '../../src/store/log.ts';
import { readPdf } from '../documents/pdf.ts';
import { DAY, MINUTE, START } from '../fakes/clock.ts';
import { content, testVault } from '../fakes/parts.ts';
import { press } from '../turn/support.ts';
import { accountOf, type Office, openOffice } from './office.ts';

/** Finds the person and makes a copy of their data. */
const copy = async (office: Office, form: { reference: string }, cookie: string, as = 'json') => {
  const card = (await office.send('/staff/people', form, cookie)).headers.get('location');
  const answer = await office.send(`${card}/copy`, { as }, cookie);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, headers: answer.headers, bytes, text: bytes.toString() };
};
const looks = (office: Office) => office.rows('log');

describe('a copy of what is kept about a person', () => {
  test('holds all of it, as they said it, and is written down', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal', { day: 2 });
    await office.hear('amal', 'human');
    const cookie = await office.cookie('coordinator');
    const { status, headers, text } = await copy(office, { reference: ` ${reference.toLowerCase()} ` }, cookie);
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="copy.json"',
      'cache-control': 'no-store',
    });
    const found = JSON.parse(text);
    const [person] = await office.rows('person');
    const target = nameInLog(testVault(), person?.id ?? '');
    const at = new Date(START).toISOString();
    expect(found).toMatchObject({
      copiedAt: at,
      language: 'en',
      pilot: 'serbia',
      consent: { pilot: 'serbia', language: 'en', at },
      looking: false,
      profile: { gender: 'woman' },
      lastDay: at.slice(0, 10),
      contacts: [{ channel: 'telegram', handle: 'amal', blocked: false }],
      appointments: [{ reference, pilot: 'serbia', status: 'scheduled', startAt: '2026-11-26T08:00:00.000Z' }],
      requests: [{ pilot: 'serbia', language: 'en', at, state: 'open', answeredAt: null }],
      waitingFor: [],
      reminders: [
        { kind: 'reminder', target: `${reference}_1d`, at: '2026-11-25T08:00:00.000Z' },
        { kind: 'reminder', target: `${reference}_2h`, at: '2026-11-25T19:55:00.000Z' },
      ],
      looks: [{ what: 'copied', target, at }],
    });
    expect(found.messages[0]).toEqual({
      at,
      channel: 'telegram',
      from: 'person',
      content: { kind: 'text', text: 'hello' },
    });
    const heard = found.messages.filter(({ from }: { from: string }) => from === 'saputnik');
    expect(heard.map(({ content }: { content: { text: string } }) => content.text)).toEqual(office.texts('amal'));
    expect(found.counted.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(['consent-given', 'appointment-booked', 'human-requested']),
    );
    expect(await looks(office)).toMatchObject([
      {
        what: 'copied',
        target,
        pilot: 'serbia',
        who: accountWho(accountOf(cookie)),
        at: START,
      },
    ]);
  });

  test('is that of one person, however many there are', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const others = [await office.book('noor', { day: 2 }), await office.book('sahar', { day: 3 })];
    const { text } = await copy(office, { reference }, await office.cookie('admin'));
    expect(text).toContain(reference);
    for (const secret of ['noor', 'sahar', ...others]) expect(text).not.toContain(secret);
  });

  test('is made for somebody without a talk or a consent, who asked for a human', async () => {
    await using office = await openOffice();
    await office.hear('amal', 'hello', 'English', 'Serbia', 'human');
    const cookie = await office.cookie('coordinator');
    const [request] = await office.rows('request');
    const link = await office.routes.request(`/staff/people?request=${request?.id}`, { headers: { cookie } });
    const answer = await office.send(`${link.headers.get('location')}/copy`, { as: 'json' }, cookie);
    expect(await answer.json()).toMatchObject({ contacts: [{ handle: 'amal' }], consent: null });
  });

  test('holds the steps that are done, the plans, the questions, the strength, and who sees them', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal', { day: 2 });
    const cookie = await office.cookie('coordinator');
    const taken = async () => {
      const { steps, plans, questions, counsellorsSeePlans, strength } = JSON.parse(
        (await copy(office, { reference }, cookie)).text,
      );
      return { steps, plans, questions, counsellorsSeePlans, strength };
    };
    expect(await taken()).toEqual({ steps: [], plans: [], questions: [], counsellorsSeePlans: false, strength: null });
    await office.hear('amal', 'menu', 'Steps to work', 'A letter about me', 'I ask somebody', 'Choose a day');
    await office.hear('amal', 'Fri 27 Nov', 'Yes, remind me', 'All steps', 'Employment service');
    await office.hear(
      'amal',
      'Recognised refugee',
      'I look for work',
      'Next',
      'Keep the question',
      'Choose a day',
      'Thu 26 Nov',
    );
    await office.hear('amal', 'No reminder');
    await office.hear('amal', press('plans'), 'Who sees my plans', 'Show my plans', 'menu', 'My data');
    await office.hear('amal', 'Correct my answers', 'My strength', 'In my own words', 'I bake', 'Bread for a hundred.');
    await office.hear('amal', 'Yes, keep it');
    expect(await taken()).toEqual({
      steps: ['letter', 'register'],
      plans: [
        { step: 'letter', day: '2026-11-27', place: null, remind: true },
        { step: 'register', day: '2026-11-26', place: 'nsz', remind: false },
      ],
      questions: ['nsz-foreigners'],
      counsellorsSeePlans: true,
      strength: { strength: 'I bake', example: 'Bread for a hundred.' },
    });
    const { reminders } = JSON.parse((await copy(office, { reference }, cookie)).text);
    expect(reminders).toContainEqual({ kind: 'plan-reminder', target: 'letter', at: '2026-11-27T07:00:00.000Z' });
    await office.hear('amal', 'stop');
    expect(await taken()).toEqual({ steps: [], plans: [], questions: [], counsellorsSeePlans: false, strength: null });
  });

  test('shows nothing of trouble at work, while it is told and afterwards', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('coordinator');
    const saved = async () => {
      const { looks: _, ...all } = JSON.parse((await copy(office, { reference }, cookie)).text);
      return all;
    };
    await office.hear('amal', 'menu', 'Steps to work', 'The first month', 'Go on', 'Next', 'Next');
    const before = await saved();
    await office.hear('amal', 'Trouble at work', 'It is not safe there');
    expect(await saved()).toEqual(before);
    office.clock.now += 30 * MINUTE;
    await office.pump.settle();
    expect(await saved()).toEqual({ ...before, copiedAt: new Date(office.clock.now).toISOString() });
  });

  test('shows nothing of words about violence, nor that they led to anything', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('coordinator');
    const before = JSON.parse((await copy(office, { reference }, cookie)).text);
    await office.hear('amal', 'he beats me');
    const during = JSON.parse((await copy(office, { reference }, cookie)).text);
    await office.hear('amal', 'Yes');
    await office.pump.settle();
    const after = JSON.parse((await copy(office, { reference }, cookie)).text);
    for (const { messages, counted, profile } of [during, after]) {
      expect({ messages, counted, profile }).toEqual({
        messages: before.messages,
        counted: before.counted,
        profile: before.profile,
      });
      expect(JSON.stringify({ messages, counted })).not.toMatch(/beats|safety/);
    }
  });

  test.each(['counsellor', 'evaluator'] as const)('is not for the role of %s', async (role) => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const counsellor = await office.cookie('counsellor');
    const card = (await office.send('/staff/people', { reference }, counsellor)).headers.get('location') ?? '';
    const cookie = role === 'counsellor' ? counsellor : await office.cookie(role);
    expect((await office.send(`${card}/copy`, { as: 'json' }, cookie)).status).toBe(403);
    expect((await office.page(card, counsellor)).html).not.toContain(`${card}/copy`);
    // The refusal alone is written down, beside the look.
    expect((await looks(office)).map(({ what, target }) => [what, what === 'refused' && target]).sort()).toEqual([
      ['person', false],
      ['refused', '/staff/people'],
    ]);
  });

  test('wants a proof of who makes it, and leads back to the card', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('admin');
    const card = (await office.send('/staff/people', { reference }, cookie)).headers.get('location') ?? '';
    await office.store.tx((q) => q.db.update(q.t.staffSession).set({ provedAt: START - DAY }));
    const answer = await office.send(`${card}/copy`, { as: 'json' }, cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `/staff/prove?to=${encodeURIComponent(card)}`,
    ]);
    expect((await office.page(card, cookie)).html).toContain(`/staff/prove?to=${encodeURIComponent(card)}`);
  });

  test('ends with the wish to be forgotten', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    await office.hear('amal', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    const cookie = await office.cookie('coordinator');
    expect((await copy(office, { reference }, cookie)).status).toBe(404);
    await office.pump.settle();
    office.clock.now += DAY;
    expect((await copy(office, { reference }, cookie)).status).toBe(404);
    expect(await looks(office)).toEqual([]);
  });
});

describe('a copy to read', () => {
  const typesetter = createTypesetter();
  afterAll(() => typesetter.stop());
  const documents = createDocuments(content.model, typesetter);

  const WALK = ['menu', 'Steps to work', 'A letter about me', 'I ask somebody', 'Choose a day', 'Fri 27 Nov'];

  test('holds all of it in words, in the language of the person or of the country', async () => {
    await using office = await openOffice({ documents });
    const reference = await office.book('amal', { day: 2 });
    await office.hear('amal', ...WALK, 'No reminder', 'human', 'I need shoes');
    const cookie = await office.cookie('coordinator');
    const own = await copy(office, { reference }, cookie, 'own');
    expect([own.status, own.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(own.headers.get('content-disposition')).toBe('attachment; filename="copy.pdf"');
    const { text } = await readPdf(new Uint8Array(own.bytes));
    for (const words of [
      'What is kept about you',
      'Language of the chat: English',
      'Woman, man, other: Woman',
      'That we keep a profile: 24 November 2026',
      'Telegram: amal',
      'Steps done: A letter about me',
      'Ask one person for a letter about your work, 27 November 2026',
      `Finding a job · booked · ${reference}`,
      'I need shoes',
      'appointments booked: 1',
      "made a copy of a person's data",
    ])
      expect(text.replace(/\s+/g, ' ')).toContain(words);
    // No code, key or placeholder is left.
    expect(text).not.toMatch(/\{\{|\b(people|staff|common|topics|steps):[a-z]|undefined|\[object/);
    const host = await readPdf(new Uint8Array((await copy(office, { reference }, cookie, 'host')).bytes));
    expect(host.text).toContain('Šta se o Vama čuva');
    expect((await looks(office)).filter(({ what }) => what === 'copied')).toHaveLength(2);
  });

  test('that cannot be made says so on the card', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('admin');
    const { status, headers } = await copy(office, { reference }, cookie, 'own');
    expect(status).toBe(303);
    expect((await office.page(headers.get('location') ?? '', cookie)).html).toContain('The file could not be made.');
  });
});
