import { describe, expect, test } from 'vitest';
import { ROLES } from '../../src/store/principal.ts';
import { workBroadcasts } from '../../src/turn/due/broadcast.ts';
import { HOUR } from '../fakes/clock.ts';
import { accountOf, faultsOf, type Office, openOffice } from './office.ts';

const WORDS = 'A course begins on Monday.';
const FORM = { id: 'news-0001', pilot: 'serbia', 'text-en': WORDS, step: '' };

const wantNews = (office: Office, handle: string, language = 'English', ...more: string[]) =>
  office.hear(
    handle,
    ...['hello', language],
    ...(more.length > 0 ? more : ['Serbia', 'Yes, I agree', 'Woman', 'menu', 'My data', 'News', 'Yes, please']),
  );

/** The words of a page, without its marks. */
const words = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const noticeIn = (html: string): string | undefined => /role="(?:status|alert)">(.*?)<\/p>/.exec(html)?.[1];
const idIn = (html: string): string => /name="id" value="([\w-]+)"/.exec(html)?.[1] ?? '';
const told = (office: Office, handle: string) => office.texts(handle).filter((text) => text.includes(WORDS)).length;
/** What the log says was done, in no order: some was done at one time. */
const deeds = async (office: Office) => (await office.rows('log')).map(({ what }) => what).toSorted();

async function send(office: Office, path: string, form: Record<string, string>, cookie: string) {
  const answer = await office.send(path, form, cookie);
  return { status: answer.status, html: await answer.text(), to: answer.headers.get('location') };
}

