import { describe, expect, test } from 'vitest';
import { nameInLog } from '../../src/store/log.ts';
import type { Tables } from '../../src/store/tables.ts';
import { markByStaff } from '../../src/turn/appointments/by-staff.ts';
import { lookAtPerson } from '../../src/turn/office/people/look.ts';
import { HOUR } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { answerAndClose, conversationOf, JOIN, press, TO_TIMES } from './support.ts';

const STAFF = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' } as const;

type Cell = { table: string; column: string; value: unknown };

/** Every cell of every table. */
async function cells(stage: Stage): Promise<Cell[]> {
  const tables = Object.keys(stage.store.read.t) as (keyof Tables)[];
  const rows = await Promise.all(tables.map(async (table) => ({ table, rows: await stage.rows(table) })));
  return rows.flatMap(({ table, rows: of }) =>
    of.flatMap((row) => Object.entries(row).map(([column, value]) => ({ table, column, value }))),
  );
}

/** The columns in which a word stands in clear. */
async function whereIs(stage: Stage, word: string): Promise<string[]> {
  const holds = ({ value }: Cell) =>
    Buffer.isBuffer(value) ? value.includes(word) : JSON.stringify(value ?? null).includes(word);
  return [...new Set((await cells(stage)).filter(holds).map(({ table, column }) => `${table}.${column}`))];
}

/** The events that were not there before. Rows of events have no order. */
async function eventsSince(stage: Stage, before: readonly { id: number }[]) {
  const known = new Set(before.map(({ id }) => id));
  return (await stage.rows('event')).filter(({ id }) => !known.has(id));
}

