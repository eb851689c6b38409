import { expect, test } from 'vitest';
import { beginReading, type OwnCalendar, ownCalendars, saveBusy, saveFailure } from '../../src/store/calendars.ts';
import type { CalendarFailure } from '../../src/store/codes.ts';
import { setDetails } from '../../src/store/counsellors.ts';
import { MINUTE } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { faultsOf, type Office, openOffice } from './office.ts';

const ANA = 'serbia-demo-1';

/** Gives a counsellor a calendar, and lets its reading begin as often as `ends` says and end so. */
async function read(office: Office, ends: (CalendarFailure | OwnCalendar['busySkipped'] | null)[], counsellor = ANA) {
  const busyUrl = testVault().seal('house', `counsellor:busyUrl:${counsellor}`, 'https://example.org/secret.ics');
  await office.store.tx((q) => setDetails(q, counsellor, { busyUrl }, office.clock.now));
  for (const end of ends)
    await office.store.tx(async (q) => {
      const calendar = (await ownCalendars(q)).find(({ id }) => id === counsellor);
      if (calendar === undefined) throw new Error('no calendar');
      await beginReading(q, calendar, office.clock.now);
      if (typeof end === 'string') await saveFailure(q, calendar, end);
      else if (end !== null) await saveBusy(q, calendar, { spans: [], skipped: end }, office.clock.now);
    });
}

async function told(office: Office, language = 'en', pilots?: string[]): Promise<string[]> {
  const cookie = await office.cookie('counsellor', pilots);
  const { status, html } = await office.page('/staff/today', cookie, { 'accept-language': language });
  expect([status, faultsOf(html)]).toEqual([200, []]);
  expect(html).not.toContain('secret.ics');
  const part = /<div id="calendars">(.*?)<\/div>/s.exec(html)?.[1] ?? 'no such part';
  return part
    .split('</p>')
    .map((text) =>
      text
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll('&#39;', "'")
        .trim(),
    )
    .filter((text) => text !== '');
}

test('staff are told which calendar could not be read, why, and what counts in its place', async () => {
  await using office = await openOffice();
  expect(await told(office)).toEqual([]);
  await read(office, [{}]);
  expect(await told(office)).toEqual([]);
  await read(office, ['refused']);
  const why = "Imaginary Ana: the counsellor's own calendar cannot be read (its address is not allowed).";
  expect(await told(office)).toEqual([`${why} Its busy times are not known.`]);
  expect(await told(office, 'en', ['milan'])).toEqual([]);
  await read(office, [{}, 'unreachable']);
  office.clock.now += 20 * MINUTE;
  expect(await told(office)).toEqual([
    "Imaginary Ana: the counsellor's own calendar cannot be read (it does not answer). The busy times of the last reading still count: Tuesday 24 November at 10:00.",
  ]);
});

test('and which entries could not be read', async () => {
  await using office = await openOffice();
  await read(office, [{ start: 1 }]);
  expect(await told(office)).toEqual([
    "Imaginary Ana: 1 entry in the counsellor's own calendar could not be fully read: 1 without a clear date (left out).",
  ]);
  await read(office, [{ start: 2, zone: 1 }, 'too-much']);
  expect(await told(office)).toEqual([
    expect.stringContaining('it is too large or too slow'),
    "Imaginary Ana: 3 entries in the counsellor's own calendar could not be fully read: 2 without a clear date (left out) and 1 in an unknown time zone (the whole day counts as busy).",
  ]);
});

test('a reading that is under way is no failure; one that ended without a word is', async () => {
  await using office = await openOffice();
  await read(office, [null]);
  expect(await told(office)).toEqual([]);
  await read(office, [null, null]);
  expect(await told(office)).toEqual([expect.stringContaining('the reading broke off')]);
});
