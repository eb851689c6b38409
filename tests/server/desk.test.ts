import { describe, expect, test } from 'vitest';
import type { Mark } from '../../src/booking/status.ts';
import { KEEP } from '../../src/store/retention.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { idOf, listedIn, put, referencesOn, rowsOn } from './desk.ts';
import { accountOf, faultsOf, type Office, openOffice } from './office.ts';

const ANA = 'serbia-demo-1';
const YUSUF = 'serbia-demo-2';
const ana = (office: Office) => office.cookie('counsellor', ['serbia'], ANA);
const statusOf = async (office: Office, reference: string) =>
  (await office.rows('appointment')).find((one) => one.reference === reference)?.status;
const noteIn = (html: string): string =>
  (/class="(?:notice|stale)"[^>]*>(.*?)<\/(?:p|form)>/s.exec(html)?.[1] ?? '').replaceAll(/<[^>]*>/g, '').trim();

/** Presses a button of a list, and returns the page that follows. */
async function press(office: Office, cookie: string, reference: string, act: string, to = '/staff/today') {
  const id = await idOf(office, reference);
  const answer = await office.send(`/staff/appointments/${id}`, { do: act, to }, cookie);
  await office.pump.settle();
  const where = answer.headers.get('location') ?? '';
  return { where, ...(await office.page(where.split('#')[0] ?? '', cookie)) };
}

