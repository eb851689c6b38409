import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../src/store/principal.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { put } from '../server/desk.ts';
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
  server.closeAllConnections();
  server.close();
  await office[Symbol.asyncDispose]();
});

/** A browser at the page of the day, in which a new member of staff has signed in. */
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

/** Somebody who asks for a human; returns the address of their thread. */
async function ask(handle: string, words = 'Not now'): Promise<string> {
  const before = (await office.rows('request')).map(({ id }) => id);
  await office.hear(handle, 'hello', 'English', 'Serbia', 'human', words);
  const request = (await office.rows('request')).find(({ id }) => !before.includes(id));
  return `${url}/staff/requests/${request?.id}`;
}

const EVIL = `<script>document.title = 'taken over'</script> & Söhne`;

/**
 * A day on which everything happens: a talk of yesterday that nobody has marked, one under way, one of Thursday, and two
 * people who wait. Returns the addresses of the talk under way and of a thread.
 */
async function busyDay(): Promise<{ talk: string; thread: string }> {
  await office.counsellor('evil', EVIL);
  const yesterday = await office.book('amal');
  const now = await office.book('noor', { language: 'العربية', wish: 0 });
  await office.book('later', { day: 2 });
  await put(office, yesterday, { startAt: START - DAY, counsellor: 'evil' });
  await put(office, now, { startAt: START + 10 * MINUTE, counsellor: 'serbia-demo-1' });
  const { appointment } = office.store.read.t;
  await office.store.tx((q) => q.db.update(appointment).set({ canRemind: false }));
  const thread = await ask('first', `${EVIL}\n${'long'.repeat(100)}`);
  office.clock.now += 25 * MINUTE;
  await office.hear('second', 'hello', 'العربية', 'صربيا', 'human');
  const one = (await office.rows('appointment')).find(({ reference }) => reference === now);
  return { talk: `${url}/staff/appointments/${one?.id}`, thread };
}

describe('the page of the day', () => {
  test('counts who waits for a human, and says when it was last up to date, without being loaded anew', async () => {
    const { page } = await open();
    await page.evaluate(`document.body.dataset.same = 'yes'`);
    const waiting = page.getByRole('link', { name: '1 person waits for a human' });
    expect(await waiting.count()).toBe(0);
    expect(await page.locator('#refreshed-at').textContent()).toBe('Up to date at 10:00');
    await ask('amal');
    office.clock.now += 7 * MINUTE;
    await refresh(page);
    await waiting.waitFor();
    await soon(() => page.locator('#refreshed-at').textContent()).toBe('Up to date at 10:07');
    expect(await page.evaluate('document.body.dataset.same')).toBe('yes');
    await waiting.click();
    await page.getByText('Waiting for 7 minutes').waitFor();
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
    expect(await page.locator('#refreshed-at').textContent()).toBe('Up to date at 10:07');
  });

  test('shows whom to call, and no longer when they have answered, without being loaded anew', async () => {
    await office.book('amina', { day: 3 });
    const [talk] = await office.rows('appointment');
    office.clock.now = (talk?.startAt ?? 0) - DAY;
    await office.pump.settle();
    const { page } = await open();
    const listed = () => page.locator('#unanswered li').count();
    expect(await listed()).toBe(1);
    await office.hear('amina', 'I will come');
    await refresh(page);
    await soon(listed).toBe(0);
  });
});

test('a page goes when the account is disabled, and so does a thread', async () => {
  await put(office, await office.book('amal'), { startAt: START + HOUR });
  const path = await ask('noor', 'My boss does not pay me');
  const { page, member } = await open();
  expect(await references(page)).toHaveLength(1);
  const thread = await page.context().newPage();
  await thread.goto(path);
  expect(await thread.locator('.thread .words').allTextContents()).toEqual(['My boss does not pay me']);
  await office.send(`/staff/accounts/${member.id}/disable`, {}, await office.cookie('admin'));
  await refresh(page);
  for (const shown of [page, thread]) await shown.getByLabel('Password').waitFor();
  expect(await references(page)).toEqual([]);
  expect(await thread.getByText('My boss').count()).toBe(0);
});

