import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pilot } from '../../src/pilot/pilot.ts';
import { contactLine, phoneShown } from '../../src/pilot/shown.ts';
import type { Param } from '../../src/text/texts.ts';
import { content } from '../fakes/parts.ts';
import { openBrowser } from './browser.ts';
import { startPage } from './page-server.ts';

/** Every number and address that people are told, in every pilot, can be tapped where they read it. */

const { texts } = content.model;
const PILOTS = Object.values(content.pilots);

interface Told {
  kind: 'phone' | 'mail' | 'link';
  /** As the pilot's files have it. */
  value: string;
  shown: Param;
}

function toldIn({ country, emergency, services }: Pilot): Told[] {
  const numbers = [emergency?.police, emergency?.fire, emergency?.ambulance].filter((value) => value !== undefined);
  return [
    ...numbers.map((value): Told => ({ kind: 'phone', value, shown: phoneShown(value, country) })),
    ...services.flatMap(({ contacts }) =>
      contacts.flatMap((contact): Told[] =>
        contact.kind === 'address'
          ? []
          : [{ kind: contact.kind, value: contact.value, shown: contactLine(contact, country) }],
      ),
    ),
  ];
}

/** What Telegram and WhatsApp make no link of, with the reason. */
const NOT_IN_APPS: Record<string, string> = {
  '112': 'short: apps take three digits for a count',
  '133': 'short',
  '192': 'short',
  '193': 'short',
  '194': 'short',
  '1522': 'short',
  '116 016': 'short: from Germany alone, without a country code',
  '508 00 508': 'without an area code, so that nobody knows what it reaches; not sure, and not shown',
};
/** What apps make a link of: an international number, a mail address, a website with its protocol. */
const IN_APPS: Record<Told['kind'], RegExp> = {
  phone: /(?<![\d+])\+[1-9]\d{0,2}(?: \d+)+(?!\d)/,
  mail: /(?<![\w.\u2066-\u2069])[\w.]+@[\w.-]+\.[a-z]{2,3}(?![\w\u2066-\u2069])/,
  link: /(?<![\u2066-\u2069])https:\/\/[\w./-]+(?![\u2066-\u2069])/,
};

describe.each(PILOTS.map((pilot) => [pilot.pilot, pilot] as const))('what is told in %s', (_, pilot) => {
  test.each(texts.languages.map(({ tag }) => tag))('can be tapped in Telegram and WhatsApp, in %s', (tag) => {
    const dead = toldIn(pilot).filter(({ kind, shown }) => !IN_APPS[kind].test(texts.show(tag, shown)));
    expect(dead.filter(({ value }) => !(value in NOT_IN_APPS))).toEqual([]);
    // Nobody leaves a number on the list that can be tapped.
    const listed = toldIn(pilot).filter(({ value }) => value in NOT_IN_APPS);
    expect(listed.filter((one) => !dead.some(({ value }) => value === one.value))).toEqual([]);
  });
});

test('every exception is a number of some pilot', () => {
  const told = new Set(PILOTS.flatMap(toldIn).map(({ value }) => value));
  expect(Object.keys(NOT_IN_APPS).filter((value) => !told.has(value))).toEqual([]);
});

describe('on the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  /** What a page makes of the lines of a reply: for each, what it links to. */
  async function linksOn(language: string, lines: string[]): Promise<string[][]> {
    await using server = await startPage(texts, [{ kind: 'text', language, text: lines.join('\n') }]);
    await using context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(server.url);
    await page.locator('.line').first().waitFor();
    return await page.evaluate<string[][]>(
      `[...document.querySelectorAll('.line')].map((line) => [...line.querySelectorAll('a')].map((a) => a.getAttribute('href')))`,
    );
  }

  const digits = (value: string) => value.replace(/[^+\d]/g, '');
  /** A website's address, a mail address, or the digits at the end of a number: its country code comes before. */
  function isReached(href: string | undefined, { kind, value, shown }: Told): boolean {
    if (kind === 'mail') return href === `mailto:${value}`;
    if (kind === 'link') return href === `https://${value}`;
    return href === `tel:${digits(texts.show('en', shown))}` && href.endsWith(digits(value).slice(-3));
  }

  test.each(['en', 'ar'])('each can be tapped, in %s', async (tag) => {
    const told = PILOTS.flatMap(toldIn);
    expect(told.length).toBeGreaterThan(100);
    const links = await linksOn(
      tag,
      told.map(({ shown }) => texts.show(tag, shown)),
    );
    expect(links).toHaveLength(told.length);
    expect(told.filter((one, n) => links[n]?.length !== 1 || !isReached(links[n]?.[0], one))).toEqual([]);
  });

  test.each(['en', 'fa'])('no date, time, reference, price, count or law is taken for one, in %s', async (tag) => {
    const others: Param[] = [
      { fullDate: '2026-11-24' },
      { dateTime: Date.UTC(2026, 10, 24, 9, 30), zone: 'Europe/Belgrade' },
      { list: ['2026', '1998-2004', '24.11.2026'] },
      'KXWD-4721',
      '4721',
      '371 RSD',
      '2.500 €',
      '112',
      15,
      'Zakon 24/2018, 31/2019',
      'Oranienstr. 159, 10969',
      'berlin.de',
    ];
    expect(
      await linksOn(
        tag,
        others.map((param) => texts.show(tag, param)),
      ),
    ).toEqual(others.map(() => []));
  });

  test('what staff write is linked where it is beyond doubt', async () => {
    const said = 'Call +381 11 123-456 or write to a.b@example.org: https://example.org/x, room 112, by 24.11.2026.';
    expect(await linksOn('en', [texts.show('en', said)])).toEqual([
      ['tel:+38111123456', 'mailto:a.b@example.org', 'https://example.org/x'],
    ]);
  });
});
