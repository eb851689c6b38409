import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { updateAccount } from '../../src/store/accounts.ts';
import type { Role } from '../../src/store/principal.ts';
import { DAY, MINUTE, START } from '../fakes/clock.ts';
import { join, type Member } from '../server/members.ts';
import { type Office, openOffice } from '../server/office.ts';
import { barriersOn } from './axe.ts';
import { LATE_MS, openBrowser } from './browser.ts';

const soon = <T>(look: () => T) => expect.poll(look);
const REFRESH_MS = 5000;

let browser: Browser;
let office: Office;
let server: Server;
let url: string;
let asked: string[];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  office = await openOffice();
  asked = [];
  const { routes, pump } = office;
  await pump.start();
  const fetch = (request: Request, env: object) => {
    asked.push(request.url);
    return routes.fetch(request, env);
  };
  server = serve({ fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  server.close();
  await office[Symbol.asyncDispose]();
});

/** A browser at the list, in which a new member of staff has signed in. */
async function open(
  options: BrowserContextOptions = {},
  role: Role = 'counsellor',
): Promise<{ page: Page; member: Member }> {
  const member = await join(office, { role });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(LATE_MS);
  const page = await context.newPage();
  await page.clock.install();
  await enter(page, member);
  return { page, member };
}

async function enter(page: Page, member: Member): Promise<void> {
  await page.goto(`${url}/staff/enter`);
  await signIn(page, member);
  await page.waitForURL(`${url}/staff/today`);
}

/** Fills in the form and sends it. */
async function signIn(page: Page, { mail, password, code }: Member, typed = password): Promise<void> {
  await page.locator('#mail').fill(mail);
  await page.locator('#password').fill(typed);
  await page.locator('#code').fill(code());
  await page.locator('form.card > button').click();
}

const refresh = (page: Page) => page.clock.runFor(REFRESH_MS);
const references = (page: Page) => page.locator('tbody .reference').allTextContents();
const waiting = (page: Page) => page.locator('#requests strong').allTextContents();

/** Somebody who asks for a human. */
const ask = (handle: string) => office.hear(handle, 'hello', 'English', 'Serbia', 'human');

/** A day on which everything happens: talks in two languages and on two days, and people who wait. */
async function busyDay(): Promise<void> {
  await office.counsellor('evil', `<script>document.title = 'taken over'</script> & Söhne`);
  await office.book('amal');
  await office.book('noor', { language: 'العربية', wish: 0 });
  await office.book('later', { day: 3 });
  const { appointment } = office.store.read.t;
  const [third] = (await office.store.read.db.select().from(appointment)).slice(-1);
  await office.store.tx((q) => q.db.update(appointment).set({ canRemind: false }));
  expect(third).toBeDefined();
  await ask('first');
  office.clock.now += 25 * MINUTE;
  await office.hear('second', 'hello', 'العربية', 'صربيا', 'human');
}

