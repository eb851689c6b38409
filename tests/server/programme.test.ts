import { describe, expect, test } from 'vitest';
import { EXIT_REASONS, NOTED_OUTCOMES } from '../../src/evaluation/events.ts';
import type { Role } from '../../src/store/principal.ts';
import { markByStaff } from '../../src/turn/appointments/by-staff.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import { conversationOf } from '../turn/support.ts';
import { faultsOf, type Office, openOffice } from './office.ts';

/** It is 24 November 2026. */
const TODAY = '2026-11-24';
const KINDS = ['enrolled', 'exited', 'outcome-noted'];

/** Somebody with a talk, and their card. */
const withCard = async (office: Office, role: Role = 'counsellor') =>
  openCard(office, await office.book('amal', { day: 2 }), role);

/** The card of the person with this talk, for somebody who finds them now. */
async function openCard(office: Office, reference: string, role: Role = 'counsellor') {
  const cookie = await office.cookie(role);
  const card = (await office.send('/staff/people', { reference }, cookie)).headers.get('location') ?? '';
  /** Sends a form of the card; returns the notice, or what is wrong. */
  const act = async (form: Record<string, string>) => {
    const answer = await office.send(card, form, cookie);
    if (answer.status === 303) return (answer.headers.get('location') ?? '').replace(`${card}?notice=`, '');
    const html = await answer.text();
    expect([answer.status, faultsOf(html)]).toEqual([422, []]);
    return [...html.matchAll(/id="([\w-]+)-fault">([^<]*)/g)].map(([, id, words]) => `${id}: ${words}`);
  };
  const page = async () => {
    const { html } = await office.page(card, cookie);
    expect(faultsOf(html)).toEqual([]);
    return html;
  };
  return { reference, cookie, card, act, page };
}

const programme = async (office: Office) => (await conversationOf(office, 'amal')).programme;
/** What is counted of it, each as its codes. */
const counted = async (office: Office) =>
  (await office.rows('event'))
    .filter(({ kind }) => KINDS.includes(kind))
    .map(({ kind, data }) => [kind, ...Object.values(data)].join(' '))
    .sort();
const deeds = async (office: Office) =>
  (await office.rows('log')).map(({ what }) => what).filter((what) => what !== 'person');