describe.each(DIALECTS)('rows on %s', (dialect) => {
  test('hold nothing in clear of what a person wrote, is reached by, or was told', async () => {
    await using stage = await openStage(dialect);
    const handle = 'handle-of-hers';
    const first = { ...stage.incoming(handle, 'wordsofhers'), externalId: 'id-with-her-phone' };
    await stage.pump.receive([first]);
    await stage.hear(handle, ...JOIN, 'more wordsofhers', 'human', 'Not now', ...TO_TIMES, '09:00', 'Yes, book it');
    await stage.hear(handle, 'he beats me, wordsofhers', { kind: 'media', media: 'photo' });
    const [request] = await stage.rows('request');
    const by = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' } as const;
    await answerAndClose(stage.world, by, request?.id ?? '', 'wordsofthecounsellor');
    await stage.pump.settle();
    expect(stage.texts(handle).join()).toContain('wordsofthecounsellor');
    await stage.hear(handle, press('show-code'));
    const [, first5 = 'no', last5 = 'code'] = /(\d{5}) (\d{5})/.exec(stage.texts(handle).at(-1) ?? '') ?? [];
    const codes = [`${first5}${last5}`, `${first5} ${last5}`];
    expect(codes[0]).toMatch(/^\d{10}$/);
    for (const word of [
      'wordsofhers',
      'wordsofthecounsellor',
      handle,
      'id-with-her-phone',
      'What would you like',
      ...codes,
    ])
      expect([word, await whereIs(stage, word)]).toEqual([word, []]);
    // The control: the search finds what is there.
    expect(await whereIs(stage, 'serbia-demo-1')).toContain('appointment.counsellor');
  });

  test('tie events to a pseudonym that stands nowhere else, and to nobody before consent', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN.slice(0, 3), 'Just look around', 'Services here', 'Language courses', 'KIRS');
    const before = await stage.rows('event');
    expect(before.length).toBeGreaterThan(5);
    expect(before.filter(({ pseudonym }) => pseudonym !== null)).toEqual([]);
    await stage.hear('42', 'menu', 'Book an appointment', 'Yes, I agree', 'Woman', 'Finding a job');
    const { pseudonym } = await conversationOf(stage);
    const after = await eventsSince(stage, before);
    expect(after.map((event) => event.pseudonym).filter((one) => one !== null && one !== pseudonym)).toEqual([]);
    expect(after.filter((event) => event.pseudonym === pseudonym).length).toBeGreaterThan(3);
    expect(await whereIs(stage, pseudonym ?? '')).toEqual(['event.pseudonym']);
    const [{ id } = { id: '' }] = await stage.rows('person');
    expect((await whereIs(stage, id)).filter((place) => place.startsWith('event'))).toEqual([]);
    await stage.hear('42', 'stop');
    const stopped = await stage.rows('event');
    await stage.hear('42', 'hello');
    expect(new Set((await eventsSince(stage, stopped)).map((event) => event.pseudonym))).toEqual(new Set([null]));
  });

  test('know the hour of an event and the day of a person, no more', async () => {
    await using stage = await openStage(dialect);
    stage.clock.now += 1_234_567;
    await stage.hear('42', ...JOIN);
    expect((await stage.rows('event')).filter(({ hour }) => hour % HOUR !== 0)).toEqual([]);
    expect((await stage.rows('person')).filter(({ lastDay }) => lastDay % (24 * HOUR) !== 0)).toEqual([]);
  });

  test('keep of words of danger and of the card one count each, and nothing else', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const [events, messages] = [await stage.rows('event'), await stage.rows('inbox')];
    await stage.hear('42', 'my husband beats me', 'Yes', 'menu');
    expect(stage.texts('42').join()).toContain('192');
    const kept = (await stage.rows('inbox')).slice(messages.length);
    expect(kept).toMatchObject([{ body: null }, { body: null }, { body: expect.anything() }]);
    const added = await eventsSince(stage, events);
    expect(added).toMatchObject([{ kind: 'flow-started', data: { flow: 'main' } }]);
    const counts = async () => (await stage.rows('tally')).map(({ kind, count }) => `${kind} ${count}`).sort();
    expect(await counts()).toEqual(['danger 1', 'safety 1']);
    const where = { pilot: 'serbia', period: '2026-H2', demo: true };
    expect(await stage.rows('tally')).toMatchObject([where, where]);
    const trace = JSON.stringify(await conversationOf(stage));
    for (const word of ['danger', 'safety', 'beats', '192']) expect(trace).not.toContain(word);
    await stage.hear('43', ...JOIN, 'my husband beats me');
    expect(await counts()).toEqual(['danger 2', 'safety 1']);
  });

  test('name an erased person no more, not even by a number, but in the log of erasures', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it', 'human', press('show-code'));
    const [{ id } = { id: '' }] = await stage.rows('person');
    expect((await whereIs(stage, id)).sort()).toEqual([
      'appointment.person',
      'claim.resource',
      'contact.person',
      'dispatch.person',
      'inbox.person',
      'outbox.person',
      'person.id',
      'personKey.person',
      'request.person',
      'shownCode.person',
      'timer.person',
    ]);
    const { pseudonym } = await conversationOf(stage);
    const [[booked], [request], [contact]] = await Promise.all([
      stage.rows('appointment'),
      stage.rows('request'),
      stage.rows('contact'),
    ]);
    // Staff look at the person: the log has a keyed hash of the id.
    expect(await lookAtPerson(stage.world, STAFF, { person: id, pilot: 'serbia' })).toBeDefined();
    expect((await stage.rows('log')).map(({ target }) => target)).toEqual([nameInLog(testVault(), id)]);
    const names = [booked?.id, booked?.reference, request?.id, contact?.id, pseudonym] as string[];
    stage.clock.now = booked?.startAt ?? 0;
    const by = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' } as const;
    await markByStaff(stage.world, by, booked?.id ?? '', 'arrived');
    await answerAndClose(stage.world, by, request?.id ?? '', 'Hello');
    stage.clock.now += 3 * HOUR;
    await stage.pump.settle();
    for (const name of names) expect(await whereIs(stage, name)).not.toEqual([]);
    await stage.hear('42', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    expect(await whereIs(stage, id)).toEqual(['erasure.person']);
    // The log of staff cannot be changed. It names a request by its id, which leads nowhere now.
    for (const name of names)
      expect([name, await whereIs(stage, name)]).toEqual([name, name === request?.id ? ['log.target'] : []]);
    expect((await stage.rows('erasure')).map(({ at }) => at % (24 * HOUR))).toEqual([0]);
  });
});
