import { describe, expect, test } from 'vitest';
import { accountWho } from '../../src/store/accounts.ts';
import { OWNED } from '../../src/store/belongings.ts';
import { nameInLog } from '../../src/store/log.ts';
import type { Q } from '../../src/store/store.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { conversationOf, JOIN, press } from '../turn/support.ts';
import { idOf } from './desk.ts';
import { accountOf, faultsOf, type Office, openOffice } from './office.ts';

const FIND = '/staff/people';

/** Where a search leads: the address of the card; null where nobody is found. */
async function found(office: Office, form: Record<string, string>, cookie: string): Promise<string | null> {
  return (await office.send(FIND, form, cookie)).headers.get('location');
}

/** Where a link of another page leads. */
async function followed(office: Office, query: string, cookie: string) {
  const answer = await office.routes.request(`${FIND}?${query}`, { headers: { cookie } });
  return { status: answer.status, to: answer.headers.get('location') };
}

/** The code that somebody is shown in the chat. */
async function codeOf(office: Office, handle: string): Promise<string> {
  await office.hear(handle, 'menu', 'My data', 'Code for a counsellor');
  const code = /Your code: (\d{5} \d{5})/.exec(office.texts(handle).at(-1) ?? '')?.[1];
  if (code === undefined) throw new Error(`no code for ${handle}`);
  return code;
}

const entries = async (office: Office) =>
  (await office.rows('log')).map(({ what, target, pilot, who }) => ({ what, target, pilot, who }));
const deeds = async (office: Office) => (await office.rows('log')).map(({ what }) => what);
const personId = async (office: Office): Promise<string> => (await office.rows('person'))[0]?.id ?? '';