describe('staff note', () => {
  test('when somebody was enrolled and left: the day is kept sealed, the month counted under the pseudonym', async () => {
    await using office = await openOffice();
    const { act, page } = await withCard(office);
    expect(await page()).toContain('<dt>Met: came to a talk, or is enrolled</dt><dd>not yet</dd>');
    expect(await act({ do: 'enrol', on: '2026-10-12' })).toBe('noted');
    expect(await page()).toContain('<dt>Met: came to a talk, or is enrolled</dt><dd>yes</dd>');
    expect(await page()).toContain('12 October 2026');
    expect(await act({ do: 'exit', on: TODAY, reason: 'work' })).toBe('noted');
    expect(await programme(office)).toEqual({
      enrolled: { on: '2026-10-12', at: office.clock.now },
      exit: { on: TODAY, reason: 'work', at: office.clock.now },
      outcomes: [],
    });
    expect(await counted(office)).toEqual(['enrolled 2026-10', 'exited 2026-11 work']);
    const { pseudonym } = await conversationOf(office, 'amal');
    const events = (await office.rows('event')).filter(({ kind }) => KINDS.includes(kind));
    expect(events.map((event) => [event.pseudonym, event.pilot, event.hour % HOUR])).toEqual([
      [pseudonym, 'serbia', 0],
      [pseudonym, 'serbia', 0],
    ]);
    expect((await deeds(office)).sort()).toEqual(['person-enrolled', 'person-exited']);
    // The day stands nowhere in clear.
    expect(JSON.stringify([await office.rows('event'), await office.rows('log')])).not.toContain('10-12');
  });

  test('what became of somebody, by every code', async () => {
    await using office = await openOffice();
    const { act, page } = await withCard(office);
    for (const outcome of NOTED_OUTCOMES) expect(await act({ do: 'outcome', outcome, on: TODAY })).toBe('noted');
    expect(await counted(office)).toEqual(NOTED_OUTCOMES.map((one) => `outcome-noted 2026-11 ${one}`).sort());
    const html = await page();
    for (const words of ['job begun', 'diploma recognised', 'registered at the employment service'])
      expect(html).toContain(`24 November 2026: ${words}`);
    expect(new Set(await deeds(office))).toEqual(new Set(['person-outcome']));
  });

  test('why somebody left, by every code, and the last exit counts', async () => {
    await using office = await openOffice();
    const { act } = await withCard(office);
    await act({ do: 'enrol', on: '2026-10-12' });
    for (const reason of EXIT_REASONS) {
      expect(await act({ do: 'exit', on: TODAY, reason })).toBe('noted');
      expect((await programme(office))?.exit?.reason).toBe(reason);
      // Within days it is a correction.
      expect((await counted(office)).filter((one) => one.startsWith('exited'))).toEqual([`exited 2026-11 ${reason}`]);
    }
  });

  test.each([
    ['tomorrow', { do: 'enrol', on: '2026-11-25' }, ['on-enrol: A day from 1 January 2023 to 24 November 2026.']],
    ['long ago', { do: 'enrol', on: '2022-12-31' }, ['on-enrol: A day from 1 January 2023 to 24 November 2026.']],
    ['no day', { do: 'outcome', outcome: 'job', on: '2026-02-30x' }, [/^on-outcome: A day from/]],
    ['no outcome', { do: 'outcome', outcome: 'rich', on: TODAY }, [/^outcome: Please choose from/]],
    ['neither', { do: 'outcome' }, [/^outcome: Please choose/, /^on-outcome: A day/]],
  ])('nothing that is wrong at its field: %s', async (_, form, faults) => {
    await using office = await openOffice();
    const { act } = await withCard(office);
    const wrong = await act(form);
    expect(wrong).toEqual(faults.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))));
    expect([await counted(office), await deeds(office)]).toEqual([[], []]);
  });

  test('no exit before the enrolment, of nobody who is not enrolled, and no unknown act', async () => {
    await using office = await openOffice();
    const { act } = await withCard(office);
    expect(await act({ do: 'exit', on: TODAY, reason: 'work' })).toBe('gone');
    await act({ do: 'enrol', on: '2026-11-20' });
    expect(await act({ do: 'exit', on: '2026-11-19', reason: 'bored' })).toEqual([
      'on-exit: A day from 20 November 2026 to 24 November 2026.',
      expect.stringContaining('exit-reason: Please choose from'),
    ]);
    expect(await act({ do: 'promote' })).toBe('gone');
    expect(await act({ do: 'outcome-change', id: 'nothing', outcome: 'job', on: TODAY })).toBe('gone');
    expect(await act({ do: 'outcome-remove', id: 'nothing' })).toBe('gone');
    expect(await counted(office)).toEqual(['enrolled 2026-11']);
  });
});

