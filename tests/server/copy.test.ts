import { describe, expect, test } from 'vitest';
import { accountWho } from '../../src/store/accounts.ts';
import { nameInLog } from '../../src/store/log.ts';
import { DAY, MINUTE, START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { press } from '../turn/support.ts';
import { accountOf, faultsOf, type Office, openOffice } from './office.ts';

const copy = async (office: Office, form: Record<string, string>, cookie: string) => {
  const answer = await office.send('/staff/copy', form, cookie);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const requestIn = (html: string): string => /name="request" value="([\w-]+)"/.exec(html)?.[1] ?? '';
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
    const [talk] = await office.rows('appointment');
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
      looks: [{ what: 'copied', target: nameInLog(testVault(), talk?.id ?? ''), at }],
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
        target: nameInLog(testVault(), talk?.id ?? ''),
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

  test('is made for somebody without a talk by their request, also once it is answered', async () => {
    await using office = await openOffice();
    await office.hear('amal', 'hello', 'English', 'Serbia', 'human');
    const cookie = await office.cookie('coordinator');
    const { status, html } = await office.page('/staff/copy', cookie);
    expect([status, faultsOf(html)]).toEqual([200, []]);
    const request = requestIn(html);
    const first = await copy(office, { request }, cookie);
    expect(JSON.parse(first.text)).toMatchObject({ contacts: [{ handle: 'amal' }], consent: null });
    await office.send(`/staff/requests/${request}`, { do: 'answer-close', words: 'Hello', language: 'en' }, cookie);
    expect((await copy(office, { request }, cookie)).status).toBe(200);
    expect((await office.page('/staff/copy', cookie)).html).toContain('Nobody is waiting.');
    expect((await looks(office)).map(({ what }) => what).sort()).toEqual([
      ...['copied', 'copied', 'request-answered', 'request-closed'],
    ]);
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

  test.each([
    ['a reference of nobody', 'coordinator', ['serbia'], { reference: 'AAAA-AAAA' }],
    ['nothing', 'coordinator', ['serbia'], {}],
    ['a request of nobody', 'admin', ['serbia'], { request: 'nobody' }],
    ['another pilot', 'coordinator', ['milan'], {}],
    ['no pilot at all', 'admin', [], {}],
  ] as const)('is not made for %s, which is said on the page', async (_, role, pilots, form) => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const asked = pilots[0] === 'serbia' ? form : { reference };
    const { status, text } = await copy(office, asked, await office.cookie(role, [...pilots]));
    expect([status, faultsOf(text)]).toEqual([404, []]);
    expect(text).toContain('role="alert">Nobody is found.');
    expect(text).not.toContain('amal');
    // That there is one, and who asked for it, is written down.
    const isRefused = pilots[0] !== 'serbia';
    expect((await looks(office)).map(({ what }) => what)).toEqual(isRefused ? ['refused-other'] : []);
  });

  test.each(['counsellor', 'evaluator'] as const)('is not for the role of %s', async (role) => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie(role);
    expect((await copy(office, { reference }, cookie)).status).toBe(403);
    expect(
      (await office.page(role === 'counsellor' ? '/staff/today' : '/staff/statistics', cookie)).html,
    ).not.toContain('/staff/copy');
    // The refusal alone is written down.
    expect(await looks(office)).toMatchObject([
      { what: 'refused', target: '/staff/copy', who: accountWho(accountOf(cookie)), at: START },
    ]);
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
