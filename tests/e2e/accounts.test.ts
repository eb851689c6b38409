import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import jsQr from 'jsqr';
import { type TOTP, URI } from 'otpauth';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { invite } from '../../src/server/staff/accounts/invite.ts';
import { demoPath } from '../../src/server/staff/demo/route.ts';
import { staffTelegram } from '../fakes/parts.ts';
import { type Office, openOffice } from '../server/office.ts';
import { barriersOn } from './axe.ts';
import { LATE_MS, openBrowser } from './browser.ts';

const PASSWORD = 'four small blue kettles';

let browser: Browser;
let office: Office;
let server: Server;
let url: string;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  office = await openOffice();
  let routes: Office['routes'] | undefined;
  const fetch = (request: Request, env: object) => routes?.fetch(request, env) ?? new Response();
  server = serve({ fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  // A passkey is bound to the name of a host, which an address of digits is not.
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const telegram = { ...staffTelegram(), address: async (start: string) => `https://t.me/saputnik_bot?start=${start}` };
  ({ routes } = office.beside({ config: { publicUrl: url, production: false }, store: office.store, telegram }));
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  server.close();
  await office[Symbol.asyncDispose]();
});

async function openPage(context?: BrowserContext): Promise<Page> {
  const own = context ?? (await browser.newContext({ viewport: { width: 375, height: 740 } }));
  own.setDefaultTimeout(LATE_MS);
  return own.newPage();
}

/** Puts an authenticator into a browser that says yes to everything, as a finger on the sensor does. */
async function withFinger(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
}

const invited = () =>
  invite(office.world, {
    ...{ name: 'Mira', role: 'coordinator', pilots: ['serbia'], counsellor: null },
    ...{ account: null, by: null },
  });
const press = (page: Page, name: string) => page.getByRole('button', { name }).click();

describe('a passkey', () => {
  test('makes an account, signs in, proves who it is, and is joined by a second one', async () => {
    const page = await openPage();
    await withFinger(page);
    await page.goto(url + (await invited()));
    await page.getByLabel('Mail address').fill('mira@example.org');
    await press(page, 'Make a passkey');
    await page.waitForURL(`${url}/staff/today`);
    await press(page, 'Sign out');
    await page.waitForURL(`${url}/staff/enter`);
    await press(page, 'Sign in with a passkey');
    await page.waitForURL(`${url}/staff/today`);
    office.clock.now += 10 * 60_000;
    await page.goto(`${url}/staff/prove?to=/staff/me`);
    await press(page, 'Sign in with a passkey');
    await page.waitForURL(`${url}/staff/me`);
    expect(await page.getByText('You have none.').count()).toBe(0);
    expect(await office.rows('passkey')).toMatchObject([{ usedAt: office.clock.now }]);
    const deeds = (await office.rows('log')).map(({ what }) => what);
    expect(deeds).toEqual(expect.arrayContaining(['joined', 'signed-in', 'signed-out', 'signed-in-passkey', 'proved']));
  });

  test('of nobody here opens nothing', async () => {
    const [known, page] = [await openPage(), await openPage()];
    await withFinger(known);
    await known.goto(url + (await invited()));
    await known.getByLabel('Mail address').fill('mira@example.org');
    await press(known, 'Make a passkey');
    await known.waitForURL(`${url}/staff/today`);
    await office.store.tx(async (q) => {
      await q.db.delete(q.t.passkey);
    });
    await known.context().clearCookies();
    await known.goto(`${url}/staff/enter`);
    await press(known, 'Sign in with a passkey');
    await known.getByRole('alert').getByText('This passkey does not open anything here.').waitFor();
    // A browser whose person says no stays where it is, and says so.
    await page.goto(`${url}/staff/enter`);
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    await devTools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: false, automaticPresenceSimulation: true },
      },
    });
    await press(page, 'Sign in with a passkey');
    await page.getByRole('alert').getByText('That did not work.').waitFor();
  });
});

describe('a password and an app for codes', () => {
  test('make an account by the picture alone, sign in by keyboard, and work without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, deviceScaleFactor: 2 });
    const page = await openPage(context);
    await page.goto(url + (await invited()));
    expect(await page.getByRole('button', { name: 'Make a passkey' }).isVisible()).toBe(false);
    const totp = URI.parse(await readPicture(page)) as TOTP;
    expect(totp.issuer).toBe('Saputnik');
    const code = () => totp.generate({ timestamp: office.clock.now });
    await page.getByLabel('Mail address').fill('mira@example.org');
    await page.getByLabel('A new password').fill(PASSWORD);
    await page.getByLabel('The code that the app shows now').fill(code());
    await press(page, 'Make the account');
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    expect(await page.locator('.codes li').count()).toBe(10);
    await page.getByRole('link', { name: 'I have written them down' }).click();
    await press(page, 'Sign out');
    office.clock.now += 60_000;
    await page.getByLabel('Mail address').focus();
    for (const typed of ['mira@example.org', PASSWORD, code()]) {
      await page.keyboard.type(typed);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/staff/today`);
  });
});

/** The text of the QR code on a page, as a phone's camera reads it. */
async function readPicture(page: Page): Promise<string> {
  const png = await page.locator('.qr').screenshot();
  // A browser with scripts turns the picture into points.
  const reader = await browser.newPage();
  const { data, width, height } = await reader.evaluate<{ data: number[]; width: number; height: number }>(
    `(async () => {
      const image = await createImageBitmap(await (await fetch('data:image/png;base64,${png.toString('base64')}')).blob());
      const { width, height } = image;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context.drawImage(image, 0, 0);
      return { data: [...context.getImageData(0, 0, width, height).data], width, height };
    })()`,
  );
  return jsQr.default(new Uint8ClampedArray(data), width, height)?.data ?? '';
}

describe('the pages of accounts', () => {
  test.each([
    ['en', 'light', 375],
    ['ar', 'dark', 1280],
  ] as const)('have no fault that axe finds: %s, %s, %i px', async (locale, colorScheme, width) => {
    const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 800 } });
    const page = await openPage(context);
    const look = async (path: string) => {
      await page.goto(url + path);
      await isFaultless(path);
    };
    const isFaultless = async (path: string) => {
      const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
      expect([path, await barriersOn(page), wide]).toEqual([path, [], false]);
    };
    for (const path of ['/staff/enter', '/staff/join/none', await invited(), demoPath(office.world)]) await look(path);
    await page.locator('select').selectOption('demo-admin');
    await page.locator('main button').click();
    for (const path of ['me', 'accounts', 'setup', 'log', 'copy', 'prove', 'nowhere']) await look(`/staff/${path}`);
    await page.goto(`${url}/staff/me`);
    await page.locator('form[action="/staff/me/chat"] button').click();
    await page.locator('.qr').waitFor();
    await isFaultless('the code that links a chat');
  });
});