describe('the page of news', () => {
  test.each(ROLES)('is for coordinators and admins: %s', async (role) => {
    await using office = await openOffice();
    const cookie = await office.cookie(role);
    const may = role === 'coordinator' || role === 'admin';
    expect((await office.page('/staff/news', cookie)).status).toBe(may ? 200 : 403);
    expect((await send(office, '/staff/news', FORM, cookie)).status).toBe(may ? 303 : 403);
    expect(await office.rows('broadcast')).toHaveLength(may ? 1 : 0);
  });

  test('shows what people get before anything goes out, and sends it once however often it is asked', async () => {
    await using office = await openOffice();
    await wantNews(office, 'amal');
    const cookie = await office.cookie('coordinator');
    const { html } = await office.page('/staff/news', cookie);
    const id = idIn(html);
    const preview = await send(office, '/staff/news/preview', { ...FORM, id }, cookie);
    expect([preview.status, faultsOf(preview.html), idIn(preview.html)]).toEqual([200, [], id]);
    expect(words(preview.html)).toContain(`Something new: ${WORDS}`);
    expect(words(preview.html)).toContain('It goes to fewer than 10 people.');
    expect(words(preview.html)).toContain('Nobody gets it who reads Serbian');
    expect(await office.rows('broadcast')).toEqual([]);
    for (const notice of ['sent', 'already'])
      expect(await send(office, '/staff/news', { ...FORM, id }, cookie)).toMatchObject({
        status: 303,
        to: `/staff/news?pilot=serbia&notice=${notice}`,
      });
    await workBroadcasts(office.world);
    await office.pump.settle();
    expect(told(office, 'amal')).toBe(1);
    expect(await deeds(office)).toEqual(['broadcast-previewed', 'broadcast-sent']);
    expect((await office.rows('log')).find(({ what }) => what === 'broadcast-sent')).toMatchObject({
      ...{ who: `account:${accountOf(cookie)}`, target: id, pilot: 'serbia' },
    });
    const after = (await office.page('/staff/news?pilot=serbia&notice=already', cookie)).html;
    expect(noticeIn(after)).toContain('was sent before');
    expect(words(after)).toContain('Sent');
    expect(idIn(after)).not.toBe(id);
  });

  test('shows the text of each language as its people get it, Latin made from Cyrillic', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    const typed = { ...FORM, 'text-sr-Cyrl': 'Курс почиње.', 'text-ar': 'تبدأ دورة.' };
    const { html } = await send(office, '/staff/news/preview', typed, cookie);
    expect(html).toContain('<div lang="sr-Latn" dir="ltr"><p class="words">Nešto novo:\n\nKurs počinje.');
    expect(html).toMatch(/<div lang="ar" dir="rtl"><p class="words">شيء جديد:\s+.*تبدأ دورة/);
    expect(html).toMatch(/<textarea id="text-ar" name="text-ar" lang="ar" dir="rtl"[^>]*>تبدأ دورة/);
    expect(words(html)).toContain('Nobody gets it who reads Persian');
  });

  test.each([
    [{ 'text-en': '' }, 'text-en', 'Please fill this in.'],
    [{ 'text-en': 'x'.repeat(1001) }, 'text-en', 'At most 1000 characters.'],
    [{ step: 'nowhere.at' }, 'step', 'Please choose from: '],
  ])('keeps what was typed and names the fault at its field: %j', async (typed, field, fault) => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    const form = { ...FORM, 'text-ar': '', ...typed };
    for (const path of ['/staff/news/preview', '/staff/news']) {
      const { status, html } = await send(office, path, form, cookie);
      expect([status, faultsOf(html)]).toEqual([422, []]);
      expect(html).toContain(`<p class="fault" id="${field}-fault">${fault}`);
      expect(html).toContain(`>${form['text-en']}</textarea>`);
    }
    expect(await office.rows('broadcast')).toEqual([]);
    expect(await office.rows('log')).toEqual([]);
  });

  test('sends nothing without the id that the preview had', async () => {
    await using office = await openOffice();
    const { status, html } = await send(office, '/staff/news', { ...FORM, id: '' }, await office.cookie('admin'));
    expect([status, html.includes(WORDS)]).toEqual([422, true]);
    expect(await office.rows('broadcast')).toEqual([]);
  });

  test('stops what goes out and lets it go on; what is over stays as it is', async () => {
    await using office = await openOffice();
    await wantNews(office, 'amal');
    const cookie = await office.cookie('coordinator');
    await send(office, '/staff/news', FORM, cookie);
    const press = async (act: string) => (await send(office, `/staff/news/news-0001/${act}`, FORM, cookie)).to;
    expect(await press('stop')).toBe('/staff/news?pilot=serbia&notice=stopped');
    expect(await press('stop')).toBe('/staff/news?pilot=serbia&notice=unchanged');
    await workBroadcasts(office.world);
    await office.pump.settle();
    expect(told(office, 'amal')).toBe(0);
    expect((await office.page('/staff/news', cookie)).html).toContain('action="/staff/news/news-0001/resume"');
    expect(await press('resume')).toBe('/staff/news?pilot=serbia&notice=running');
    await workBroadcasts(office.world);
    await office.pump.settle();
    expect(told(office, 'amal')).toBe(1);
    expect(await press('stop')).toBe('/staff/news?pilot=serbia&notice=unchanged');
    expect(await deeds(office)).toEqual(['broadcast-running', 'broadcast-sent', 'broadcast-stopped']);
  });

  test('says in quiet hours when it goes out, and nobody is woken by it', async () => {
    await using office = await openOffice();
    await wantNews(office, 'amal');
    // 21:30 in Belgrade.
    office.clock.now += 11.5 * HOUR;
    const cookie = await office.cookie('coordinator');
    const { html } = await send(office, '/staff/news/preview', FORM, cookie);
    expect(words(html)).toContain('Quiet hours. It begins to go out: Wednesday 25 November at 08:00');
    await send(office, '/staff/news', FORM, cookie);
    await workBroadcasts(office.world);
    await office.pump.settle();
    expect([told(office, 'amal'), (await office.rows('broadcast'))[0]?.state]).toEqual([0, 'running']);
    office.clock.now += 10.5 * HOUR;
    await workBroadcasts(office.world);
    await office.pump.settle();
    expect(told(office, 'amal')).toBe(1);
  });

  test('is of the own pilots alone: another is as if it were not there, and that is on record', async () => {
    await using office = await openOffice();
    await send(office, '/staff/news', FORM, await office.cookie('coordinator'));
    const milan = await office.cookie('admin', ['milan']);
    const asked = [
      await office.page('/staff/news?pilot=serbia', milan),
      await send(office, '/staff/news/preview', FORM, milan),
      await send(office, '/staff/news', { ...FORM, id: 'news-0002' }, milan),
      await send(office, '/staff/news/news-0001/stop', {}, milan),
      await office.page('/staff/news?pilot=atlantis', milan),
    ];
    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    for (const { html } of asked) expect(html).not.toContain(WORDS);
    expect((await office.page('/staff/news', milan)).html).not.toContain(WORDS);
    expect(await office.rows('broadcast')).toMatchObject([{ id: 'news-0001', state: 'running' }]);
    expect(await deeds(office)).toEqual(['broadcast-sent', 'refused-other', 'refused-other']);
  });

  test('lists the newest first, twenty a page, in rounded numbers', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    for (let i = 0; i < 21; i += 1) {
      office.clock.now += 1000;
      await send(office, '/staff/news', { ...FORM, id: `news-00${i + 10}` }, cookie);
    }
    const listed = (html: string) => [...html.matchAll(/id="of-(news-\d+)"/g)].map(([, id]) => id);
    const { html } = await office.page('/staff/news', cookie);
    expect([listed(html).length, listed(html)[0]]).toEqual([20, 'news-0030']);
    expect(words(html)).toContain('So far: fewer than 10 people');
    const older = /href="(\/staff\/news\?[^"]*before[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(listed((await office.page(older, cookie)).html)).toEqual(['news-0010']);
  });
});