test('nothing runs that stands in a name or in what people write', async () => {
  const { thread } = await busyDay();
  const { page } = await open();
  expect(await page.locator('td.where bdi').first().textContent()).toBe(EVIL);
  await refresh(page);
  expect(await page.title()).toBe('Today');
  await page.goto(thread);
  const title = await page.title();
  expect(await page.locator('.thread .words').first().textContent()).toContain(EVIL);
  await office.hear('first', EVIL);
  await soon(() => page.locator('.thread .words').count()).toBe(2);
  expect(await page.title()).toBe(title);
});

test('an answer has the direction of its words, reaches the person, and is confirmed once', async () => {
  const { page } = await open();
  await page.goto(await ask('amal'));
  const field = page.getByRole('textbox', { name: 'Your answer' });
  for (const [words, direction] of [
    ['مرحبًا', 'rtl'],
    ['Come on Tuesday.\nBring tea.', 'ltr'],
  ] as const) {
    await field.fill(words);
    expect(await page.evaluate(`getComputedStyle(document.querySelector('textarea')).direction`)).toBe(direction);
  }
  await page.getByRole('button', { name: 'Send answer', exact: true }).click();
  await page.getByText('Your answer is on its way.').waitFor();
  await soon(() => office.texts('amal').at(-1)).toContain('Come on Tuesday.\nBring tea.');
  await page.reload();
  expect(await page.getByText('Your answer is on its way.').count()).toBe(0);
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
    await page.getByRole('link', { name: 'Today' }).click();
    expect(await page.locator('.signed bdi').textContent()).toBe('ana');
    await page.goto(`${url}/staff/enter`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await enter(page, other);
    expect(await page.locator('.signed bdi').textContent()).toBe('other');
  });

  test('shuts by itself after 30 minutes in which nobody used the page, and leads back to it', async () => {
    await put(office, await office.book('amal'), { startAt: START + 4 * HOUR });
    const { page, member } = await open();
    const references = page.locator('tbody .reference');
    // A person who presses a key is there, though no page is loaded.
    office.clock.now += 29 * MINUTE;
    await page.keyboard.press('ArrowDown');
    await refresh(page);
    await soon(() => page.locator('#refreshed-at').textContent()).toBe('Up to date at 10:29');
    for (const [minutes, shown] of [
      [15, 'Up to date at 10:44'],
      [14, 'Up to date at 10:58'],
    ] as const) {
      office.clock.now += minutes * MINUTE;
      await refresh(page);
      await soon(() => page.locator('#refreshed-at').textContent()).toBe(shown);
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
    await put(office, reference, { startAt: START + HOUR });
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
});

test('a copy is saved as a file, and the page stays', async () => {
  const reference = await office.book('amal');
  const { page } = await open({}, 'coordinator');
  await page.getByRole('link', { name: 'Find a person' }).click();
  await page.getByRole('textbox', { name: 'Reference' }).fill(reference.toLowerCase());
  await page.locator('#reference').press('Enter');
  await page.getByRole('heading', { name: 'One person' }).waitFor();
  const card = page.url();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Copy for another service (JSON)' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('copy.json');
  expect(page.url()).toBe(card);
});

/** What sticks out at either side, without what it stands in. */
const outside = (page: Page) =>
  page.evaluate<string[]>(`[...document.body.querySelectorAll('*')].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left < 0 || right > innerWidth || element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline';
  }).filter((element) => !element.closest('.unseen, thead'))
    .filter((element, _, all) => !all.some((other) => other !== element && element.contains(other)))
    .map((element) => element.outerHTML)`);

/** Whatever is pressed with a thumb. */
const CONTROLS = 'button, a.button, textarea, select, summary, .times label';

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

  /** Whether everything fits and can be read by everybody, and whatever is pressed is large enough for a thumb. */
  const looksGood = async (page: Page) => {
    for (const details of await page.locator('main details').all())
      await details.evaluate((one) => one.setAttribute('open', ''));
    expect([page.url(), await outside(page), await barriersOn(page)]).toEqual([page.url(), [], []]);
    const small = [];
    for (const control of await page.locator(CONTROLS).filter({ visible: true }).all()) {
      const box = await control.boundingBox();
      if (Math.min(box?.height ?? 0, box?.width ?? 0) < 44) small.push(await control.evaluate((one) => one.outerHTML));
    }
    expect([page.url(), small]).toEqual([page.url(), []]);
  };

  test('the pages of the day are readable for everybody and fit', async () => {
    const { talk } = await busyDay();
    const { page } = await open(look, 'coordinator');
    expect(await page.evaluate('[document.documentElement.lang, document.documentElement.dir]')).toEqual([
      locale,
      locale === 'ar' ? 'rtl' : 'ltr',
    ]);
    expect(await page.locator('tbody tr').count()).toBe(2);
    await looksGood(page);
    const table = page.getByRole('table').first();
    expect(await table.getByRole('columnheader').count()).toBe(8);
    expect(await table.getByRole('rowheader').count()).toBe(1);

    await page.goto(`${url}/staff/week`);
    expect(await page.locator('tbody tr').count()).toBe(3);
    await looksGood(page);

    await page.goto(talk);
    expect(await page.locator('.appointment').count()).toBe(1);
    await looksGood(page);
  });

  test('so are requests, and the page that finds a person', async () => {
    const { thread } = await busyDay();
    const { page } = await open(look, 'coordinator');
    await page.goto(`${url}/staff/requests`);
    expect(await page.locator('#queue li').count()).toBe(2);
    await looksGood(page);

    await page.goto(thread);
    expect(await page.locator('.thread .words').count()).toBe(1);
    await looksGood(page);

    await page.goto(`${url}/staff/people`);
    await page.locator('#reference').fill('nobody');
    await page.locator('#reference').press('Enter');
    await page.getByRole('alert').waitFor();
    await looksGood(page);
  });

  test('so are pages with nothing on them, the door and what cannot be shown', async () => {
    const { page, member } = await open(look);
    for (const path of ['today', 'week', 'requests', 'nowhere', 'enter']) {
      await page.goto(`${url}/staff/${path}`);
      await looksGood(page);
    }
    // The session is idle.
    const { staffSession } = office.store.read.t;
    await office.store.tx((q) => q.db.update(staffSession).set({ seenAt: office.clock.now - DAY }));
    await page.goto(`${url}/staff/today`);
    expect(await page.locator('.notice').count()).toBe(1);
    await looksGood(page);
    await signIn(page, member, 'wrong');
    await page.getByRole('alert').waitFor();
    await looksGood(page);
  });
});