describe('the list', () => {
  test('shows what was booked in the chat, and no longer what was cancelled or deleted, without being loaded anew', async () => {
    const { page } = await open();
    await page.evaluate(`document.body.dataset.same = 'yes'`);
    expect(await page.getByText('No talks in the coming days.').isVisible()).toBe(true);
    const kept = await office.book('kept', { day: 1 });
    const cancelled = await office.book('cancelled', { day: 2 });
    await office.book('deleted', { day: 3 });
    await refresh(page);
    await soon(async () => (await references(page)).length).toBe(3);
    await office.hear('cancelled', cancelled, 'Cancel it', 'Yes, cancel it');
    await refresh(page);
    await soon(async () => (await references(page)).length).toBe(2);
    await office.hear('deleted', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    await refresh(page);
    await soon(() => references(page)).toEqual([kept]);
    expect(await page.evaluate('document.body.dataset.same')).toBe('yes');
  });

  test('shows who asks for a human, and when it was last up to date', async () => {
    const { page } = await open();
    expect(await page.getByText('Nobody is waiting.').isVisible()).toBe(true);
    expect(await page.locator('#refreshed').textContent()).toBe('Up to date at 10:00');
    await ask('amal');
    office.clock.now += 7 * MINUTE;
    await refresh(page);
    await soon(() => waiting(page)).toEqual(['Waiting for 7 minutes']);
    expect(await page.getByText('Nobody is waiting.').isVisible()).toBe(false);
    await soon(() => page.locator('#refreshed').textContent()).toBe('Up to date at 10:07');
  });

  test('says so when it cannot be refreshed, and when it can again', async () => {
    const { page } = await open();
    await page.context().setOffline(true);
    office.clock.now += 7 * MINUTE;
    await refresh(page);
    const words = 'The page could not be refreshed. It shows the state of 10:00.';
    await soon(() => page.getByRole('status').allTextContents()).toEqual([words]);
    expect(await page.locator('#stale').isVisible()).toBe(true);
    await page.context().setOffline(false);
    await refresh(page);
    await soon(() => page.locator('#stale').textContent()).toBe('');
    expect(await page.locator('#refreshed').textContent()).toBe('Up to date at 10:07');
  });

  test('goes when the account is disabled', async () => {
    await office.book('amal');
    const { page, member } = await open();
    expect(await references(page)).toHaveLength(1);
    await office.store.tx((q) => updateAccount(q, member.id, { disabledAt: START }));
    await refresh(page);
    await page.getByLabel('Password').waitFor();
    expect(await references(page)).toEqual([]);
  });

  test('runs nothing that stands in a name', async () => {
    await busyDay();
    const { appointment } = office.store.read.t;
    await office.store.tx((q) => q.db.update(appointment).set({ counsellor: 'evil' }));
    const { page } = await open();
    expect(await page.locator('td.counsellor').first().textContent()).toMatch(/^<script>.*<\/script> & Söhne$/);
    await refresh(page);
    expect(await page.title()).toBe('Talks and requests');
  });
});

test('whom to call is shown, and goes when they have answered, without being loaded anew', async () => {
  await office.book('amina', { day: 3 });
  const [talk] = await office.store.read.db.select().from(office.store.read.t.appointment);
  office.clock.now = (talk?.startAt ?? 0) - DAY;
  await office.pump.settle();
  const { page } = await open();
  const listed = () => page.locator('#unanswered li').count();
  expect(await listed()).toBe(1);
  await office.hear('amina', 'I will come');
  await refresh(page);
  await soon(listed).toBe(0);
});

describe('an answer', () => {
  test('reaches the person, and the counsellor hears that it did', async () => {
    await ask('amal');
    const { page } = await open();
    await page.getByLabel('Your answer').fill('Come on Tuesday.\nBring tea.');
    await page.getByRole('button', { name: 'Send answer' }).click();
    await page.getByText('Your answer is on its way.').waitFor();
    expect(await waiting(page)).toEqual([]);
    await soon(() => office.texts('amal').at(-1)).toBe('A counsellor writes:\n\nCome on Tuesday.\nBring tea.');
    await page.reload();
    expect(await page.getByText('Your answer is on its way.').count()).toBe(0);
  });

  test('that is being written outlives every refresh, with the cursor where it was', async () => {
    await ask('first');
    await ask('second');
    const { page } = await open();
    const field = page.getByLabel('Your answer').last();
    await field.click();
    await page.keyboard.type('Dear friend');
    for (let presses = 0; presses < 6; presses++) await page.keyboard.press('ArrowLeft');
    // Somebody else answers both, and a third begins to wait.
    const cookie = await office.cookie('coordinator');
    const ids = await page.evaluate<string[]>(`[...document.querySelectorAll('#requests > li')].map(({ id }) => id)`);
    for (const id of ids)
      await office.send(`/staff/requests/${id.replace('request-', '')}/answer`, { words: 'Hello' }, cookie);
    office.clock.now += 3 * MINUTE;
    await ask('third');
    await refresh(page);
    await soon(() => page.locator('#requests > li').count()).toBe(2);
    await page.keyboard.type('r');
    expect(await page.evaluate('document.activeElement.value')).toBe('Dear rfriend');
    // Sent all the same, it is said what became of it.
    await page.locator('#requests form').first().getByRole('button').click();
    await page.getByText('the answer was not sent').waitFor();
    expect(await waiting(page)).toEqual(['Waiting for 1 minute']);
  });

  test('can be begun before a refresh, without a word yet', async () => {
    await ask('first');
    const { page } = await open();
    await page.getByLabel('Your answer').click();
    office.clock.now += 3 * MINUTE;
    await refresh(page);
    await soon(() => waiting(page)).toEqual(['Waiting for 3 minutes']);
    await page.keyboard.type('Hello');
    expect(await page.getByLabel('Your answer').inputValue()).toBe('Hello');
  });

  test('has the direction of its words', async () => {
    await ask('first');
    const { page } = await open();
    for (const [words, direction] of [
      ['مرحبًا', 'rtl'],
      ['Hello', 'ltr'],
    ] as const) {
      await page.getByLabel('Your answer').fill(words);
      expect(await page.evaluate(`getComputedStyle(document.querySelector('textarea')).direction`)).toBe(direction);
    }
  });
});

describe('the door', () => {
  test('is found by the keyboard alone, and leaves no secret in the browser or in an address', async () => {
    const member = await join(office);
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(LATE_MS);
    await page.goto(`${url}/staff`);
    await page.getByLabel('Mail address').focus();
    const code = member.code();
    for (const typed of [member.mail, member.password, code]) {
      await page.keyboard.type(typed);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/staff/today`);
    expect(asked.filter((address) => [member.password, code].some((secret) => address.includes(secret)))).toEqual([]);
    expect(await page.evaluate('document.cookie')).toBe('');
  });

  test('does not open over an open session: who is signed in is said, and signs out first', async () => {
    const { page } = await open();
    const other = await join(office, { id: 'other', role: 'admin' });
    await page.goto(`${url}/staff/enter`);
    await page.getByText('You are signed in as ana (counsellor).').waitFor();
    expect(await page.locator('input').count()).toBe(0);
    await page.getByRole('link', { name: 'Talks and requests' }).click();
    expect(await page.locator('.who bdi').textContent()).toBe('ana');
    await page.goto(`${url}/staff/enter`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await enter(page, other);
    expect(await page.locator('.who bdi').textContent()).toBe('other');
  });

  test('shuts by itself after 30 minutes in which nobody used the page, and leads back to it', async () => {
    await office.book('amal');
    const { page, member } = await open();
    const references = page.locator('tbody .reference');
    // A person who presses a key is there, though no page is loaded.
    office.clock.now += 29 * MINUTE;
    await page.keyboard.press('ArrowDown');
    await refresh(page);
    await soon(() => page.locator('#refreshed').textContent()).toBe('Up to date at 10:29');
    for (const [minutes, shown] of [
      [15, 'Up to date at 10:44'],
      [14, 'Up to date at 10:58'],
    ] as const) {
      office.clock.now += minutes * MINUTE;
      await refresh(page);
      await soon(() => page.locator('#refreshed').textContent()).toBe(shown);
    }
    expect(await references.count()).toBe(1);
    office.clock.now += 2 * MINUTE;
    await refresh(page);
    await page.getByText('You were signed out after 30 minutes').waitFor();
    expect(await references.count()).toBe(0);
    await signIn(page, member);
    await references.waitFor();
    expect(page.url()).toBe(`${url}/staff/today`);
  });

  test('is open for a link in a mail, and shut for a form elsewhere', async () => {
    const reference = await office.book('amal');
    const { page } = await open();
    const [path] = await page
      .locator('tbody th a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    const mail = await page.context().newPage();
    await mail.goto(
      `data:text/html,<a href="${url}${path}">a talk</a><form method="post" action="${url}${path}"><button name="do" value="off">off</button></form>`,
    );
    await mail.getByRole('link').click();
    await mail.getByText(reference).waitFor();
    await mail.goBack();
    const [answer] = await Promise.all([mail.waitForResponse(`${url}${path}`), mail.getByRole('button').click()]);
    expect(answer.status()).toBe(403);
    const { appointment } = office.store.read.t;
    expect(await office.store.read.db.select().from(appointment)).toMatchObject([{ status: 'scheduled' }]);
  });

  test('without JavaScript opens too, and everything behind it works', async () => {
    await ask('amal');
    const reference = await office.book('noor');
    const member = await join(office);
    const context = await browser.newContext({ javaScriptEnabled: false });
    context.setDefaultTimeout(LATE_MS);
    const page = await context.newPage();
    await page.goto(`${url}/staff`);
    await signIn(page, member, 'wrong');
    await page.getByRole('alert').waitFor();
    await signIn(page, member);
    expect(await references(page)).toEqual([reference]);
    await page.getByLabel('Your answer').fill('Hello');
    await page.getByRole('button', { name: 'Send answer' }).click();
    await page.getByText('Your answer is on its way.').waitFor();
    await soon(() => office.texts('amal').at(-1)).toBe('A counsellor writes:\n\nHello');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(`${url}/staff/today`);
    expect(await references(page)).toEqual([]);
  });
});

test('a copy is saved as a file, and the page stays', async () => {
  const reference = await office.book('amal');
  const { page } = await open({}, 'coordinator');
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Copy of a person' }).click();
  await page.getByRole('textbox', { name: 'Reference' }).fill(reference.toLowerCase());
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the copy' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('copy.json');
  expect(page.url()).toBe(`${url}/staff/copy`);
});

/** What sticks out at either side. */
const outside = (page: Page) =>
  page.evaluate<string[]>(`[...document.body.querySelectorAll('*')].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left < 0 || right > innerWidth || element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline';
  }).filter((element) => !element.closest('.unseen, thead')).map((element) => element.outerHTML)`);

/** Both directions and both colours at each of the widths, between which the page is another. */
const LOOKS = [
  ['en', 'light', 1280],
  ['ar', 'dark', 1280],
  ['en', 'dark', 320],
  ['ar', 'light', 320],
  ['sr-Cyrl', 'light', 768],
] as const;

describe.each(LOOKS)('in %s, %s, %i pixels wide', (locale, colorScheme, width) => {
  const look = { locale, colorScheme, viewport: { width, height: 800 } } as const;

  /** Whether everything fits and can be read by everybody, and each of these is large enough for a thumb. */
  const looksGood = async (page: Page, controls: string) => {
    expect([await outside(page), await barriersOn(page)]).toEqual([[], []]);
    for (const control of await page.locator(controls).all()) {
      const box = await control.boundingBox();
      expect(Math.min(box?.height ?? 0, box?.width ?? 0)).toBeGreaterThanOrEqual(44);
    }
  };

  test('the page of one talk, the list and the page that makes copies are readable for everybody and fit', async () => {
    await busyDay();
    const { page, member } = await open(look, 'coordinator');
    await page.locator('tbody th a').first().click();
    await page.locator('.appointment .times input').first().waitFor();
    await looksGood(page, 'button, textarea, .times label');

    // The first talk is over by now.
    office.clock.now = START + DAY;
    await enter(page, member);
    expect(await page.evaluate('[document.documentElement.lang, document.documentElement.dir]')).toEqual([
      locale,
      locale === 'ar' ? 'rtl' : 'ltr',
    ]);
    expect(await page.locator('tbody tr').count()).toBe(3);
    expect(await page.locator('#requests > li').count()).toBe(2);
    await looksGood(page, 'button, textarea');
    const table = page.getByRole('table').first();
    expect(await table.getByRole('columnheader').count()).toBe(6);
    expect(await table.getByRole('rowheader').count()).toBeGreaterThan(0);

    await page.goto(`${url}/staff/copy`);
    await page.locator('#reference').fill('nobody');
    await page.locator('#reference').press('Enter');
    await page.getByRole('alert').waitFor();
    expect([await outside(page), await barriersOn(page)]).toEqual([[], []]);
    expect(await page.locator('.requests > li').count()).toBe(2);
  });

  test('so are the empty list, the door and what cannot be shown', async () => {
    const { page, member } = await open(look);
    expect([await outside(page), await barriersOn(page)]).toEqual([[], []]);
    await page.goto(`${url}/staff/nowhere`);
    expect([await outside(page), await barriersOn(page)]).toEqual([[], []]);
    await page.goto(`${url}/staff/enter`);
    await looksGood(page, 'button, a.button');
    // The session is idle.
    const { staffSession } = office.store.read.t;
    await office.store.tx((q) => q.db.update(staffSession).set({ seenAt: office.clock.now - DAY }));
    await page.goto(`${url}/staff/today`);
    expect(await page.locator('.notice').count()).toBe(1);
    await looksGood(page, 'button');
    await signIn(page, member, 'wrong');
    await page.getByRole('alert').waitFor();
    expect([await outside(page), await barriersOn(page)]).toEqual([[], []]);
  });
});

test('with text twice as large everything still fits', async () => {
  await busyDay();
  const { page } = await open({ viewport: { width: 640, height: 800 } });
  await page.evaluate(`document.documentElement.style.fontSize = '200%'`);
  expect(await outside(page)).toEqual([]);
});

test('a keyboard leads through the page, and one sees where it is', async () => {
  await busyDay();
  const { page } = await open();
  const order: string[] = [];
  for (let presses = 0; presses < 5; presses++) {
    await page.keyboard.press('Tab');
    const seen = `getComputedStyle(document.activeElement).outlineStyle + ' ' + document.activeElement.localName`;
    order.push(await page.evaluate<string>(seen));
  }
  expect(order).toEqual(['button', 'textarea', 'button', 'textarea', 'button'].map((name) => `solid ${name}`));
});
