import { describe, expect, test } from 'vitest';
import { fetchReplies } from '../../src/turn/send/transcript.ts';
import { JOIN, TO_TIMES } from '../turn/support.ts';
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

  describe('and is called off, of people who have the web chat alone,', () => {
    const OFF = 'cannot take place';
    const BOOK = [...JOIN, ...TO_TIMES, '09:00', 'Yes, book it'];
    /** Two of the web chat booked, the first of them in a crowd; theirs, and later those of the other, are called off. */
    async function calledOff(office: Office) {
      const cookie = await office.cookie('coordinator');
      const references: string[] = [];
      for (const [handle, day] of Object.entries({ ghost: 'Wed 25 Nov', other: 'Thu 26 Nov' }))
        for (const said of BOOK.map((one) => (one === 'Wed 25 Nov' ? day : one))) {
          await office.pump.receive([office.incoming(handle, said, 'web-chat')]);
          await office.pump.settle();
        }
      const talks = (await office.rows('appointment')).toSorted((a, b) => a.startAt - b.startAt);
      expect(talks).toHaveLength(2);
      await office.execute(`update appointment set crowd = 1 where id = '${talks[0]?.id}'`);
      const { now } = await page(office, 'ghost', 0);
      await office.send('/staff/crowd', { do: 'off', id: talks[0]?.id ?? '' }, cookie);
      await office.send(`/staff/appointments/${talks[1]?.id}`, { do: 'off' }, cookie);
      await office.pump.settle();
      for (const { reference } of talks) references.push(reference);
      return { cookie, now, ghost: references[0] ?? '', other: references[1] ?? '', id: talks[0]?.id ?? '' };
    }
    const page = (office: Office, handle: string, after: number | null) =>
      fetchReplies(office.world, 'web-chat', handle, after);
    const textsOf = ({ replies }: Awaited<ReturnType<typeof page>>) =>
      replies.map(({ reply }) => ('text' in reply ? reply.text : ''));
    const listedOn = async (office: Office, path: string, cookie: string): Promise<string> =>
      /id="untold".*?<\/ul>/s.exec((await office.page(path, cookie)).html)?.[0] ?? '';

    test('is told when they come back, and listed as not told until then, below those of nobody’s crowd', async () => {
      await using office = await openOffice();
      const { cookie, now, ghost, other } = await calledOff(office);
      const today = await listedOn(office, '/staff/today', cookie);
      expect(today.indexOf(other)).toBeGreaterThan(0);
      expect(today.indexOf(ghost)).toBeGreaterThan(today.indexOf(other));
      const onCrowd = await listedOn(office, '/staff/crowd', cookie);
      expect([onCrowd.includes(ghost), onCrowd.includes(other)]).toEqual([true, false]);
      expect((await office.page('/staff/today', cookie)).html).toContain('from one place: 1 entry');

      const back = await page(office, 'ghost', now);
      expect(textsOf(back)).toEqual([expect.stringContaining(OFF)]);
      expect(await listedOn(office, '/staff/today', cookie)).toContain(ghost);
      // The page has shown it, and says so with its next question.
      await page(office, 'ghost', back.now);
      expect(await listedOn(office, '/staff/today', cookie)).not.toContain(ghost);
      expect(await listedOn(office, '/staff/crowd', cookie)).not.toContain(ghost);
    });

    test('is told to nobody once staff have dealt with it', async () => {
      await using office = await openOffice();
      const { cookie, now, ghost, other, id } = await calledOff(office);
      const answer = await office.send('/staff/crowd', { do: 'told', id }, cookie);
      expect(answer.headers.get('location')).toBe('/staff/crowd?notice=told&count=1');
      expect((await office.page('/staff/crowd?notice=told&count=1', cookie)).html).toContain('1 entry is done.');
      const today = await listedOn(office, '/staff/today', cookie);
      expect([today.includes(ghost), today.includes(other)]).toEqual([false, true]);
      expect(textsOf(await page(office, 'ghost', now))).toEqual([]);
    });
  });

  test('takes no act that there is not', async () => {
    await using office = await openOffice();
    const { talks } = await withCrowd(office);
    const cookie = await office.cookie('coordinator');
    for (const act of ['', 'constructor', 'gone']) {
      const answer = await office.send('/staff/crowd', { do: act, id: talks[0] ?? '' }, cookie);
      expect(answer.headers.get('location')).toBe('/staff/crowd');
    }
    expect((await office.rows('appointment')).every(({ status }) => status === 'scheduled')).toBe(true);
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