describe('a person is found', () => {
  test('by the reference of a talk, and the look is on record once', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('counsellor');
    const path = (await found(office, { reference: ` ${reference.toLowerCase()}` }, cookie)) ?? '';
    const { status, html } = await office.page(path, cookie);
    expect([status, faultsOf(html)]).toEqual([200, []]);
    expect(html).toContain(reference);
    await office.page(path, cookie);
    expect(await entries(office)).toEqual([
      {
        ...{ what: 'person', target: nameInLog(testVault(), await personId(office)), pilot: 'serbia' },
        who: accountWho(accountOf(cookie)),
      },
    ]);
  });

  test('from the page of their talk, and of their open request', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    await office.hear('amal', 'human', 'Not now');
    const cookie = await office.cookie('counsellor');
    const id = await idOf(office, reference);
    const [request] = await office.rows('request');
    for (const [page, query] of [
      [`/staff/appointments/${id}`, `appointment=${id}`],
      [`/staff/requests/${request?.id}`, `request=${request?.id}`],
    ] as const) {
      expect((await office.page(page, cookie)).html).toContain(`href="${FIND}?${query}"`);
      const { status, to } = await followed(office, query, cookie);
      expect(status).toBe(303);
      expect((await office.page(to ?? '', cookie)).html).toContain(reference);
    }
    await office.send(`/staff/requests/${request?.id}`, { do: 'close' }, cookie);
    expect(await followed(office, `request=${request?.id}`, cookie)).toEqual({ status: 404, to: null });
  });

  test('by the code that they show, once, for ten minutes, and the newest alone', async () => {
    await using office = await openOffice();
    await office.hear('amal', ...JOIN);
    const cookie = await office.cookie('counsellor');
    const older = await codeOf(office, 'amal');
    const code = await codeOf(office, 'amal');
    expect(await found(office, { code: older }, cookie)).toBeNull();
    // As people write it, in digits of any script.
    const typed = [...code].map((sign) => (sign === ' ' ? '-' : String.fromCharCode(0x660 + Number(sign)))).join('');
    const path = (await found(office, { code: ` ${typed} ` }, cookie)) ?? '';
    expect((await office.page(path, cookie)).status).toBe(200);
    expect(await found(office, { code }, cookie)).toBeNull();
    const late = await codeOf(office, 'amal');
    office.clock.now += 10 * MINUTE;
    expect(await found(office, { code: late }, cookie)).toBeNull();
  });

  test('by a code that is kept as a keyed hash, and that no chat takes', async () => {
    await using office = await openOffice();
    await office.hear('amal', ...JOIN);
    const code = await codeOf(office, 'amal');
    const hash = testVault().blindIndex('staff-code', code.replace(' ', ''));
    expect(await office.rows('shownCode')).toEqual([
      { hash, person: await personId(office), until: START + 10 * MINUTE },
    ]);
    await office.hear('noor', ...JOIN, `#${code}`);
    expect(office.texts('noor').at(-1)).toContain('I do not know this code');
    // And the code for another app opens nothing here.
    await office.hear('amal', press('linked-apps'), 'Add an app');
    const linking = /#(\d{5} \d{5})/.exec(office.texts('amal').at(-1) ?? '')?.[1] ?? '';
    expect(await found(office, { code: linking }, await office.cookie('admin'))).toBeNull();
  });

  test('by a code that ends with the consent', async () => {
    await using office = await openOffice();
    await office.hear('amal', ...JOIN);
    const code = await codeOf(office, 'amal');
    await office.hear('amal', 'stop');
    expect(await office.rows('shownCode')).toEqual([]);
    expect(await found(office, { code }, await office.cookie('counsellor'))).toBeNull();
  });

  test('never by guessing: after five wrong tries each waits, and that is on record', async () => {
    await using office = await openOffice();
    await office.hear('amal', ...JOIN);
    const cookie = await office.cookie('counsellor');
    const code = await codeOf(office, 'amal');
    for (let n = 0; n < 5; n += 1)
      expect((await office.send(FIND, { code: `00000 0000${n}` }, cookie)).status).toBe(404);
    const held = await office.send(FIND, { code }, cookie);
    expect([held.status, await held.text()]).toEqual([429, expect.stringContaining('Please try again in 1 minute.')]);
    expect(await deeds(office)).toEqual(['person-held']);
    // A colleague is not held up, and the code was not used up.
    expect(await found(office, { code }, await office.cookie('counsellor'))).not.toBeNull();
    office.clock.now += MINUTE;
    const fresh = await codeOf(office, 'amal');
    expect(await found(office, { code: fresh }, cookie)).not.toBeNull();
    // What was right forgives what was wrong.
    expect((await office.send(FIND, { code: '00000 00009' }, cookie)).status).toBe(404);
  });

  test.each([{}, { code: 'x' }, { reference: 'AAAA-AAAA' }, { reference: 'KXWD-4721' }, { code: '12345 67890' }])(
    'by nothing else: %o',
    async (form) => {
      await using office = await openOffice();
      await office.book('amal');
      const answer = await office.send(FIND, form, await office.cookie('admin'));
      const html = await answer.text();
      expect([answer.status, faultsOf(html)]).toEqual([404, []]);
      expect(html).toContain('role="alert">Nobody is found.');
      expect(html).toContain(('code' in form ? form.code : '') ?? '');
    },
  );

  test('by nobody of another pilot, which is on record, and the code is used up', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    await office.hear('amal', 'human', 'Not now');
    const code = await codeOf(office, 'amal');
    const [request] = await office.rows('request');
    const id = await idOf(office, reference);
    const milan = await office.cookie('admin', ['milan']);
    for (const form of [{ reference }, { code }]) expect((await office.send(FIND, form, milan)).status).toBe(404);
    for (const query of [`appointment=${id}`, `request=${request?.id}`])
      expect(await followed(office, query, milan)).toEqual({ status: 404, to: null });
    const refused = (await entries(office)).map(({ what, target, pilot }) => `${what} ${target} ${pilot}`);
    const names = [nameInLog(testVault(), id), nameInLog(testVault(), await personId(office)), request?.id];
    expect(refused.sort()).toEqual(names.map((name) => `refused-other ${name} serbia`).sort());
    expect(await found(office, { code }, await office.cookie('counsellor'))).toBeNull();
  });

  test('nowhere on a list: the page names nobody, whoever there is', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('admin');
    const before = (await office.page(FIND, cookie)).html;
    await office.book('amal');
    await office.hear('amal', 'human', 'Not now');
    expect((await office.page(FIND, cookie)).html).toBe(before);
  });
});

