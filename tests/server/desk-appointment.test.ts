import { describe, expect, test } from 'vitest';
import { addAbsence } from '../../src/store/counsellors.ts';
import { DAY, MINUTE, START } from '../fakes/clock.ts';
import { idOf, put } from './desk.ts';
import { faultsOf, type Office, openOffice } from './office.ts';

const ANA = 'serbia-demo-1';
const YUSUF = 'serbia-demo-2';

/** Somebody with a talk with Ana on the next day, and a counsellor who is signed in. */
async function withTalk(office: Office) {
  const reference = await office.book('amina');
  const id = await idOf(office, reference);
  const path = `/staff/appointments/${id}`;
  const cookie = await office.cookie('counsellor', ['serbia'], ANA);
  const talk = async () => {
    const found = (await office.rows('appointment')).find((one) => one.id === id);
    if (found === undefined) throw new Error('the talk is gone');
    return found;
  };
  return {
    ...{ id, reference, path, cookie, talk },
    look: async (query = '') => (await office.page(`${path}${query}`, cookie)).html,
    press: async (form: Record<string, string>) => {
      const answer = await office.send(path, form, cookie);
      await office.pump.settle();
      return new URL(answer.headers.get('location') ?? 'about:blank', 'http://x').searchParams.get('notice');
    },
  };
}

const slotsIn = (html: string, of: 'own' | 'others'): string[] =>
  [...html.matchAll(new RegExp(`class="times ${of}(?: single)?".*?</div>`, 'gs'))].flatMap(([part]) =>
    [...part.matchAll(/name="time" value="([^"]+)"/g)].map(([, slot = '']) => slot),
  );

describe('a talk that is moved', () => {
  test('can have any time of the horizon of its topic, of its counsellor first and of others after', async () => {
    await using office = await openOffice();
    const { look } = await withTalk(office);
    const html = await look();
    expect(faultsOf(html)).toEqual([]);
    const [own, others] = [slotsIn(html, 'own'), slotsIn(html, 'others')];
    expect(own.every((slot) => slot.endsWith(ANA))).toBe(true);
    expect(others.every((slot) => slot.endsWith(YUSUF))).toBe(true);
    const days = new Set(own.map((slot) => Math.floor((Number(slot.split('-')[0]) * 300_000) / DAY)));
    const [topic] = (await office.rows('topic')).filter(({ id, pilot }) => id === 'job' && pilot === 'serbia');
    expect(Math.max(...days)).toBeGreaterThan(Math.floor(START / DAY) + (topic?.horizonDays ?? 99) - 4);
    expect(html.indexOf('class="times own"')).toBeLessThan(html.indexOf('class="times others'));
    expect(html).toContain('Imaginary Yusuf, Info point Belgrade');
  });

  test('shows on demand the times of one other counsellor alone', async () => {
    await using office = await openOffice();
    const { look } = await withTalk(office);
    await office.counsellor('third', 'Imaginary Mila', [1, 2, 3, 4, 5]);
    const all = slotsIn(await look(), 'others');
    const third = slotsIn(await look('?with=third'), 'others');
    expect(third.length).toBeGreaterThan(0);
    expect(third.every((slot) => slot.endsWith('third'))).toBe(true);
    expect(all.length).toBeGreaterThan(third.length);
    expect(slotsIn(await look('?with=nobody'), 'others')).toEqual([]);
  });

  test.each([
    ['away', 'moved-away', 'Your counsellor cannot be there on Wednesday 25 November at 09:00'],
    ['closed', 'moved-closed', 'The office is closed on Wednesday 25 November at 09:00'],
    ['asked', 'moved-asked', 'You asked for another time than Wednesday 25 November at 09:00'],
    ['other', 'moved', 'We had to change the time of your appointment on Wednesday 25 November at 09:00'],
  ])('because of %s says so to the person', async (why, kind, words) => {
    await using office = await openOffice();
    const { look, press } = await withTalk(office);
    const [time = ''] = slotsIn(await look(), 'own').slice(-1);
    expect(await press({ do: 'move', why, time })).toBe('moved');
    expect(office.texts('amina').at(-1)).toContain(words);
    expect(office.texts('amina').at(-1)).toContain('The place stays the same.');
    expect(await office.rows('change')).toMatchObject([{ kind, toldAt: office.clock.now }]);
    await office.hear('amina', 'Yes, I will come');
    expect((await office.rows('appointment'))[0]?.confirmedAt).toBe(office.clock.now);
  });

  test('is moved for no reason by nobody', async () => {
    await using office = await openOffice();
    const { look, press, talk } = await withTalk(office);
    const before = await talk();
    const [time = ''] = slotsIn(await look(), 'own');
    for (const why of ['', 'fun']) expect(await press({ do: 'move', why, time })).toBe('why');
    expect(await talk()).toEqual(before);
    expect(await look('?notice=why')).toContain('Please say why it is moved.');
  });

  test('to another counsellor in another office: both are told, and so is the person, with the new place', async () => {
    await using office = await openOffice();
    const { look, press, talk } = await withTalk(office);
    const { office: offices, counsellor } = office.store.read.t;
    const mail = Buffer.from('sealed');
    await office.store.tx(async (q) => {
      const [one] = await q.db.select().from(offices);
      if (one === undefined) throw new Error('no office');
      await q.db
        .insert(offices)
        .values({ ...one, id: 'other', pilot: 'serbia', name: 'Other office', address: 'Street 5' });
      await q.db.update(counsellor).set({ mail });
    });
    await office.store.tx((q) => q.db.update(counsellor).set({ office: 'other' }));
    await office.execute(
      `update counsellor set office = (select min(id) from office where pilot = 'serbia' and id <> 'other') where id = '${ANA}'`,
    );
    await office.execute('delete from notice');
    const [time = ''] = slotsIn(await look(), 'others').filter((slot) => slot.endsWith(YUSUF));
    expect(await press({ do: 'move', why: 'away', time })).toBe('moved');
    expect((await talk()).counsellor).toBe(YUSUF);
    const told = (await office.rows('notice')).map((one) => [one.recipient, one.kind]).sort();
    expect(told).toEqual([
      [ANA, 'cancelled'],
      [YUSUF, 'new'],
    ]);
    expect(await office.rows('handover')).toMatchObject([{ counsellor: ANA }]);
    expect(office.texts('amina').at(-1)).toMatch(/New place: Other office\nStreet 5/);
  });

  test('leaves an absent counsellor: only the times of others are there', async () => {
    await using office = await openOffice();
    const { look } = await withTalk(office);
    await office.store.tx((q) => addAbsence(q, { counsellor: ANA, fromAt: START, toAt: START + 300 * DAY }));
    const html = await look();
    expect(slotsIn(html, 'own')).toEqual([]);
    expect(slotsIn(html, 'others').length).toBeGreaterThan(0);
    expect(html).toContain('<details open>');
    expect(html).toContain('No other time is free.');
  });
});

