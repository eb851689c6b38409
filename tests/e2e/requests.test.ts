import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { serve } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noteByStaff } from '../../src/turn/requests/by-staff.ts';
import { type Office, openOffice } from '../server/office.ts';
import { LATE_MS, openBrowser } from './browser.ts';

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
  server = serve({ fetch: office.routes.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  server.closeAllConnections();
  server.close();
  await office[Symbol.asyncDispose]();
});

async function open(path: string, javaScriptEnabled = true): Promise<Page> {
  const [name = '', value = ''] = (await office.cookie('counsellor')).split('=');
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, javaScriptEnabled });
  context.setDefaultTimeout(LATE_MS);
  await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  await page.goto(url + path);
  return page;
}

const asks = async (handle: string, words: string): Promise<string> => {
  await office.hear(handle, 'hello', 'English', 'Serbia', 'human', words);
  return (await office.rows('request')).find(({ state }) => state === 'open')?.id ?? '';
};
const entries = (page: Page) => page.locator('.thread .words').allTextContents();
const soon = <T>(look: () => T) => expect.poll(look, { timeout: LATE_MS });

describe('requests in a browser', () => {
  test('come by themselves, and so does what people write', async () => {
    const list = await open('/staff/requests');
    expect(await list.locator('#queue li').count()).toBe(0);
    const id = await asks('amal', 'My boss does not pay me');
    await soon(() => list.locator('#queue li').count()).toBe(1);
    await list.locator('#queue a').click();
    await list.waitForURL(`${url}/staff/requests/${id}`);
    await list.locator('#words').fill('I am writing this');
    await office.hear('amal', 'since two months');
    await soon(() => entries(list)).toEqual(['My boss does not pay me', 'since two months']);
    expect(await list.locator('#words').inputValue()).toBe('I am writing this');
    const axe = await new AxeBuilder({ page: list }).analyze();
    expect(axe.violations.map(({ id: rule, nodes }) => [rule, nodes.map(({ html }) => html)])).toEqual([]);
  });

  test('show what a colleague wrote before an answer goes out, and keep the words', async () => {
    const id = await asks('amal', 'Help me');
    const page = await open(`/staff/requests/${id}`);
    await page.locator('#words').fill('My answer');
    const bojan = { role: 'counsellor', pilots: ['serbia'], who: 'account:b', account: 'b' } as const;
    await noteByStaff(office.world, bojan, id, 'I know her');
    await soon(() => entries(page)).toEqual(['Help me', 'I know her']);
    await page.locator('button[value="answer"]').click();
    await soon(() => page.locator('.stale').first().textContent()).toContain('a colleague has written');
    expect(await page.locator('#words').inputValue()).toBe('My answer');
    await page.locator('button[value="answer"]').click();
    await soon(() => entries(page)).toEqual(['Help me', 'I know her', 'My answer']);
  });

  test('work without JavaScript', async () => {
    const id = await asks('amal', 'Help me');
    const page = await open(`/staff/requests/${id}`, false);
    await page.locator('#words').fill('Hello.');
    await page.locator('summary', { hasText: 'Prepared answers' }).click();
    await page.locator('button[value="insert-city"]').click();
    await soon(() => page.locator('#words').inputValue()).toBe('Hello.\n\nWhich city are you in now?');
    await page.locator('button[value="answer"]').click();
    await soon(() => entries(page)).toHaveLength(2);
  });
});
