import { serve } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Talk, WITH_BUTTONS } from '../conversation/talk.ts';
import { content } from '../fakes/parts.ts';
import { openStage } from '../fakes/stage.ts';
import { LATE_MS, openBrowser } from './browser.ts';
import { startPage } from './page-server.ts';

/** A small phone shows at once what somebody agrees to, and both answers. */

const { model } = content;
const { texts } = model;
const PHONE = { viewport: { width: 360, height: 640 }, reducedMotion: 'reduce' } as const;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** How much room (px) is left on the screen beneath the newest answers, between the bar above and the one below. */
const roomLeft = (page: Page) =>
  page.evaluate<number>(`(() => {
    const edge = (selector, side) => document.querySelector(selector).getBoundingClientRect()[side];
    const messages = [...document.querySelectorAll('.message:not(.mine)')];
    const last = messages.at(-1).getBoundingClientRect();
    return edge('.foot', 'top') - edge('.bar', 'bottom') - (last.bottom - messages.at(-2).getBoundingClientRect().top);
  })()`);

describe.each(Object.keys(model.pilots))('the notice of %s', (pilot) => {
  test.each(texts.languages.map(({ tag }) => tag))('and both answers fit one screen, in %s', async (tag) => {
    const talk = new Talk(model, { setting: { ...WITH_BUTTONS, channel: 'web-chat' } }).open().choose(tag);
    const { replies } = talk.choose(pilot).turn;
    expect(replies.map((reply) => reply.kind === 'choice' && reply.options.length > 0)).toEqual([true, true]);
    await using server = await startPage(texts, replies);
    await using context = await browser.newContext(PHONE);
    context.setDefaultTimeout(LATE_MS);
    const page = await context.newPage();
    await page.goto(server.url);
    await page.getByRole('button', { name: texts.say(tag, 'consent:agree.options.look') }).waitFor();
    expect(await roomLeft(page)).toBeGreaterThanOrEqual(0);
  });
});

test.each(['de', 'fa'])('they are on the screen where she has come to them, in %s', async (tag) => {
  await using stage = await openStage('sqlite');
  const server = serve({ fetch: stage.routes.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((listening) => server.once('listening', listening));
  await using context = await browser.newContext({ ...PHONE, locale: tag });
  context.setDefaultTimeout(LATE_MS);
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as { port: number }).port}/`);
  await page.getByRole('button', { name: texts.language(tag).endonym }).click();
  await page.getByRole('button', { name: texts.say(tag, 'pilots:berlin.name') }).click();
  for (const option of ['agree', 'look'] as const) {
    const button = page.getByRole('button', { name: texts.say(tag, `consent:agree.options.${option}`) });
    await button.waitFor();
    // Nothing lies over it, as the bar below does over what is farther down.
    const found = async () => {
      const { x, y, width, height } = (await button.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      return page.evaluate<string>(`document.elementFromPoint(${x + width / 2}, ${y + height - 2})?.textContent ?? ''`);
    };
    await expect.poll(found).toBe(texts.say(tag, `consent:agree.options.${option}`));
  }
  if ('closeAllConnections' in server) server.closeAllConnections();
  await new Promise((done) => server.close(done));
});