describe('what staff noted', () => {
  test('is corrected and taken back for seven days, in what is kept and in what is counted', async () => {
    await using office = await openOffice();
    const { act, reference } = await withCard(office);
    await act({ do: 'enrol', on: '2026-10-12' });
    await act({ do: 'outcome', outcome: 'job', on: '2026-11-02' });
    await act({ do: 'outcome', outcome: 'language', on: '2026-11-02' });
    office.clock.now += 6 * DAY;
    // The address has ended meanwhile: the person is found again.
    const card = await openCard(office, reference);
    const id = (await programme(office))?.outcomes.find(({ outcome }) => outcome === 'job')?.id ?? '';
    expect(await card.act({ do: 'outcome-change', id, outcome: 'internship', on: '2026-09-30' })).toBe('noted');
    expect(await card.act({ do: 'enrol', on: '2026-09-01' })).toBe('noted');
    expect(await counted(office)).toEqual([
      'enrolled 2026-09',
      'outcome-noted 2026-09 internship',
      'outcome-noted 2026-11 language',
    ]);
    expect(await card.act({ do: 'outcome-change', id, outcome: 'rich', on: '2026-09-30' })).toEqual([
      expect.stringContaining(`outcome-${id}: Please choose from`),
    ]);
    expect(await card.act({ do: 'outcome-remove', id })).toBe('takenBack');
    expect(await card.act({ do: 'unenrol' })).toBe('takenBack');
    expect(await counted(office)).toEqual(['outcome-noted 2026-11 language']);
    expect(await programme(office)).toMatchObject({ outcomes: [{ outcome: 'language' }] });
    expect((await deeds(office)).filter((what) => what === 'person-taken-back')).toHaveLength(2);
  });

  test('stands after that, and an exit much later is one more', async () => {
    await using office = await openOffice();
    const { act, reference } = await withCard(office);
    await act({ do: 'enrol', on: TODAY });
    await act({ do: 'exit', on: TODAY, reason: 'moved' });
    await act({ do: 'outcome', outcome: 'job', on: TODAY });
    const id = (await programme(office))?.outcomes[0]?.id ?? '';
    // Who left is enrolled as long as the exit stands.
    expect(await act({ do: 'unenrol' })).toBe('gone');
    office.clock.now += 7 * DAY;
    const later = await openCard(office, reference);
    for (const form of [{ do: 'unexit' }, { do: 'outcome-remove', id }, { do: 'enrol', on: TODAY }])
      expect(await later.act(form), form.do).toBe('late');
    expect(await later.act({ do: 'outcome-change', id, outcome: 'language', on: TODAY })).toBe('late');
    expect(await later.page()).not.toContain('Take back');
    expect(await later.act({ do: 'exit', on: '2026-12-01', reason: 'work' })).toBe('noted');
    expect(await counted(office)).toEqual([
      ...['enrolled 2026-11', 'exited 2026-11 moved', 'exited 2026-12 work', 'outcome-noted 2026-11 job'],
    ]);
    expect((await programme(office))?.exit).toMatchObject({ on: '2026-12-01', reason: 'work' });
    expect(await later.act({ do: 'unexit' })).toBe('takenBack');
    expect(await counted(office)).not.toContain('exited 2026-12 work');
  });

  test('ends with the consent, and none is noted without one', async () => {
    await using office = await openOffice();
    const { act, card, cookie } = await withCard(office);
    await act({ do: 'enrol', on: TODAY });
    await office.hear('amal', 'stop', 'Keep');
    expect(await programme(office)).toBeUndefined();
    expect(await act({ do: 'outcome', outcome: 'job', on: TODAY })).toBe('gone');
    const { html } = await office.page(card, cookie);
    for (const words of ['In the programme', 'Enrolled on']) expect(html).not.toContain(words);
    await office.hear('amal', 'hello', 'Yes, I agree');
    expect(await programme(office)).toBeUndefined();
  });

  test('stays behind where somebody moves to another pilot', async () => {
    await using office = await openOffice();
    const { act } = await withCard(office);
    await act({ do: 'enrol', on: TODAY });
    await office.hear('amal', 'menu', 'My data', 'Correct my answers', 'My city or country', 'Milan', 'Yes, I agree');
    expect(await conversationOf(office, 'amal')).toMatchObject({ pilot: 'milan' });
    expect(await programme(office)).toBeUndefined();
  });

  test('is in the copy, and goes with the person: what was counted is loosened to the month', async () => {
    await using office = await openOffice();
    const { act, card, cookie } = await withCard(office, 'coordinator');
    await act({ do: 'enrol', on: '2026-10-12' });
    await act({ do: 'outcome', outcome: 'job', on: TODAY });
    const copy = await (await office.send(`${card}/copy`, { as: 'json' }, cookie)).json();
    expect(copy).toMatchObject({
      programme: { enrolled: { on: '2026-10-12' }, outcomes: [{ outcome: 'job', on: TODAY }] },
    });
    const { pseudonym } = await conversationOf(office, 'amal');
    await office.hear('amal', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    expect(await office.rows('person')).toEqual([]);
    const events = (await office.rows('event')).filter(({ kind }) => KINDS.includes(kind));
    expect(events.map(({ kind, data, loosened }) => [kind, data.month, loosened]).sort()).toEqual([
      ['enrolled', '2026-10', true],
      ['outcome-noted', '2026-11', true],
    ]);
    expect(events.map((event) => event.pseudonym)).not.toContain(pseudonym);
  });
});

test('somebody who came to a talk is met', async () => {
  await using office = await openOffice();
  const { reference } = await withCard(office);
  const [talk] = await office.rows('appointment');
  office.clock.now = talk?.startAt ?? 0;
  const by = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' } as const;
  expect(await markByStaff(office.world, by, talk?.id ?? '', 'arrived')).toBe('done');
  const { page } = await openCard(office, reference);
  expect(await page()).toContain('<dt>Met: came to a talk, or is enrolled</dt><dd>yes</dd>');
});