describe('the day', () => {
  test('shows a counsellor her own talks, and on demand those of all', async () => {
    await using office = await openOffice();
    const [own, other] = [await office.book('amal'), await office.book('noor')];
    await put(office, own, { startAt: START + HOUR, counsellor: ANA });
    await put(office, other, { startAt: START + HOUR, counsellor: YUSUF });
    const cookie = await ana(office);
    const shown = async (path: string, by = cookie) => {
      const { html } = await office.page(path, by);
      expect(faultsOf(html)).toEqual([]);
      return listedIn(html, 'today-title').sort();
    };
    expect(await shown('/staff/today')).toEqual([own]);
    expect(await shown('/staff/today?whose=all')).toEqual([own, other].sort());
    // Nobody else has talks of their own.
    const coordinator = await office.cookie('coordinator');
    expect(await shown('/staff/today', coordinator)).toEqual([own, other].sort());
    expect((await office.page('/staff/today', coordinator)).html).not.toContain('>Mine<');
  });

  test('says when, where, about what, in which language, with which wishes, and what the person brings along', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal', { language: 'English' });
    const register = [
      'menu',
      'Steps to work',
      'Employment service',
      'Recognised refugee',
      'I look for work',
      'Ask about this',
    ];
    await office.hear('amal', ...register, 'Keep the question');
    await put(office, reference, { startAt: START + HOUR, counsellor: ANA });
    const { html } = await office.page('/staff/today', await ana(office));
    expect(rowsOn(html)).toEqual([
      ['11:00–11:30', 'Info point Belgrade', 'Finding a job', 'English', '', '2 questions', reference, ''],
    ]);
    expect(html).toContain('All times: Belgrade time');
    const all = await office.page('/staff/today?whose=all', await ana(office));
    expect(rowsOn(all.html)[0]?.[1]).toBe('Imaginary Ana Info point Belgrade');
  });

  test('shows talks of two pilots with the zone of each, or those of one pilot', async () => {
    await using office = await openOffice();
    const [one, other] = [await office.book('amal'), await office.book('noor')];
    await put(office, one, { startAt: START + HOUR });
    await put(office, other, { startAt: START + HOUR, pilot: 'berlin' });
    const cookie = await office.cookie('coordinator', ['serbia', 'berlin']);
    const both = rowsOn((await office.page('/staff/today', cookie)).html);
    expect(both.map(([time]) => time).sort()).toEqual(['11:00–11:30 Belgrade time', '11:00–11:30 Berlin time']);
    const single = await office.page('/staff/today?pilot=berlin', cookie);
    expect(referencesOn(single.html)).toEqual([other]);
    // A pilot that is not theirs filters nothing.
    expect(referencesOn((await office.page('/staff/today?pilot=milan', cookie)).html)).toHaveLength(2);
  });

  test('begins and ends as in the pilot', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('coordinator');
    const midnight = Date.UTC(2026, 10, 24, 23);
    const isToday = async () => listedIn((await office.page('/staff/today', cookie)).html, 'today-title').length === 1;
    for (const [startAt, expected] of [
      [midnight - DAY - 1, false],
      [midnight - DAY, true],
      [midnight - 1, true],
      [midnight, false],
    ] as const) {
      await put(office, reference, { startAt });
      expect(await isToday(), new Date(startAt).toISOString()).toBe(expected);
    }
  });

  test('has what a person called off as cancelled, with nothing to mark, until its time is over', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    await put(office, reference, { startAt: START + HOUR });
    await office.hear('amal', 'Cancel it', 'Yes, cancel it');
    expect(office.texts('amal').join()).toContain('We tell the counsellor.');
    const shown = async (now: number) => {
      office.clock.now = now;
      const { html } = await office.page('/staff/today', await office.cookie('coordinator'));
      return [
        listedIn(html, 'today-title'),
        rowsOn(html).flat().join().includes('Cancelled'),
        html.includes('"arrived"'),
      ];
    };
    const end = START + HOUR + 30 * MINUTE;
    expect(await shown(START)).toEqual([[reference], true, false]);
    expect(await shown(end - 1)).toEqual([[reference], true, false]);
    expect(await shown(end)).toEqual([[], false, false]);
  });

  test('has what nobody marked on any day before on top, until somebody does', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await ana(office);
    const midnight = Date.UTC(2026, 10, 23, 23);
    const isOnTop = async () =>
      listedIn((await office.page('/staff/today', cookie)).html, 'overdue-title').length === 1;
    for (const [startAt, expected] of [
      [midnight - 90 * DAY, true],
      [midnight - 7 * DAY - 1, true],
      [midnight - 1, true],
      [midnight, false],
    ] as const) {
      await put(office, reference, { startAt, counsellor: ANA });
      expect(await isOnTop(), new Date(startAt).toISOString()).toBe(expected);
    }
    await put(office, reference, { startAt: midnight - DAY, status: 'missed' });
    expect(await isOnTop()).toBe(false);
  });

  test('keeps the talks of yesterday until somebody marks them, weeks later too, and a corrected mark is counted right', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await ana(office);
    await put(office, reference, { startAt: START, counsellor: ANA });
    const listed = async () => listedIn((await office.page('/staff/today', cookie)).html, 'overdue-title');
    for (const days of [1, 8, 60]) {
      office.clock.now = START + days * DAY;
      expect(await listed()).toHaveLength(1);
    }
    await press(office, cookie, reference, 'missed');
    expect([await listed(), await statusOf(office, reference)]).toEqual([[], 'missed']);
    expect((await office.rows('event')).filter(({ kind }) => kind === 'appointment-missed')).toHaveLength(1);
    await press(office, cookie, reference, 'unmark');
    expect(await listed()).toHaveLength(1);
    await press(office, cookie, reference, 'arrived');
    expect((await office.rows('event')).map(({ kind }) => kind)).not.toContain('appointment-missed');
    expect((await office.rows('log')).map(({ what }) => what).sort()).toEqual([
      'appointment-arrived',
      'appointment-missed',
      'appointment-unmarked',
    ]);
  });

  test('leads from a long list of them to the week in which it goes on', async () => {
    await using office = await openOffice();
    const cookie = await ana(office);
    for (let i = 0; i < 21; i += 1) {
      const reference = await office.book(`person ${i}`, { day: 1 + (i % 7) });
      await put(office, reference, { startAt: START - (40 - i) * DAY, counsellor: ANA });
    }
    const { html } = await office.page('/staff/today', cookie);
    expect(listedIn(html, 'overdue-title')).toHaveLength(20);
    expect(html).toContain(`/staff/week?from=${new Date(START - 21 * DAY).toISOString().slice(0, 10)}`);
  });

  test('counts who waits for a human, and says what will come on an empty day', async () => {
    await using office = await openOffice();
    const cookie = await ana(office);
    const before = (await office.page('/staff/today', cookie)).html;
    expect(before).toContain('No talks of yours today. Talks that people book with you in the chat come here');
    expect(before).toContain('<p id="waiting"></p>');
    await office.hear('amal', 'hello', 'English', 'Serbia', 'human');
    expect((await office.page('/staff/today', cookie)).html).toContain(
      'href="/staff/requests">1 person waits for a human',
    );
  });

  test('shows long lists in parts', async () => {
    await using office = await openOffice();
    const first = await office.book('amal');
    const [row] = await office.rows('appointment');
    if (row === undefined) throw new Error('nothing is booked');
    const { appointment } = office.store.read.t;
    const more = Array.from({ length: 60 }, (_, i) => ({ ...row, id: `more-${i}`, reference: `MORE-${i}` }));
    const startAt = START + HOUR;
    await office.store.tx(async (q) => {
      await q.db.insert(appointment).values(more);
      await q.db.update(appointment).set({ startAt, endAt: startAt + HOUR });
    });
    const cookie = await office.cookie('coordinator');
    for (const path of ['/staff/today', '/staff/week']) {
      const [one, two] = [await office.page(path, cookie), await office.page(`${path}?page=2`, cookie)];
      expect([referencesOn(one.html).length, referencesOn(two.html).length]).toEqual([50, 11]);
      expect(new Set([...referencesOn(one.html), ...referencesOn(two.html)])).toContain(first);
      expect(one.html).toContain('Part 1 of 2');
      expect(Buffer.byteLength(one.html)).toBeLessThan(100_000);
      for (const page of ['0', '-1', '1.5', 'x', '1e9'])
        expect(referencesOn((await office.page(`${path}?page=${page}`, cookie)).html)).toHaveLength(50);
    }
    expect(referencesOn((await office.page('/staff/week?print=yes', cookie)).html)).toHaveLength(61);
  });
});

