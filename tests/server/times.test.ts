import { describe, expect, test } from 'vitest';
import { put } from './desk.ts';
import { faultsOf, type Office, openOffice } from './office.ts';

const ANA = '/staff/times/serbia-demo-1';
/** Nobody works at other times, so that a test says what there is. */
const WEEK = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [`w${day}`, '']));

const noticeOf = (answer: Response) =>
  new URL(answer.headers.get('location') ?? '/', 'http://x').searchParams.get('notice');
/** What is wrong, by the ids of the fields that say so. */
const wrongIn = (html: string): string[] =>
  [...html.matchAll(/<p class="fault" id="([\w-]+)-fault">([^<]+)</g)].map(([, id, words]) => `${id}: ${words}`);
const deeds = async (office: Office) =>
  (await office.rows('log')).map(({ what, target, pilot }) => [what, target, pilot]).sort();

describe('the page of times', () => {
  test('leads a counsellor to their own, and to nobody else’s', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor', ['serbia'], 'serbia-demo-1');
    const answer = await office.routes.request('/staff/times', { headers: { cookie } });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, ANA]);
    expect((await office.page(ANA, cookie)).status).toBe(200);
    expect((await office.page('/staff/times/serbia-demo-2', cookie)).status).toBe(404);
    expect((await office.send('/staff/times/serbia-demo-2', { do: 'week', ...WEEK }, cookie)).status).toBe(404);
    expect(await deeds(office)).toEqual([['refused-other', 'serbia-demo-2', 'serbia']]);
  });

  test('lists the counsellors of a coordinator’s pilots, and says who has no hours', async () => {
    await using office = await openOffice();
    await office.counsellor('new', 'Mira <b>');
    const { html } = await office.page('/staff/times', await office.cookie('coordinator'));
    expect(faultsOf(html)).toEqual([]);
    expect(html).toContain('Mira &lt;b&gt;');
    expect(html).toContain('none: nobody can book');
    expect(html).not.toContain('milan');
    expect((await office.page('/staff/times/new', await office.cookie('coordinator', ['milan']))).status).toBe(404);
  });

  test('saves a week as it is typed, in any of its forms', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor', ['serbia'], 'serbia-demo-1');
    const week = { do: 'week', ...WEEK, w1: '9-12, 13:30–17.00', w2: '٠٩:٠٠-١٢:٣٠' };
    const answer = await office.send(ANA, week, cookie);
    expect([answer.status, noticeOf(answer)]).toEqual([303, 'saved']);
    const hours = (await office.rows('hours')).filter(({ counsellor }) => counsellor === 'serbia-demo-1');
    expect(hours.map(({ weekday, fromMinute, toMinute }) => [weekday, fromMinute, toMinute])).toEqual([
      [1, 540, 720],
      [1, 810, 1020],
      [2, 540, 750],
    ]);
    const { html } = await office.page(ANA, cookie);
    expect(html).toContain('value="09:00-12:00, 13:30-17:00"');
    expect(await deeds(office)).toEqual([['hours-set', 'serbia-demo-1', 'serbia']]);
  });

  test.each([
    ['week', { ...WEEK, w3: '9 to 5' }, ['w3: Hours such as 09:00-12:30']],
    ['week', { ...WEEK, w1: '09:00-12:00 11:00-13:00', w7: '10:00-10:01' }, ['w1: Hours', 'w7: Hours']],
    ['day', { date: '2026-02-30', hours: '25-26' }, ['date: A date', 'hours: Hours']],
    ['day-usual', { date: '' }, ['date: A date']],
    ['absence', { from: 'x', to: '2026-12-01', fromTime: '9', toTime: '' }, ['from: A date', 'fromTime: A time']],
    ['absence', { from: '2026-12-02', to: '2026-12-01', fromTime: '', toTime: '' }, ['to: It ends before']],
    ['absence', { from: '2026-12-01', to: '2026-12-01', fromTime: '12:00', toTime: '12:00' }, ['to: It ends']],
    ['calendar', { url: 'http://calendar.example.org' }, ['url: An address that begins with https']],
  ])('says at the field what is allowed, keeps what was typed and saves nothing: %s %j', async (form, typed, wrong) => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor', ['serbia'], 'serbia-demo-1');
    const tables = ['hours', 'dayHours', 'absence', 'counsellor', 'log'] as const;
    const kept = async () => JSON.stringify(await Promise.all(tables.map((table) => office.rows(table))));
    const before = await kept();
    const answer = await office.send(ANA, { do: form, ...typed }, cookie);
    const html = await answer.text();
    expect([answer.status, faultsOf(html)]).toEqual([422, []]);
    const said = wrongIn(html);
    expect(said).toHaveLength(wrong.length);
    for (const [i, words] of wrong.entries()) expect(said[i]).toContain(words);
    for (const value of Object.values(typed)) if (value !== '') expect(html).toContain(`value="${value}"`);
    expect(await kept()).toBe(before);
  });

  test('an absence is noted, changed and removed', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    const absence = { do: 'absence', from: '2027-01-04', to: '2027-01-08', fromTime: '', toTime: '' };
    const spans = async () =>
      (await office.rows('absence')).map(({ fromAt, toAt }) => [fromAt, toAt].map((at) => new Date(at).toISOString()));
    expect(noticeOf(await office.send(ANA, absence, cookie))).toBe('saved');
    expect(await spans()).toEqual([['2027-01-03T23:00:00.000Z', '2027-01-08T23:00:00.000Z']]);
    const instead = String(Date.UTC(2027, 0, 3, 23));
    const { html } = await office.page(ANA, cookie);
    expect(html).toContain(`name="instead" value="${instead}"`);
    await office.send(ANA, { ...absence, instead, to: '2027-01-04', fromTime: '09:00', toTime: '12:00' }, cookie);
    expect(await spans()).toEqual([['2027-01-04T08:00:00.000Z', '2027-01-04T11:00:00.000Z']]);
    await office.send(ANA, { do: 'absence-end', instead: String(Date.UTC(2027, 0, 4, 8)) }, cookie);
    expect(await spans()).toEqual([]);
    expect((await deeds(office)).map(([what]) => what)).toEqual(['absence-noted', 'absence-noted', 'absence-removed']);
  });

  test('a calendar to read is set and removed, and one to subscribe to is shown once', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor', ['serbia'], 'serbia-demo-1');
    const url = 'webcal://calendar.example.org/secret.ics';
    expect(noticeOf(await office.send(ANA, { do: 'calendar', url }, cookie))).toBe('saved');
    const { html } = await office.page(ANA, cookie);
    expect(html).toContain('value="https://calendar.example.org/secret.ics"');
    const made = await (await office.send(ANA, { do: 'feed', discreet: 'yes' }, cookie)).text();
    const [address = ''] = /\/calendar\/[\w-]{43}\.ics/.exec(made) ?? [];
    expect((await office.page(address)).status).toBe(200);
    expect((await office.page(ANA, cookie)).html).not.toContain(address);
    await office.send(ANA, { do: 'feed' }, cookie);
    expect((await office.page(address)).status).toBe(404);
    await office.send(ANA, { do: 'calendar', url: '' }, cookie);
    const ana = (await office.rows('counsellor')).find(({ id }) => id === 'serbia-demo-1');
    expect([ana?.busyUrl, ana?.feedDiscreet]).toEqual([null, false]);
  });
});

