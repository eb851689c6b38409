import { expect, test } from 'vitest';
import { faultsOf, type Office, openOffice } from './office.ts';

const COURSE = {
  ...{ kind: 'course', counsellor: 'serbia-demo-1', places: '2', 'title-en': 'Serbian', 'title-ar': 'صربية' },
  ...{ date: '2026-12-02', last: '2026-12-16', weekday: '3', from: '10:00', to: '12:00', except: '', women: 'yes' },
};
const SIGN_UP = ['Book an appointment', 'Courses and groups', 'Serbian 2.12.', 'Yes, keep a place'];

const noticeOf = (answer: Response) =>
  new URL(answer.headers.get('location') ?? '/', 'http://x').searchParams.get('notice');
const deeds = async (office: Office) => (await office.rows('log')).map(({ what }) => what).sort();

/** Adds the course and returns the address of its page. */
async function added(office: Office, cookie: string): Promise<string> {
  const answer = await office.send('/staff/groups/new/serbia', COURSE, cookie);
  expect([answer.status, noticeOf(answer)]).toEqual([303, 'added']);
  return (answer.headers.get('location') ?? '').split('?')[0] ?? '';
}
const signUp = (office: Office, handle: string) =>
  office.hear(handle, 'hello', 'English', 'Serbia', 'Yes, I agree', 'Woman', ...SIGN_UP);

test('a course of three meetings is added on one page, signed up for, and shown with its people', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const page = await added(office, cookie);
  await signUp(office, 'amal');
  const { status, html } = await office.page(page, cookie);
  expect([status, faultsOf(html)]).toEqual([200, []]);
  expect(html).toContain('3 meetings');
  expect(html.match(/1 of 2/g)).toHaveLength(3);
  const [row] = await office.rows('appointment');
  expect(html).toContain(row?.signUp);
  expect((await office.page('/staff/groups', cookie)).html).toContain('3 of 3 to come');
  // Whoever looks at who comes is noted once.
  await office.page(page, cookie);
  expect(await deeds(office)).toEqual(['group-added', 'group-opened']);
});

test('what is typed wrong is said at its field, and what was typed is kept', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('counsellor');
  const answer = await office.send(
    '/staff/groups/new/serbia',
    { ...COURSE, places: 'two', date: '2026-13-01' },
    cookie,
  );
  const html = await answer.text();
  expect([answer.status, faultsOf(html)]).toEqual([422, []]);
  expect(html).toContain('id="places-fault">A whole number from 1 to 500.');
  expect(html).toContain('id="date-fault">A date, such as');
  expect(html).toContain('value="two"');
  expect(html).toContain('value="صربية"');
  expect(await office.rows('groupOffer')).toEqual([]);
  await added(office, cookie);
  const taken = await (await office.send('/staff/groups/new/serbia', COURSE, cookie)).text();
  expect(taken).toContain('id="date-fault">The counsellor or the room has something else then: Wednesday 2 December');
});

test('one meeting is on a closed day only where that is said: of a new group, and of one more', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const CHRISTMAS = '2027-01-07';
  const single = { ...COURSE, kind: 'workshop', date: CHRISTMAS, last: '', weekday: '' };
  const tick = /<input[^>]*name="althoughClosed"[^>]*>/;
  expect((await office.page('/staff/groups/new/serbia', cookie)).html).not.toMatch(tick);
  const page = await added(office, cookie);
  for (const [path, form, does] of [
    ['/staff/groups/new/serbia', single, 'added'],
    [page, { do: 'meeting', date: CHRISTMAS, from: '14:00', to: '15:00' }, 'meeting'],
  ] as const) {
    const refused = await office.send(path, form, cookie);
    const html = await refused.text();
    expect([refused.status, faultsOf(html)]).toEqual([422, []]);
    expect(html).toContain('id="date-fault">The offices are closed on this day.');
    expect(html.match(tick)?.[0]).not.toContain('checked');
    expect(noticeOf(await office.send(path, { ...form, althoughClosed: 'yes' }, cookie))).toBe(does);
  }
  // Only the course had meetings before; where another field is wrong, the tick is kept.
  expect(await office.rows('groupOffer')).toHaveLength(5);
  const wrong = await office.send(
    '/staff/groups/new/serbia',
    { ...single, places: 'x', althoughClosed: 'yes' },
    cookie,
  );
  expect((await wrong.text()).match(tick)?.[0]).toContain('checked');
});

test('nobody of another pilot sees it, adds to theirs, or changes it', async () => {
  await using office = await openOffice();
  const page = await added(office, await office.cookie('coordinator'));
  const other = await office.cookie('coordinator', ['milan']);
  expect((await office.page('/staff/groups', other)).html).not.toContain('Serbian');
  expect((await office.page('/staff/groups/new/serbia', other)).status).toBe(404);
  expect((await office.send('/staff/groups/new/serbia', COURSE, other)).status).toBe(404);
  for (const path of [page, `${page}/off`]) expect((await office.page(path, other)).status, path).toBe(404);
  const before = JSON.stringify(await office.rows('groupOffer'));
  for (const act of ['edit', 'meeting', 'meeting-off', 'off', 'remove', 'mark'])
    expect((await office.send(page, { ...COURSE, do: act }, other)).status, act).toBe(404);
  expect(JSON.stringify(await office.rows('groupOffer'))).toBe(before);
  expect(await deeds(office)).toEqual(['group-added', 'refused-other']);
});