describe('a mark', () => {
  test('is made by one tap once the talk has begun, and the list says so', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await ana(office);
    await put(office, reference, { startAt: START + MINUTE, counsellor: ANA });
    expect(rowsOn((await office.page('/staff/today', cookie)).html)[0]?.[7]).toBe('');
    office.clock.now += MINUTE;
    expect(rowsOn((await office.page('/staff/today', cookie)).html)[0]?.[7]).toBe(
      'Came Did not come Not held because of us',
    );
    const { where, html } = await press(office, cookie, reference, 'arrived', '/staff/today?whose=all');
    const id = await idOf(office, reference);
    expect(where).toBe(`/staff/today?whose=all&notice=marked&of=${id}#talk-${id}`);
    expect(noteIn(html)).toContain(`Noted: ${reference}, Came.`);
    expect(faultsOf(html)).toEqual([]);
    expect(rowsOn(html)[0]?.slice(4)).toEqual(['Came', '', reference, 'Take back']);
  });

  test.each([
    ['arrived', 'ask-rating', 'How was it today?'],
    ['missed', 'appointment-missed', 'Would you like another time?'],
    ['not-held', 'appointment-not-held', 'That was because of us, not because of you.'],
  ])('as %s is taken back with what it counted, and what the person would be asked', async (mark, timer, question) => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    await put(office, reference, { startAt: START - HOUR, counsellor: ANA });
    const cookie = await ana(office);
    const counted = async () =>
      (await office.rows('event')).filter(({ kind }) => kind === `appointment-${mark}`).length;
    const timers = async () => (await office.rows('timer')).filter(({ kind }) => kind === timer).length;
    await press(office, cookie, reference, mark);
    expect([await statusOf(office, reference), await counted(), await timers()]).toEqual([mark, 1, 1]);
    const { html } = await press(office, cookie, reference, 'unmark');
    expect(noteIn(html)).toBe('Taken back.');
    expect([await statusOf(office, reference), await counted(), await timers()]).toEqual(['scheduled', 0, 0]);
    office.clock.now += 2 * HOUR;
    await office.pump.settle();
    expect(office.texts('amal').filter((text) => text.includes(question))).toEqual([]);
    const log = (await office.rows('log')).map(({ what, who }) => [what, who]).sort();
    const who = `account:${accountOf(cookie)}`;
    expect(log).toEqual([
      [`appointment-${mark}`, who],
      ['appointment-unmarked', who],
    ]);
    // It can be marked anew, and then the person is asked.
    await press(office, cookie, reference, mark);
    expect(await counted()).toBe(1);
    office.clock.now += HOUR;
    await office.pump.settle();
    expect(office.texts('amal').at(-1)).toContain(question);
  });

  test('takes back only what it counted itself', async () => {
    await using office = await openOffice();
    const [one, other] = [await office.book('amal'), await office.book('noor')];
    const cookie = await ana(office);
    for (const reference of [one, other]) await put(office, reference, { startAt: START - HOUR, counsellor: ANA });
    const pseudonyms = async () =>
      (await office.rows('event')).filter(({ kind }) => kind === 'appointment-arrived').map((event) => event.pseudonym);
    await press(office, cookie, other, 'arrived');
    const before = await pseudonyms();
    await press(office, cookie, one, 'arrived');
    expect(await pseudonyms()).toHaveLength(2);
    await press(office, cookie, one, 'unmark');
    expect(await pseudonyms()).toEqual(before);
  });

  test.each<[string, Mark, number]>([
    ['came', 'arrived', 20],
    ['did not come', 'missed', 20],
    ['was let down by us', 'not-held', 20],
    ['came, marked on the last day of the week', 'arrived', 7],
  ])('that somebody %s, made late, can be corrected until the end of the next day', async (_, mark, days) => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await ana(office);
    await put(office, reference, { startAt: START - days * DAY, counsellor: ANA });
    await press(office, cookie, reference, mark);
    // In Belgrade it is an hour later than in UTC.
    office.clock.now = Date.UTC(2026, 10, 25, 23) - 1;
    const path = `/staff/appointments/${await idOf(office, reference)}`;
    expect((await office.page(path, cookie)).html).toContain('value="unmark"');
    await press(office, cookie, reference, 'unmark');
    const other = mark === 'arrived' ? 'missed' : 'arrived';
    await press(office, cookie, reference, other);
    expect(await statusOf(office, reference)).toBe(other);
    office.clock.now = Date.UTC(2026, 10, 27, 23);
    expect((await office.page(path, cookie)).html).not.toContain('value="unmark"');
    expect(noteIn((await press(office, cookie, reference, 'unmark')).html)).toBe('This talk is no longer open.');
    expect(await statusOf(office, reference)).toBe(other);
  });

  test('can be taken back for a week after the talk, and no longer; never one that was not made', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    await put(office, reference, { startAt: START - HOUR, counsellor: ANA });
    const cookie = await ana(office);
    expect(noteIn((await press(office, cookie, reference, 'unmark')).html)).toBe('This talk is no longer open.');
    await press(office, cookie, reference, 'arrived');
    const end = START - HOUR + 30 * MINUTE;
    const path = `/staff/appointments/${await idOf(office, reference)}`;
    office.clock.now = end + KEEP.marks;
    expect((await office.page(path, cookie)).html).not.toContain('value="unmark"');
    expect(noteIn((await press(office, cookie, reference, 'unmark')).html)).toBe('This talk is no longer open.');
    office.clock.now -= 1;
    expect((await office.page(path, cookie)).html).toContain('value="unmark"');
    const others = await office.cookie('counsellor', ['milan']);
    await press(office, others, reference, 'unmark');
    expect(await statusOf(office, reference)).toBe('arrived');
    await press(office, cookie, reference, 'unmark');
    expect(await statusOf(office, reference)).toBe('scheduled');
  });

  test('of a talk days ago asks nobody how it was', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await ana(office);
    await put(office, reference, { startAt: START - 3 * DAY - 30 * MINUTE - 1, counsellor: ANA });
    await press(office, cookie, reference, 'arrived');
    expect((await office.rows('timer')).filter(({ kind }) => kind === 'ask-rating')).toEqual([]);
    expect(await statusOf(office, reference)).toBe('arrived');
  });

  test('leads back to no page but a list', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    await put(office, reference, { startAt: START - HOUR });
    const cookie = await office.cookie('coordinator');
    const id = await idOf(office, reference);
    for (const to of [
      'https://elsewhere.example/staff/today',
      '//elsewhere.example',
      '/staff/todays',
      '/staff/log',
      '',
    ]) {
      const { where } = await press(office, cookie, reference, 'anything', to);
      expect(where).toBe(`/staff/appointments/${id}?notice=gone`);
    }
  });
});