describe('a change that hits appointments', () => {
  const OFF = { do: 'absence', from: '2026-11-25', to: '2026-11-25', fromTime: '', toTime: '' };

  async function booked(office: Office) {
    const reference = await office.book('amal');
    const a = (await office.rows('appointment')).find((one) => one.reference === reference);
    if (a === undefined) throw new Error('nothing is booked');
    return a;
  }
  const statusOf = async (office: Office) =>
    (await office.rows('appointment')).map(({ status, startAt }) => [status, startAt]);

  test('is not saved before somebody has decided: it names them, how each hears of it, and other times', async () => {
    await using office = await openOffice();
    const a = await booked(office);
    const cookie = await office.cookie('coordinator');
    const answer = await office.send(`/staff/times/${a.counsellor}`, OFF, cookie);
    const html = await answer.text();
    expect([answer.status, faultsOf(html)]).toEqual([409, []]);
    expect(html).toContain(a.reference);
    expect(html).toContain('Will be told on Telegram.');
    expect(html).toContain(`name="from" value="2026-11-25"`);
    // No time of the day on which they are absent.
    const times = [...html.matchAll(/<option value="(\d+)-([\w-]+)"/g)].map(([, bucket, who]) => [Number(bucket), who]);
    const day = Date.UTC(2026, 10, 24, 23) / 300_000;
    expect(times.length).toBeGreaterThan(1);
    expect(times.filter(([at, who]) => who === a.counsellor && Number(at) >= day && Number(at) < day + 288)).toEqual(
      [],
    );
    expect(await office.rows('absence')).toEqual([]);
    expect(await statusOf(office)).toEqual([['scheduled', a.startAt]]);
  });

  test.each([
    ['call-off', 'off=1', ['cancelled'], 'Your counsellor cannot be there on'],
    ['keep', 'kept=1', ['scheduled'], 'Booked'],
    ['stands', 'kept=1', ['scheduled'], 'Booked'],
  ])('is made as it is decided: %s', async (what, told, status, words) => {
    await using office = await openOffice();
    const a = await booked(office);
    const cookie = await office.cookie('coordinator');
    const form = { ...OFF, decided: 'yes', [`of-${a.id}`]: what };
    const answer = await office.send(`/staff/times/${a.counsellor}`, form, cookie);
    expect([answer.status, noticeOf(answer)]).toEqual([303, 'made']);
    expect(answer.headers.get('location')).toContain(told);
    await office.pump.settle();
    expect((await statusOf(office)).map(([one]) => one)).toEqual(status);
    expect(office.texts('amal').join('\n')).toContain(words);
    const { html } = await office.page('/staff/today', cookie);
    const [away = ''] = /<div class="to-do" id="away">.*?<\/div>/s.exec(html) ?? [];
    expect(away.includes(a.reference)).toBe(what === 'keep');
  });

  test('moves an appointment to a time that it offered, and tells its person why', async () => {
    await using office = await openOffice();
    const a = await booked(office);
    const cookie = await office.cookie('coordinator');
    const html = await (await office.send(`/staff/times/${a.counsellor}`, OFF, cookie)).text();
    const [, slot = ''] = /<option value="(\d+-[\w-]+)"/.exec(html) ?? [];
    const form = { ...OFF, decided: 'yes', [`of-${a.id}`]: slot };
    const answer = await office.send(`/staff/times/${a.counsellor}`, form, cookie);
    expect(answer.headers.get('location')).toContain('moved=1');
    await office.pump.settle();
    expect(await statusOf(office)).toEqual([['scheduled', Number(slot.split('-')[0]) * 300_000]]);
    expect(office.texts('amal').at(-1)).toContain('Your counsellor cannot be there on');
    expect((await deeds(office)).map(([what]) => what)).toEqual(['absence-noted', 'appointment-moved']);
  });

  test('decides about a meeting of a group once, for everybody who comes', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    const workshop = {
      ...{ kind: 'workshop', counsellor: 'serbia-demo-1', places: '9', 'title-en': 'CV' },
      ...{ date: '2026-11-25', last: '', from: '17:00', to: '18:00', except: '' },
    };
    await office.send('/staff/groups/new/serbia', workshop, cookie);
    for (const handle of ['amal', 'sara'])
      await office.hear(
        ...([handle, 'hello', 'English', 'Serbia', 'Yes, I agree', 'Woman', 'Book an appointment'] as const),
        ...(['Courses and groups', 'CV 25.11.', 'Yes, keep a place'] as const),
      );
    const asked = await (await office.send(ANA, OFF, cookie)).text();
    expect(asked).toContain('A meeting of a group: 2 people are signed up.');
    const fields = [...asked.matchAll(/<select id="(of-[\w-]+)"/g)].map(([, id]) => id ?? '');
    expect(fields).toHaveLength(1);
    const answer = await office.send(ANA, { ...OFF, decided: 'yes', [fields[0] ?? '']: 'call-off' }, cookie);
    expect(answer.headers.get('location')).toContain('off=2');
    await office.pump.settle();
    expect((await office.rows('appointment')).map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    for (const handle of ['amal', 'sara'])
      expect(office.texts(handle).at(-1)).toContain('Your counsellor cannot be there');
    expect((await office.rows('groupOffer'))[0]?.cancelled).toBe(true);
  });

  test('leaves appointments of another pilot to its staff, and names none of them', async () => {
    await using office = await openOffice();
    const a = await booked(office);
    await put(office, a.reference, { pilot: 'milan' });
    await office.execute(`update counsellor set guests = '["milan"]' where id = '${a.counsellor}'`);
    const cookie = await office.cookie('coordinator');
    const page = `/staff/times/${a.counsellor}`;
    const html = await (await office.send(page, OFF, cookie)).text();
    expect(html).toContain('1 more appointment belongs to another pilot');
    expect(html).not.toContain(a.reference);
    const forged = { ...OFF, decided: 'yes', [`of-${a.id}`]: 'call-off' };
    expect(noticeOf(await office.send(page, forged, cookie))).toBe('made');
    expect((await office.rows('appointment'))[0]?.status).toBe('scheduled');
  });

  test('a closed day names them too, tells that the office is closed, and is taken back', async () => {
    await using office = await openOffice();
    const a = await booked(office);
    const cookie = await office.cookie('coordinator');
    const form = { pilot: 'serbia', date: '2026-11-25', means: 'closed' };
    const asked = await office.send('/staff/holidays', form, cookie);
    expect([asked.status, faultsOf(await asked.text())]).toEqual([409, []]);
    await office.send('/staff/holidays', { ...form, decided: 'yes', [`of-${a.id}`]: 'call-off' }, cookie);
    await office.pump.settle();
    expect(office.texts('amal').at(-1)).toContain('The office is closed on Wednesday 25 November');
    expect((await office.page('/staff/holidays', cookie)).html).toContain('closed by the pilot');
    await office.send('/staff/holidays', { ...form, means: 'usual' }, cookie);
    expect(await office.rows('closing')).toEqual([]);
    expect((await deeds(office)).map(([what]) => what)).toEqual(['appointment-off', 'closing-set', 'closing-set']);
  });

  test('is wrong at its fields, or of another pilot', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    const wrong = await office.send('/staff/holidays', { pilot: 'serbia', date: 'x', means: 'y' }, cookie);
    expect([wrong.status, wrongIn(await wrong.text()).length]).toEqual([422, 2]);
    const other = { pilot: 'milan', date: '2026-12-24', means: 'closed' };
    expect((await office.send('/staff/holidays', other, cookie)).status).toBe(404);
    expect(await office.rows('closing')).toEqual([]);
    expect(await deeds(office)).toEqual([['refused-other', '/staff/holidays', 'milan']]);
  });
});