describe('the address of a card', () => {
  async function withCard(office: Office) {
    const reference = await office.book('amal');
    const cookie = await office.cookie('counsellor');
    return { reference, cookie, path: (await found(office, { reference }, cookie)) ?? '' };
  }

  test('is another one each time, names nobody, and opens for one session alone', async () => {
    await using office = await openOffice();
    const { reference, cookie, path } = await withCard(office);
    const again = (await found(office, { reference }, cookie)) ?? '';
    expect(again).not.toBe(path);
    const id = await personId(office);
    for (const name of [id, reference, 'amal', Buffer.from(id).toString('base64url')]) expect(path).not.toContain(name);
    expect((await office.page(path, cookie)).status).toBe(200);
    const other = await office.page(path, await office.cookie('counsellor'));
    expect([other.status, faultsOf(other.html)]).toEqual([404, []]);
    expect(other.html).toContain('The page of a person ends after an hour');
    expect(other.html).not.toContain(reference);
  });

  test('ends after an hour, and with every changed sign', async () => {
    await using office = await openOffice();
    const { cookie, path } = await withCard(office);
    for (const handle of ['', 'x', `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`.slice(FIND.length + 1)])
      expect((await office.page(`${FIND}/${handle}`, cookie)).status, handle).toBe(404);
    office.clock.now += HOUR - 1;
    expect((await office.page(path, cookie)).status).toBe(200);
    office.clock.now += 1;
    expect((await office.page(path, cookie)).status).toBe(404);
  });

  test('leads nowhere once the person has moved to another pilot, which is on record there', async () => {
    await using office = await openOffice();
    const { cookie, path, reference } = await withCard(office);
    await office.hear('amal', 'menu', 'My data', 'Correct my answers', 'My city or country', 'Milan', 'Yes, I agree');
    expect((await conversationOf(office, 'amal')).pilot).toBe('milan');
    expect((await office.page(path, cookie)).status).toBe(404);
    expect(await found(office, { reference }, cookie)).toBeNull();
    const target = nameInLog(testVault(), await personId(office));
    expect(await entries(office)).toMatchObject([{ what: 'refused-other', target, pilot: 'milan' }]);
  });

  test('leads nowhere once the person is deleted, and before that says that they asked for it', async () => {
    await using office = await openOffice();
    const { cookie, path, reference } = await withCard(office);
    office.telegram.outcomes.push({ result: 'sent', externalIds: ['1'] }, { result: 'sent', externalIds: ['2'] });
    await office.hear('amal', 'My data', 'Delete everything', 'Yes, delete');
    office.telegram.outcomes.push({ result: 'retry', at: office.clock.now + HOUR, why: '429' });
    await office.hear('amal', 'Delete now');
    const asked = await office.page(path, cookie);
    expect([asked.status, faultsOf(asked.html)]).toEqual([200, []]);
    expect(asked.html).toContain('This person has asked to be deleted.');
    for (const words of [reference, 'Telegram', 'English', 'Talks to come']) expect(asked.html).not.toContain(words);
    expect(await deeds(office)).toEqual([]);
    office.clock.now += DAY;
    await office.pump.settle();
    expect((await office.page(path, cookie)).status).toBe(404);
  });
});

