import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { content } from '../fakes/parts.ts';
import { codeOf, withPhone } from '../server/phone-office.ts';
import { barriersOn } from './axe.ts';
import { LATE_MS, openBrowser } from './browser.ts';

/** How often the script of the page looks for a newer code. */
const EVERY_MS = 3000;

/**
 * What a server answers, with a second in place of the ten after which a page is loaded anew where no script runs: no test
 * moves that clock of the browser.
 */
async function sooner(answering: Response | Promise<Response>): Promise<Response> {
  const answer = await answering;
  if (!answer.headers.get('content-type')?.startsWith('text/html')) return answer;
  const html = await answer.text();
  return new Response(html.replace('http-equiv="refresh" content="10"', 'http-equiv="refresh" content="1"'), answer);
}

test.each([true, false])('a phone is linked and unlinked on its page; with scripts: %s', async (javaScriptEnabled) => {
  await using s = await withPhone();
  const server = serve({
    fetch: (request, env) => sooner(s.office.routes.fetch(request, env)),
    port: 0,
    hostname: '127.0.0.1',
  }) as Server;
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [name = '', value = ''] = (await s.office.cookie('admin', Object.keys(content.pilots))).split('=');
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ locale: 'en', javaScriptEnabled });
    context.setDefaultTimeout(LATE_MS);
    await context.addCookies([{ name, value, url }]);
    const page = await context.newPage();
    if (javaScriptEnabled) await page.clock.install();
    /** What comes to the page by itself. */
    const comes = (what: Locator) =>
      expect
        .poll(async () => {
          if (javaScriptEnabled) await page.clock.runFor(EVERY_MS);
          return what.count();
        })
        .toBe(1);
    await page.goto(`${url}/staff/system`);
    await page.getByRole('link', { name: 'Link a phone, or unlink it' }).click();
    await page.getByRole('button', { name: 'Link a phone' }).click();
    await comes(page.locator('.qr svg'));
    if (javaScriptEnabled) expect(await barriersOn(page)).toEqual([]);
    s.fake.scan(codeOf(s.channel) ?? '');
    await comes(page.getByText('A phone is linked.'));
    await page.getByRole('button', { name: 'Unlink the phone' }).click();
    await comes(page.getByText('No phone is linked.'));
    expect(s.fake.left).toHaveLength(1);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
});
