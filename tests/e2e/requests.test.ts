import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noteByStaff } from '../../src/turn/requests/by-staff.ts';
import { PDF, ZIP } from '../fakes/sent-files.ts';
import { type Office, openOffice } from '../server/office.ts';
import { barriersOn } from './axe.ts';
import { LATE_MS, openBrowser } from './browser.ts';

let browser: Browser;
let office: Office;
let server: Server;
let url: string;
/** The answers to forms wait for it. */
let held: Promise<unknown>;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  office = await openOffice();
  held = Promise.resolve();
  const fetch = async (request: Request) => {
    const answer = await office.routes.fetch(request);
    if (request.method === 'POST') await held;
    return answer;
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

async function open(path: string, javaScriptEnabled = true): Promise<Page> {
  const [name = '', value = ''] = (await office.cookie('counsellor')).split('=');
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, javaScriptEnabled });
  context.setDefaultTimeout(LATE_MS);
  await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  await page.goto(url + path);
  return page;
}

/** The web chat, with its first question. */
async function chatOf(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  context.setDefaultTimeout(LATE_MS);
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.choice').first().waitFor();
  return page;
}

/** One pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A second of silence, as a WAVE file. */
function speech(): Buffer {
  const samples = Buffer.alloc(8000, 128);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  for (const [at, value] of [
    [16, 16],
    [24, 8000],
    [28, 8000],
    [40, samples.length],
  ] as const)
    head.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    head.writeUInt16LE(value, at);
  head.write('data', 36, 'latin1');
  return Buffer.concat([head, samples]);
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
    expect(await barriersOn(list)).toEqual([]);
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

  test('with a voice note, a photo and a PDF from the web chat are heard, answered and closed, on both sides at once', async () => {
    const chat = await chatOf();
    const said = (words: string) => chat.locator('.message', { hasText: words }).last().waitFor();
    const choose = async (label: string) => chat.locator('.asks:not(.quiet) .choice', { hasText: label }).click();
    await choose('English');
    await choose('Serbia');
    await chat.locator('#text').fill('human');
    await chat.locator('.send').click();
    await said('What is it about?');
    await chat.locator('#file').setInputFiles({ name: 'a.wav', mimeType: 'audio/wav', buffer: speech() });
    await said('our team will read it');
    await chat.locator('#file').setInputFiles({ name: 'b.png', mimeType: 'image/png', buffer: PNG });
    await chat.locator('#file').setInputFiles({ name: 'Amina.pdf', mimeType: 'application/pdf', buffer: PDF });
    await chat.locator('.mine', { hasText: 'A document' }).waitFor();
    const page = await open('/staff/requests');
    await soon(() => page.locator('#queue li').count()).toBe(1);
    await page.locator('#queue a').click();
    await page.locator('.thread audio').waitFor();
    await soon(() => page.locator('.thread img').count()).toBe(1);
    await soon(() => page.evaluate(`document.querySelector('.thread img').naturalWidth`)).toBe(1);
    const heard = await page.evaluate(`new Promise((resolve) => {
      const audio = document.querySelector('.thread audio');
      audio.onloadedmetadata = () => resolve(audio.duration);
      audio.onerror = () => resolve(audio.error.message);
      audio.load();
    })`);
    expect(heard).toBeGreaterThan(0.5);
    const saving = page.waitForEvent('download');
    await page.locator('.file a', { hasText: 'PDF from this person' }).click();
    const saved = await saving;
    expect([saved.suggestedFilename(), Buffer.concat(await (await saved.createReadStream()).toArray())]).toEqual([
      'document.pdf',
      PDF,
    ]);
    expect(await barriersOn(page)).toEqual([]);
    await page.locator('#words').fill('I have heard you');
    await page.locator('button[value="answer"]').click();
    await page.locator('[role="status"]', { hasText: 'Your answer is on its way.' }).waitFor();
    await office.pump.settle();
    await said('I have heard you');
    await choose('Answer');
    await said('Write your answer here.');
    await chat.locator('#text').fill('Thank you');
    await chat.locator('.send').click();
    await soon(() => entries(page)).toEqual(['I have heard you', 'Thank you']);
    await page.locator('summary', { hasText: 'Close' }).click();
    await page.locator('button[value="close"]').click();
    await page.locator('[role="status"]', { hasText: 'Closed.' }).waitFor();
    expect(await office.rows('requestFile')).toEqual([]);
  });

  test('say that they are closed, also when the page hears of it before the answer to the form', async () => {
    const id = await asks('amal', 'Help me');
    const page = await open(`/staff/requests/${id}`);
    const hears = page.waitForResponse((one) => one.request().method() === 'GET' && one.status() === 404);
    held = hears;
    await page.locator('summary', { hasText: 'Close' }).click();
    await page.locator('button[value="close"]').click({ noWaitAfter: true });
    await page.waitForURL(/staff\/requests(\?|$)/);
    expect(await page.locator('[role="status"]').allTextContents()).toEqual(['Closed.']);
  });

  test('take no file that is neither a picture nor a recording nor a PDF, or is too large, and say so', async () => {
    const chat = await chatOf();
    const choose = async (label: string) => chat.locator('.asks:not(.quiet) .choice', { hasText: label }).click();
    await choose('English');
    expect(await chat.locator('#attach').isVisible()).toBe(false);
    await choose('Serbia');
    await chat.locator('#text').fill('human');
    await chat.locator('.send').click();
    await chat.locator('#attach').waitFor();
    const refused = chat.locator('[data-state="refused"]');
    await chat.locator('#file').setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: ZIP });
    await refused.waitFor();
    expect(await refused.textContent()).toMatch(/or a PDF of at most 10 megabytes.*bring it to an appointment/);
    const uploads: string[] = [];
    chat.on('request', (request) => uploads.push(...(request.url().endsWith('/chat/files') ? [request.url()] : [])));
    const large = Buffer.concat([PDF, Buffer.alloc(10 * 1024 * 1024)]);
    await chat.locator('#file').setInputFiles({ name: 'b.pdf', mimeType: 'application/pdf', buffer: large });
    await soon(() => refused.count()).toBe(2);
    expect(uploads).toEqual([]);
    expect(await barriersOn(chat)).toEqual([]);
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