test('one meeting is called off, or all that is left: the page says first whom that hits, and who cannot be told', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const page = await added(office, cookie);
  await signUp(office, 'amal');
  await office.execute('update contact set blocked = true');
  const [first] = await office.rows('groupOffer');
  const asked = await office.page(`${page}/off?meeting=${first?.id}`, cookie);
  expect([asked.status, faultsOf(asked.html)]).toEqual([200, []]);
  expect(asked.html).toContain('1 person is signed up and will be told.');
  expect(asked.html).toContain('they have blocked us in their app');
  await office.execute('update contact set blocked = false');
  expect(noticeOf(await office.send(page, { do: 'meeting-off', meeting: first?.id ?? '' }, cookie))).toBe('off');
  expect(noticeOf(await office.send(page, { do: 'meeting-off', meeting: first?.id ?? '' }, cookie))).toBe('gone');
  await office.pump.settle();
  expect(office.texts('amal').at(-1)).toContain('The other meetings take place.');
  expect(noticeOf(await office.send(page, { do: 'off', why: 'away' }, cookie))).toBe('off');
  await office.pump.settle();
  expect(office.texts('amal').at(-1)).toContain('Your meetings from');
  expect(noticeOf(await office.send(page, { do: 'off', why: 'away' }, cookie))).toBe('gone');
  expect((await deeds(office)).filter((what) => what !== 'group-opened')).toEqual([
    'course-off',
    'group-added',
    'meeting-off',
  ]);
});

test('it is changed, gets one more meeting, and is removed only while nobody has signed up', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('coordinator');
  const page = await added(office, cookie);
  const shared = { do: 'edit', 'title-en': 'Serbian A1', places: '12' };
  const versionIn = (html: string) => /name="version" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const edit = { ...shared, version: versionIn((await office.page(page, cookie)).html) };
  expect(noticeOf(await office.send(page, edit, cookie))).toBe('saved');
  expect((await office.rows('groupOffer')).map(({ places, womenOnly }) => [places, womenOnly])).toEqual(
    Array(3).fill([12, false]),
  );
  // Another form was opened before that.
  const late = await office.send(page, { ...edit, 'title-en': 'Serbian A2' }, cookie);
  const html = await late.text();
  expect([late.status, faultsOf(html)]).toEqual([409, []]);
  expect(html).toContain('somebody else has changed it meanwhile');
  expect(html).toContain('id="title-en-fault">');
  expect(html).toContain('value="Serbian A2"');
  expect((await office.rows('groupOffer')).map(({ titles }) => titles.en)).toEqual(Array(3).fill('Serbian A1'));
  const wrong = await office.send(page, { ...edit, version: versionIn(html), 'title-en': '' }, cookie);
  expect([wrong.status, (await wrong.text()).includes('id="title-en-fault"')]).toEqual([422, true]);
  const meeting = { do: 'meeting', date: '2026-12-18', from: '10:00', to: '12:00' };
  expect(noticeOf(await office.send(page, meeting, cookie))).toBe('meeting');
  expect((await office.send(page, meeting, cookie)).status).toBe(422);
  expect(await office.rows('groupOffer')).toHaveLength(4);
  const other = await office.send('/staff/groups/new/serbia', { ...COURSE, date: '2027-01-11', last: '' }, cookie);
  const workshop = (other.headers.get('location') ?? '').split('?')[0] ?? '';
  expect(noticeOf(await office.send(workshop, { do: 'remove' }, cookie))).toBe('removed');
  await office.hear('amal', 'hello', 'English', 'Serbia', 'Yes, I agree', 'Woman', 'Book an appointment');
  await office.hear('amal', 'Courses and groups', 'Serbian A1 2.12.', 'Yes, keep a place');
  expect(noticeOf(await office.send(page, { do: 'remove' }, cookie))).toBe('kept');
  expect(await office.rows('groupOffer')).toHaveLength(4);
});

test('who came is noted for everybody at once, and corrected', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('counsellor', ['serbia'], 'serbia-demo-1');
  const page = await added(office, cookie);
  await signUp(office, 'amal');
  await signUp(office, 'sara');
  const [first] = await office.rows('groupOffer');
  const coming = (await office.rows('appointment')).filter(({ groupOffer }) => groupOffer === first?.id);
  const mark = (came: string) =>
    office.send(
      page,
      { do: 'mark', meeting: first?.id ?? '', ...Object.fromEntries(coming.map(({ id }) => [`came-${id}`, came])) },
      cookie,
    );
  expect(noticeOf(await mark('arrived'))).toBe('unmarked');
  office.clock.now = first?.startAt ?? 0;
  const { html } = await office.page(page, cookie);
  expect(faultsOf(html)).toEqual([]);
  expect(html.match(/type="radio" name="came-/g)).toHaveLength(8);
  expect(noticeOf(await mark('arrived'))).toBe('marked');
  const statuses = async () =>
    (await office.rows('appointment')).filter(({ groupOffer }) => groupOffer === first?.id).map(({ status }) => status);
  expect(await statuses()).toEqual(['arrived', 'arrived']);
  expect(noticeOf(await mark('missed'))).toBe('marked');
  expect(await statuses()).toEqual(['missed', 'missed']);
  expect(noticeOf(await mark('not-held'))).toBe('marked');
  expect(await statuses()).toEqual(['not-held', 'not-held']);
});
