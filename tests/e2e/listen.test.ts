import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mp3, withAudio } from '../fakes/speech.ts';
import { openStage } from '../fakes/stage.ts';
import { barriersOn } from './axe.ts';
import { LATE_MS, openBrowser } from './browser.ts';

const PHONE = { viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' } as const;
const soon = <T>(look: () => T) => expect.poll(look);

let browser: Browser;
let stop: AsyncDisposableStack;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
afterEach(() => stop.disposeAsync());

/** A phone at the question for the place, in a chat in which that was recorded; `asked` are the requests it made. */
async function open(language: string, recordings: Record<string, Buffer>, options: BrowserContextOptions = {}) {
  stop = new AsyncDisposableStack();
  const { content } = stop.use(await withAudio(recordings));
  const stage = stop.use(await openStage('sqlite', { content }));
  await stage.pump.start();
  const server = serve({ fetch: stage.routes.fetch, port: 0, hostname: '127.0.0.1' });
  const context = await browser.newContext({ ...PHONE, ...options });
  stop.defer(async () => {
    await context.close();
    await stage.pump.stop();
    await new Promise((done) => server.close(done));
  });
  context.setDefaultTimeout(LATE_MS);
  await context.route('https://www.wikipedia.org/**', (route) => route.fulfill({ body: 'Elsewhere' }));
  const asked: string[] = [];
  const page = await context.newPage();
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  page.on('pageerror', (error) => asked.push(`error: ${error.message}`));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.getByRole('button', { name: language }).click();
  await page.locator('.asks:not(.quiet)').last().waitFor();
  await page.locator('.asks').nth(1).waitFor();
  return { page, asked, heard: () => asked.filter((path) => path.startsWith('/audio/')) };
}

const listenTo = (page: Page) => page.locator('.listen');
/** What plays, as `playing` in the page. */
const watchPlayer = (page: Page) =>
  page.evaluate(`(() => {
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function () { window.playing = this; return play.call(this); };
  })()`);

describe('a question that was recorded', () => {
  test('is loaded and played when asked for, not before, and falls silent when asked to', async () => {
    const { page, asked, heard } = await open('English', { 'en/audio/place.place.mp3': mp3(60) });
    const listen = page.getByRole('button', { name: 'Listen', exact: true });
    await listen.waitFor();
    expect(heard()).toEqual([]);
    expect(await barriersOn(page)).toEqual([]);
    await listen.click();
    await page.getByRole('button', { name: 'Stop listening' }).waitFor();
    await soon(heard).toContain('/audio/en/place.place.mp3');
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop listening' }).click();
    await listen.waitFor();
    expect(asked.filter((path) => path.startsWith('error'))).toEqual([]);
  });

  test('is heard to its end, and can be heard again, by the keyboard', async () => {
    const { page, heard } = await open('English', { 'en/audio/place.place.mp3': mp3(0.3) });
    await watchPlayer(page);
    await listenTo(page).focus();
    for (const _ of [1, 2]) {
      await page.keyboard.press('Enter');
      await soon(() => listenTo(page).getAttribute('data-state')).toBe('listen');
      expect(await page.evaluate(`playing.ended`)).toBe(true);
    }
    expect(new Set(heard())).toEqual(new Set(['/audio/en/place.place.mp3']));
    expect(await page.locator('.mine').count()).toBe(1);
  });

  test.each([
    ['English', 'en', 'Listen', 'left'],
    ['العربية', 'ar', 'استماع', 'right'],
    ['فارسی', 'fa', 'شنیدن', 'right'],
  ])('in %s has a button in its words, large enough, on its side', async (name, language, label, side) => {
    const { page } = await open(name, { [`${language}/audio/place.place.mp3`]: mp3() });
    await listenTo(page).waitFor();
    expect(await listenTo(page).textContent()).toBe(label);
    const box = await listenTo(page).boundingBox();
    const said = await page.locator('.asks').last().locator('.said').boundingBox();
    expect(Math.min(box?.height ?? 0, box?.width ?? 0)).toBeGreaterThanOrEqual(44);
    const start = (at: typeof box) => Math.round(side === 'left' ? (at?.x ?? 0) : (at?.x ?? 0) + (at?.width ?? 0));
    expect(start(box)).toBe(start(said));
    expect(await barriersOn(page)).toEqual([]);
  });

  test('that cannot be had is offered again', async () => {
    const { page, heard } = await open('English', { 'en/audio/place.place.mp3': mp3(60) });
    await page.route('**/audio/**', (route) => route.abort());
    await listenTo(page).click();
    await soon(() => heard().length).toBeGreaterThan(0);
    await soon(() => listenTo(page).getAttribute('data-state')).toBe('listen');
  });

  test('falls silent at once when she leaves', async () => {
    const { page } = await open('English', { 'en/audio/place.place.mp3': mp3(60) });
    await watchPlayer(page);
    await listenTo(page).click();
    await soon(() => listenTo(page).getAttribute('data-state')).toBe('listenStop');
    await soon(() => page.evaluate(`playing.paused`)).toBe(false);
    await page.evaluate(`document.body.replaceChildren()`);
    expect(await page.evaluate(`playing.paused`)).toBe(true);
  });
});

test('where nothing was recorded, nothing more is loaded, and there is no button', async () => {
  const { page, asked } = await open('English', {});
  expect(asked.filter((path) => /listen|audio/.test(path))).toEqual([]);
  expect(await page.content()).not.toMatch(/Listen|listen/);
});