test('with text twice as large everything still fits', async () => {
  const { talk, thread } = await busyDay();
  const { page } = await open({ viewport: { width: 640, height: 800 } });
  for (const path of [`${url}/staff/today`, `${url}/staff/week`, `${url}/staff/requests`, talk, thread]) {
    await page.goto(path);
    await page.evaluate(`document.documentElement.style.fontSize = '200%'`);
    expect([path, await outside(page)]).toEqual([path, []]);
  }
});

test('a keyboard leads through the page, and one sees where it is', async () => {
  await busyDay();
  const { page } = await open();
  const order: string[] = [];
  for (let presses = 0; presses < 17; presses++) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate<[outline: string, name: string]>(`(({ activeElement: here }) => [
      getComputedStyle(here).outlineStyle, here.ariaLabel ?? here.labels?.[0]?.textContent ?? here.textContent,
    ])(document)`);
    expect(seen[0], seen[1]).toBe('solid');
    order.push(seen[1].replace(/[A-Z2-9]{4}-[A-Z2-9]{4}$/, 'REFERENCE').replace(/^\d\d:\d\d–\d\d:\d\d/, 'TIME'));
  }
  expect(order).toEqual([
    ...['To the content', 'Today', 'Week', 'Requests for a human', 'Groups', 'Times', 'Find a person', 'Settings'],
    'Sign out',
    ...['Find a talk by its reference', 'Find', '2 people wait for a human', 'Book without a chat'],
    ...['TIME: REFERENCE', 'Came: REFERENCE', 'Did not come: REFERENCE', 'Not held because of us: REFERENCE'],
  ]);
});
