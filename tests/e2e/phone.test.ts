import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { expect, test } from 'vitest';
import { content } from '../fakes/parts.ts';
import { codeOf, withPhone } from '../server/phone-office.ts';
import { barriersOn } from './axe.ts';
import { LATE_MS, openBrowser } from './browser.ts';

test.each([true, false])('a phone is linked and unlinked on its page; with scripts: %s', async (javaScriptEnabled) => {
  await using s = await withPhone();
  const server = serve({ fetch: s.office.routes.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [name = '', value = ''] = (await s.office.cookie('admin', Object.keys(content.pilots))).split('=');
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ locale: 'en', javaScriptEnabled });
    context.setDefaultTimeout(LATE_MS);
    await context.addCookies([{ name, value, url }]);
    const page = await context.newPage();
    await page.goto(`${url}/staff/system`);
    await page.getByRole('link', { name: 'Link a phone, or unlink it' }).click();
    await page.getByRole('button', { name: 'Link a phone' }).click();
    // The code comes to the page by itself.
    await page.locator('.qr svg').waitFor();
    if (javaScriptEnabled) expect(await barriersOn(page)).toEqual([]);
    s.fake.scan(codeOf(s.channel) ?? '');
    await page.getByText('A phone is linked.').waitFor();
    await page.getByRole('button', { name: 'Unlink the phone' }).click();
    await page.getByText('No phone is linked.').waitFor();
    expect(s.fake.left).toHaveLength(1);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
});
