import { describe, expect, test } from 'vitest';
import { faultsOf, type Office, openOffice } from './office.ts';

/** Three talks and three requests, of which the first two came in a crowd. */
async function withCrowd(office: Office) {
  for (const handle of ['1', '2', '3']) {
    await office.book(handle, { day: Number(handle) });
    await office.hear(handle, 'human', 'I wait', 'Go on');
  }
  const people = (await office.rows('appointment')).map(({ person }) => person);
  const few = people.slice(0, 2).map((person) => `'${person}'`);
  for (const table of ['appointment', 'request'])
    await office.execute(`update ${table} set crowd = 1 where person in (${few.join()})`);
  const chosen = (rows: { id: string; crowd: boolean }[]) => rows.filter(({ crowd }) => crowd).map(({ id }) => id);
  return { requests: chosen(await office.rows('request')), talks: chosen(await office.rows('appointment')) };
}

const tickedOn = (html: string) => [...html.matchAll(/name="id" value="([^"]+)" checked/g)].map(([, id]) => id);

describe('what came in a crowd', () => {
  test('is closed and called off by one act, and nothing else is', async () => {
    await using office = await openOffice();
    const { requests, talks } = await withCrowd(office);
    const cookie = await office.cookie('coordinator');
    const { html } = await office.page('/staff/crowd', cookie);
    expect(tickedOn(html).toSorted()).toEqual([...requests, ...talks].toSorted());
    const post = (act: string, ids: string[]) => {
      const body = new URLSearchParams([['do', act], ...ids.map((id) => ['id', id])] as [string, string][]);
      return office.routes.request('/staff/crowd', {
        method: 'POST',
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
        body,
      });
    };
    expect((await post('close', requests)).headers.get('location')).toBe('/staff/crowd?notice=closed&count=2');
    expect((await post('off', talks)).headers.get('location')).toBe('/staff/crowd?notice=off&count=2');
    expect((await office.rows('request')).map(({ state }) => state).toSorted()).toEqual([
      'open',
      'unanswered',
      'unanswered',
    ]);
    expect((await office.rows('appointment')).map(({ status }) => status).toSorted()).toEqual([
      'cancelled',
      'cancelled',
      'scheduled',
    ]);
    await office.pump.settle();
    // Who can be written to is told, and nobody has to call anybody.
    expect(office.texts('1').at(-1)).toContain('cannot take place');
    expect((await office.page('/staff/today', cookie)).html).toContain('Everybody has heard of every change.');
    expect(tickedOn((await office.page('/staff/crowd', cookie)).html)).toEqual([]);
  });

  test('is on the page of the day as one line with a link, for those who may deal with it, as long as it is open', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    const line = async (of = cookie) => {
      const { html } = await office.page('/staff/today', of);
      expect(faultsOf(html)).toEqual([]);
      return /<p id="crowd">(.*?)<\/p>/.exec(html)?.[1];
    };
    expect(await line()).toBe('');
    const { requests, talks } = await withCrowd(office);
    const shown = (count: string) => `<a href="/staff/crowd">Many at once from one place: ${count} to look at</a>`;
    expect(await line()).toBe(shown('4 entries'));
    expect(await line(await office.cookie('admin'))).toBe(shown('4 entries'));
    expect(await line(await office.cookie('counsellor'))).toBe('');
    expect(await line(await office.cookie('coordinator', ['milan']))).toBe('');
    for (const id of requests) await office.send('/staff/crowd', { do: 'close', id }, cookie);
    await office.send('/staff/crowd', { do: 'off', id: talks[0] ?? '' }, cookie);
    expect(await line()).toBe(shown('1 entry'));
    await office.send('/staff/crowd', { do: 'off', id: talks[1] ?? '' }, cookie);
    expect(await line()).toBe('');
  });

  test('stands below the other requests of the queue', async () => {
    await using office = await openOffice();
    const { requests } = await withCrowd(office);
    const { html } = await office.page('/staff/requests', await office.cookie('counsellor'));
    const others = html.indexOf('id="group-others"');
    const crowd = html.indexOf('id="group-crowd"');
    expect(others).toBeGreaterThan(0);
    expect(crowd).toBeGreaterThan(others);
    for (const id of requests) expect(html.indexOf(`request-${id}`)).toBeGreaterThan(crowd);
  });

  test('of another pilot cannot be dealt with', async () => {
    await using office = await openOffice();
    const { talks } = await withCrowd(office);
    const cookie = await office.cookie('coordinator', ['milan']);
    expect(tickedOn((await office.page('/staff/crowd', cookie)).html)).toEqual([]);
    await office.send('/staff/crowd', { do: 'off', id: talks[0] ?? '' }, cookie);
    expect((await office.rows('appointment')).every(({ status }) => status === 'scheduled')).toBe(true);
  });
});