describe('a talk that is called off', () => {
  test('is asked about first: when, who, and how the person hears of it', async () => {
    await using office = await openOffice();
    const { path, cookie, talk, look } = await withTalk(office);
    expect(await look()).toContain(`href="${path}/off"`);
    const { status, html } = await office.page(`${path}/off`, cookie);
    expect([status, faultsOf(html)]).toEqual([200, []]);
    for (const words of ['Wednesday 25 November at 09:00', 'Imaginary Ana', 'The person is told on Telegram'])
      expect(html).toContain(words);
    expect((await talk()).status).toBe('scheduled');
    expect((await office.rows('log')).map(({ what }) => what)).toEqual(['appointment', 'appointment']);
    await office.hear('amina', 'stop');
    expect((await office.page(`${path}/off`, cookie)).html).toContain('tell the person now: they said STOP');
    expect((await office.page(`${path}/off`, await office.cookie('counsellor', ['milan']))).status).toBe(404);
  });

  test('cannot have begun', async () => {
    await using office = await openOffice();
    const { path, cookie, talk, look, press } = await withTalk(office);
    const { startAt } = await talk();
    office.clock.now = startAt;
    expect(await look()).not.toContain(`${path}/off`);
    const answer = await office.routes.request(`${path}/off`, { headers: { cookie } });
    expect(answer.headers.get('location')).toBe(`${path}?notice=begun`);
    expect(await press({ do: 'off' })).toBe('begun');
    expect((await talk()).status).toBe('scheduled');
    office.clock.now = startAt - 1;
    expect(await press({ do: 'off' })).toBe('off');
    const again = await office.routes.request(`${path}/off`, { headers: { cookie } });
    expect(again.headers.get('location')).toBe(`${path}?notice=gone`);
  });
});

describe('a talk of a person whose record is damaged', () => {
  test('is shown, marked, moved and called off all the same', async () => {
    await using office = await openOffice();
    const { reference, look, press, talk, path, cookie } = await withTalk(office);
    await office.execute(`update person set conversation = x'00112233'`);
    const html = await look();
    for (const words of [reference, 'can&#39;t be read: their record is damaged', 'Imaginary Ana'])
      expect(html).toContain(words);
    expect((await office.page('/staff/week', cookie)).html).toContain(reference);
    const [time = ''] = slotsIn(html, 'own').slice(-1);
    expect(await press({ do: 'move', why: 'other', time })).toBe('moved');
    expect(await office.rows('change')).toMatchObject([{ kind: 'moved', toldAt: null }]);
    await put(office, reference, { startAt: START - MINUTE });
    expect(await press({ do: 'arrived' })).toBe('marked');
    expect(await press({ do: 'unmark' })).toBe('unmarked');
    expect((await office.rows('event')).filter(({ kind }) => kind === 'appointment-arrived')).toEqual([]);
    await put(office, reference, { startAt: START + DAY });
    expect((await office.page(`${path}/off`, cookie)).status).toBe(200);
    expect(await press({ do: 'off' })).toBe('off');
    expect((await talk()).status).toBe('cancelled');
  });
});
