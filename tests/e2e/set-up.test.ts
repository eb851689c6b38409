import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Office, openOffice } from '../server/office.ts';
import { LATE_MS, openBrowser } from './browser.ts';

/** A coordinator at her pages, who is counted: how often she presses or chooses something, and what she types. */
class Coordinator {
  presses = 0;
  letters = 0;
  pages = 0;
  readonly page: Page;
  readonly url: string;
  constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
  }

  /** Goes to a page by its link in the menu. */
  async go(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    this.presses += 1;
    this.look();
  }

  look(): void {
    this.pages += 1;
  }

  async type(id: string, text: string): Promise<void> {
    await this.page.fill(`#${id}`, text);
    this.letters += text.length;
    this.presses += 1;
  }

  async choose(id: string, label: string): Promise<void> {
    await this.page.selectOption(`#${id}`, { label });
    this.presses += 1;
  }

  async tick(id: string, ...values: string[]): Promise<void> {
    for (const value of values) await this.page.check(`#${id} input[value="${value}"]`);
    this.presses += values.length;
  }

  /** Presses a button, and comes to the page that says that it is done. */
  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).first().click();
    await this.page.waitForLoadState();
    this.presses += 1;
    this.look();
    expect(await this.page.locator('.fault').allTextContents()).toEqual([]);
  }

  async follow(name: string | RegExp): Promise<void> {
    await this.page.getByRole('link', { name }).first().click();
    await this.page.waitForLoadState();
    this.presses += 1;
    this.look();
  }
}

async function setUp(one: Coordinator): Promise<void> {
  const counsellors = [
    ['Mira', 'woman', ['sr', 'en']],
    ['Noor', 'woman', ['ar', 'en']],
    ['Petar', 'man', ['sr', 'ru']],
  ] as const;
  for (const [name, gender, languages] of counsellors) {
    await one.go('/staff/team');
    await one.follow('Add a counsellor');
    await one.type('name', name);
    await one.choose('gender', gender);
    await one.tick('languages', ...languages.filter((tag) => tag !== 'ru'));
    if (languages.some((tag) => tag === 'ru')) await one.type('more-languages', 'ru');
    await one.press('Add a counsellor');
    await one.follow('Working times and calendar');
    for (const day of [1, 2, 3, 4, 5]) await one.type(`w${day}`, '9-12, 13-16');
    await one.press('Save the week');
  }
  // Two absences, of the counsellor whose page is open.
  for (const [from, to] of [
    ['2026-12-21', '2026-12-23'],
    ['2027-01-18', '2027-01-18'],
  ] as const) {
    await one.type('from', from);
    await one.type('to', to);
    await one.page.locator('form:has(#from) button').click();
    one.presses += 1;
    one.look();
  }
  for (const [name, add] of [
    ['Room 2', 'Add a room'],
    ['Samira', 'Add an interpreter'],
  ] as const) {
    await one.go('/staff/team');
    await one.follow(add);
    await one.type('name', name);
    if (add === 'Add an interpreter') await one.tick('languages', 'ar', 'fa');
    await one.press(add);
  }
  for (const date of ['2026-12-24', '2026-12-31']) {
    await one.go('/staff/holidays');
    await one.type('date-serbia', date);
    await one.press('Save the day');
  }
  await one.go('/staff/groups');
  await one.follow(/^Add for Serbia/);
  await one.type('title-en', 'Serbian A1');
  await one.type('places', '12');
  await one.choose('counsellor', 'Mira');
  await one.choose('room', 'Room 2');
  await one.type('date', '2026-12-01');
  await one.type('from', '17:00');
  await one.type('to', '19:00');
  await one.type('last', '2027-01-04');
  await one.tick('weekday', '1', '2');
  await one.press('Save');
}

const hoursOf = (office: Office, id: string | undefined) =>
  office.rows('hours').then((rows) => rows.filter(({ counsellor }) => counsellor === id).length);

test(
  'a coordinator sets up a pilot in pages alone, without a script: counsellors, a room, an interpreter, holidays, absences, a course of ten meetings',
  async () => {
    await using office = await openOffice();
    const server = serve({ fetch: office.routes.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
    if (!server.listening) await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await using browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, javaScriptEnabled: false });
    context.setDefaultTimeout(LATE_MS);
    const [name = '', value = ''] = (await office.cookie('coordinator')).split('=');
    await context.addCookies([{ name, value, url }]);
    const one = new Coordinator(await context.newPage(), url);
    await setUp(one);
    await context.close();
    server.closeAllConnections();
    server.close();
    const named = (await office.rows('counsellor')).filter(
      ({ id }) => !id.startsWith('serbia-demo') && !/-demo-/.test(id),
    );
    expect(named.map(({ languages }) => languages.length).sort()).toEqual([2, 2, 2]);
    for (const { id } of named) expect(await hoursOf(office, id)).toBe(10);
    expect((await office.rows('resource')).map(({ kind }) => kind).sort()).toEqual(['interpreter', 'room']);
    expect(await office.rows('absence')).toHaveLength(2);
    expect(await office.rows('closing')).toHaveLength(2);
    // Ten, without the two holidays of the New Year.
    const meetings = await office.rows('groupOffer');
    expect([meetings.length, new Set(meetings.map(({ course, room }) => `${course} ${room}`)).size]).toEqual([10, 1]);
    // More would be no better than the 35 commands that it once took.
    expect(one.presses).toBeLessThan(100);
    expect(one.pages).toBeLessThan(40);
  },
  LATE_MS,
);