describe('the card shows', () => {
  const LETTER = ['menu', 'Steps to work', 'A letter about me', 'I ask somebody', 'Choose a day', 'Fri 27 Nov'];

  async function cardOf(office: Office, reference: string, cookie: string) {
    const { html } = await office.page((await found(office, { reference }, cookie)) ?? '', cookie);
    expect(faultsOf(html)).toEqual([]);
    return html;
  }

  test('what the person shows the team, the apps by their kind, and no name or address', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal', { day: 2 });
    await office.hear('amal', ...LETTER, 'No reminder', 'human', 'secret words');
    const cookie = await office.cookie('counsellor');
    const before = await cardOf(office, reference, cookie);
    for (const words of ['Telegram', 'English', 'A letter about me', reference, 'One request'])
      expect(before).toContain(words);
    for (const words of ['amal', 'secret words', 'Friday 27 November', 'Woman']) expect(before).not.toContain(words);
    expect(before).not.toContain('counsellors see plans');
    await office.hear('amal', 'Go on', press('plans'), 'Who sees my plans', 'Show my plans');
    const after = await cardOf(office, reference, cookie);
    expect(after).toContain('Friday 27 November');
    expect(after).toContain('That counsellors see plans and strength');
    expect(after).toContain('That we keep a profile: 24 November 2026');
  });

  test('only talks and requests once the consent is taken back, and why', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal', { day: 2 });
    await office.hear('amal', ...LETTER, 'No reminder', 'stop', 'Keep');
    const html = await cardOf(office, reference, await office.cookie('counsellor'));
    expect(html).toContain('has taken it back');
    expect(html).toContain(reference);
    for (const words of ['A letter about me', 'That we keep a profile']) expect(html).not.toContain(words);
    expect(await deeds(office)).toEqual(['person']);
  });

  test('the same for somebody who only looks around', async () => {
    await using office = await openOffice();
    await office.hear('amal', ...JOIN.slice(0, 3), 'Just look around', 'human', 'Not now');
    const cookie = await office.cookie('coordinator');
    const [request] = await office.rows('request');
    const { to } = await followed(office, `request=${request?.id}`, cookie);
    const { status, html } = await office.page(to ?? '', cookie);
    expect([status, faultsOf(html)]).toEqual([200, []]);
    expect(html).toContain('This person has not agreed');
    expect(html).toContain(`/staff/requests/${request?.id}`);
  });

  test('no complaint to a counsellor, and no appointment of another pilot', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal', { day: 2 });
    await office.hear('amal', 'human', 'I have a complaint');
    const [request] = await office.rows('request');
    expect(request?.kind).toBe('complaint');
    const of = async (role: 'counsellor' | 'coordinator') => cardOf(office, reference, await office.cookie(role));
    expect(await of('counsellor')).not.toContain(`/staff/requests/${request?.id}`);
    expect(await of('coordinator')).toContain(`/staff/requests/${request?.id}`);
  });
});

test('an evaluator finds nobody', async () => {
  await using office = await openOffice();
  const reference = await office.book('amal');
  const cookie = await office.cookie('evaluator');
  expect((await office.page(FIND, cookie)).status).toBe(403);
  expect((await office.send(FIND, { reference }, cookie)).status).toBe(403);
  expect((await office.page('/staff/statistics', cookie)).html).not.toContain(FIND);
});

/** The card of the person with this talk. */
const cardFor = async (office: Office, reference: string, cookie: string) =>
  (await found(office, { reference }, cookie)) ?? '';