describe('the week', () => {
  test('shows seven days from Monday or from any date, with ways to the weeks around', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    await put(office, reference, { startAt: Date.UTC(2026, 10, 29, 22, 59), counsellor: ANA });
    const cookie = await ana(office);
    const { html } = await office.page('/staff/week', cookie);
    expect(html).toContain('23 November 2026 to 29 November 2026');
    expect(html).toContain('Sunday 29 November</h3>');
    expect(referencesOn(html)).toEqual([reference]);
    expect(html).toContain('href="/staff/week?from=2026-11-16" rel="prev"');
    expect(html).toContain('href="/staff/week?from=2026-11-30" rel="next"');
    expect(faultsOf(html)).toEqual([]);
    const next = await office.page('/staff/week?from=2026-11-30&whose=all', cookie);
    expect(next.html).toContain('No talks in these seven days.');
    expect(next.html).toContain('href="/staff/week?whose=all&amp;from=2026-11-23"');
    expect(referencesOn((await office.page('/staff/week?from=2026-11-29', cookie)).html)).toEqual([reference]);
    await put(office, reference, { counsellor: YUSUF });
    expect(referencesOn((await office.page('/staff/week', cookie)).html)).toEqual([]);
    expect(referencesOn((await office.page('/staff/week?whose=all', cookie)).html)).toEqual([reference]);
  });

  test.each(['', '2026-02-30', '2026-13-01', '26-11-23', '9999-12-31', '<b>'])('of %s is this week', async (from) => {
    await using office = await openOffice();
    const { status, html } = await office.page(`/staff/week?from=${encodeURIComponent(from)}`, await ana(office));
    expect([status, html.includes('23 November 2026 to')]).toEqual([200, true]);
  });
});

describe('a reference', () => {
  test('leads to its talk, however it is typed', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await ana(office);
    const id = await idOf(office, reference);
    for (const typed of [reference, reference.toLowerCase(), ` ${reference.replace('-', ' ')} `]) {
      const answer = await office.routes.request(`/staff/find?reference=${encodeURIComponent(typed)}`, {
        headers: { cookie },
      });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `/staff/appointments/${id}`]);
    }
  });

  test('that is wrong, unknown or of another pilot is answered alike', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('counsellor', ['milan']);
    const asked = [reference, 'KXWD-4721', 'nonsense', '<b>'];
    const answers = await Promise.all(
      asked.map((one) => office.page(`/staff/find?reference=${encodeURIComponent(one)}`, cookie)),
    );
    expect(new Set(answers.map(({ status, html }) => `${status} ${html}`)).size).toBe(1);
    const [{ status, html } = { status: 0, html: '' }] = answers;
    expect([status, html.includes('No talk with this reference is found.'), faultsOf(html)]).toEqual([404, true, []]);
    expect((await office.page('/staff/find', cookie)).status).toBe(200);
  });
});