describe('what a person has said of themselves', () => {
  const status = async (office: Office) => (await conversationOf(office, 'amal')).profile;

  test('is corrected as in the chat, counted so, and on record', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('counsellor');
    const card = await cardFor(office, reference, cookie);
    const { status: shown, html } = await office.page(`${card}/answers`, cookie);
    expect([shown, faultsOf(html)]).toEqual([200, []]);
    expect(html).toContain('<option value="woman" selected>Woman</option>');
    const before = await office.rows('event');
    const form = { gender: 'woman', status: 'recognised', born: '1990', education: 'isced-3-4', employment: '' };
    const answer = await office.send(`${card}/answers`, form, cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${card}?notice=corrected`]);
    expect(await status(office)).toMatchObject({
      ...{ gender: 'woman', status: 'recognised', born: '1990', education: 'isced-3-4' },
    });
    const { pseudonym } = await conversationOf(office, 'amal');
    const known = new Set(before.map(({ id }) => id));
    const counted = (await office.rows('event')).filter(({ id }) => !known.has(id));
    expect(
      counted.map(({ data, ...event }) => [event.kind, event.pseudonym, data.dimension, data.value]).sort(),
    ).toEqual([
      ['person-coded', pseudonym, 'born', '1990'],
      ['person-coded', pseudonym, 'education', 'isced-3-4'],
      ['person-coded', pseudonym, 'status', 'recognised'],
    ]);
    expect((await deeds(office)).sort()).toEqual(['person-answers', 'person-corrected']);
    expect((await office.page(`${card}?notice=corrected`, cookie)).html).toContain('Corrected.');
    // The chat goes on by it.
    await office.hear('amal', 'menu', 'Steps to work', 'My right to work');
    expect(office.texts('amal').at(-1)).not.toContain('What is your status here?');
  });

  test('stays as it is where nothing is changed', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('counsellor');
    const card = await cardFor(office, reference, cookie);
    const [before, events] = [await office.rows('person'), (await office.rows('event')).length];
    const answer = await office.send(`${card}/answers`, { gender: 'woman', status: '' }, cookie);
    expect(answer.headers.get('location')).toBe(`${card}?notice=none`);
    expect([await office.rows('person'), (await office.rows('event')).length]).toEqual([before, events]);
    expect(await deeds(office)).toEqual([]);
  });

  test('may be that they would rather not say', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('counsellor');
    const card = await cardFor(office, reference, cookie);
    await office.send(`${card}/answers`, { born: '', 'born-rather-not': 'yes', gender: 'rather-not' }, cookie);
    expect(await status(office)).toMatchObject({ born: 'rather-not', gender: 'rather-not' });
    expect((await office.page(`${card}/answers`, cookie)).html).toContain('name="born-rather-not" value="yes" checked');
  });

  test.each([
    [{ gender: 'queen' }, 'gender', 'Please choose from'],
    [{ status: 'menu' }, 'status', 'Please choose from'],
    [{ born: '1066' }, 'born', 'A whole number from 1930 to 2020.'],
    [{ born: 'long ago', gender: 'man' }, 'born', 'A whole number from 1930 to 2020.'],
    [{ born: '2015' }, 'born', 'In this year a person would be under 15'],
  ])('is refused at its field where it is %o', async (form, field, words) => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('counsellor');
    const card = await cardFor(office, reference, cookie);
    const answer = await office.send(`${card}/answers`, form, cookie);
    const html = await answer.text();
    expect([answer.status, faultsOf(html)]).toEqual([422, []]);
    expect(html).toContain(`id="${field}-fault">${words}`);
    for (const typed of Object.values(form)) if (field === 'born') expect(html).toContain(`value="${typed}"`);
    expect(await status(office)).toEqual(expect.objectContaining({ gender: 'woman' }));
    expect(await deeds(office)).not.toContain('person-corrected');
  });

  test('is not there without a consent', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    await office.hear('amal', 'stop', 'Keep');
    const cookie = await office.cookie('counsellor');
    const card = await cardFor(office, reference, cookie);
    expect((await office.page(card, cookie)).html).not.toContain(`${card}/answers`);
    expect((await office.page(`${card}/answers`, cookie)).status).toBe(404);
    expect((await office.send(`${card}/answers`, { gender: 'man' }, cookie)).status).toBe(404);
    expect(await office.rows('person')).toMatchObject([{ consented: false }]);
  });
});

describe('a person is deleted by staff', () => {
  const ERASED = /As you wished, everything about you is being deleted/;
  const left = async (office: Office) =>
    Object.fromEntries(
      await Promise.all(
        (['person', ...OWNED] as const).map(async (table) => [table, (await office.rows(table)).length]),
      ),
    );
  const NOTHING_LEFT = Object.fromEntries(['person', ...OWNED].map((table) => [table, 0]));

  test('after it was asked twice: told in the chat first, then gone, and on record', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal', { day: 2 });
    await office.hear('amal', 'human', 'Not now');
    const person = await personId(office);
    const cookie = await office.cookie('coordinator');
    const card = await cardFor(office, reference, cookie);
    const first = await office.page(`${card}/erase`, cookie);
    expect([first.status, faultsOf(first.html)]).toEqual([200, []]);
    expect(first.html).toContain('The person is told in the chat, and then everything goes.');
    const second = await office.send(`${card}/erase`, { do: 'sure' }, cookie);
    expect(await second.text()).toContain('Please confirm once more');
    expect(await office.rows('person')).toMatchObject([{ forgetAt: null }]);
    const done = await office.send(`${card}/erase`, { do: 'erase' }, cookie);
    expect([done.status, done.headers.get('location')]).toEqual([303, '/staff/people?notice=told']);
    await office.pump.settle();
    expect(office.texts('amal').at(-1)).toMatch(ERASED);
    expect(await left(office)).toEqual(NOTHING_LEFT);
    expect(await entries(office)).toContainEqual({
      ...{ what: 'person-erased', target: nameInLog(testVault(), person), pilot: 'serbia' },
      who: accountWho(accountOf(cookie)),
    });
    expect((await office.rows('event')).map(({ kind }) => kind)).toContain('erased');
    expect((await office.page('/staff/people?notice=told', cookie)).html).toContain('The person is told');
    expect((await office.page(card, cookie)).status).toBe(404);
    // Who writes again begins anew.
    await office.hear('amal', 'hello');
    expect(office.texts('amal').at(-1)).toContain('Choose your language');
  });

  test('though they had withdrawn their consent, and though messages of theirs wait', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal', { day: 2 });
    await office.hear('amal', 'stop', 'Keep');
    const cookie = await office.cookie('admin');
    await office.send(`${await cardFor(office, reference, cookie)}/erase`, { do: 'erase' }, cookie);
    await office.pump.settle();
    expect(office.texts('amal').at(-1)).toMatch(ERASED);
    expect(await left(office)).toEqual(NOTHING_LEFT);
  });

  test.each([
    ['has blocked us', (q: Q) => q.db.update(q.t.contact).set({ blocked: true })],
    ['is damaged', (q: Q) => q.db.update(q.t.person).set({ conversation: Buffer.from('x') })],
  ])('at once where what leads to them %s, and the page says so', async (_, spoil) => {
    await using office = await openOffice();
    const reference = await office.book('amal', { day: 2 });
    const cookie = await office.cookie('admin');
    const card = await cardFor(office, reference, cookie);
    await office.store.tx(async (q) => void (await spoil(q)));
    const sent = office.texts('amal').length;
    const done = await office.send(`${card}/erase`, { do: 'erase' }, cookie);
    expect(done.headers.get('location')).toBe('/staff/people?notice=atOnce');
    expect((await office.page('/staff/people?notice=atOnce', cookie)).html).toContain('could not be told');
    expect(await left(office)).toEqual(NOTHING_LEFT);
    await office.pump.settle();
    expect(office.texts('amal')).toHaveLength(sent);
  });

  test('whom the message does not reach, within a day', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal', { day: 2 });
    const cookie = await office.cookie('admin');
    const card = await cardFor(office, reference, cookie);
    office.telegram.outcomes.push({ result: 'retry', at: office.clock.now + DAY, why: '429' });
    await office.send(`${card}/erase`, { do: 'erase' }, cookie);
    await office.pump.settle();
    expect(await office.rows('person')).toMatchObject([{ conversation: null }]);
    expect((await office.page(card, cookie)).html).toContain('This person has asked to be deleted.');
    expect((await office.send(`${card}/erase`, { do: 'erase' }, cookie)).status).toBe(404);
    office.clock.now += DAY;
    await office.pump.settle();
    expect(await left(office)).toEqual(NOTHING_LEFT);
  });

  test('by a coordinator or admin alone, who has just proved who they are', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const counsellor = await office.cookie('counsellor');
    const theirs = await cardFor(office, reference, counsellor);
    expect((await office.send(`${theirs}/erase`, { do: 'erase' }, counsellor)).status).toBe(403);
    const admin = await office.cookie('admin');
    const card = await cardFor(office, reference, admin);
    await office.store.tx((q) => q.db.update(q.t.staffSession).set({ provedAt: START - DAY }));
    const answer = await office.send(`${card}/erase`, { do: 'erase' }, admin);
    expect(answer.headers.get('location')).toBe(`/staff/prove?to=${encodeURIComponent(`${card}/erase`)}`);
    expect(await office.rows('person')).toMatchObject([{ forgetAt: null }]);
  });
});
