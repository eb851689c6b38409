import { describe, expect, test } from 'vitest';
import { markByStaff, writeByStaff } from '../../src/turn/appointments/by-staff.ts';
import { endSession, fetchReplies, type News } from '../../src/turn/send/transcript.ts';
import { DAY, MINUTE } from '../fakes/clock.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN, referenceIn, TO_TIMES } from './support.ts';

const PAGE = 'the-session-of-a-page';
const MENU = 'How can we help you?';
const ERASE = ['My data', 'Delete everything', 'Yes, delete', 'Delete now'];

const write = async (stage: Stage, ...words: string[]) => {
  for (const said of words) await stage.pump.receive([stage.incoming(PAGE, said, 'web-chat')]);
};
const look = (stage: Stage, after: number | null) => fetchReplies(stage.world, 'web-chat', PAGE, after);
const seqs = (news: News) => news.replies.map(({ seq }) => seq);
const texts = (news: News) => news.replies.map(({ reply }) => (reply.kind === 'clear' ? '' : reply.text));

describe.each(DIALECTS)('a page on %s', (dialect) => {
  test('fetches what is newer than what it has', async () => {
    await using stage = await openStage(dialect);
    expect(await look(stage, 0)).toEqual({ replies: [], now: 0 });
    await write(stage, ...JOIN);
    expect(seqs(await look(stage, 0))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await look(stage, 4)).toMatchObject({ replies: [{ seq: 5 }, { seq: 6, reply: { text: MENU } }], now: 6 });
    expect(await look(stage, 6)).toEqual({ replies: [], now: 6 });
    expect(await look(stage, 10)).toEqual({ replies: [], now: 6 });
  });

  test('fetches nothing old, unless it was open all the time', async () => {
    await using stage = await openStage(dialect);
    await write(stage, ...JOIN);
    stage.clock.now += 30 * MINUTE - 1;
    expect(seqs(await look(stage, 0))).toEqual([1, 2, 3, 4, 5, 6]);
    stage.clock.now += 1;
    for (const after of [0, 4, 5]) expect(await look(stage, after)).toEqual({ replies: [], now: 6 });
    expect(seqs(await fetchReplies(stage.world, 'web-chat', PAGE, 4, true))).toEqual([5, 6]);
    await write(stage, 'help');
    expect(seqs(await look(stage, 0))).toEqual([7, 8]);
  });

  test('that is opened anew shows the newest turn, while it is fresh', async () => {
    await using stage = await openStage(dialect);
    await write(stage, ...JOIN);
    stage.clock.now += 1;
    await write(stage, 'help');
    const newest = await look(stage, null);
    expect(texts(newest)).toEqual([expect.stringContaining('I tell you about your rights'), MENU]);
    stage.clock.now += 30 * MINUTE - 1;
    expect(await look(stage, null)).toEqual(newest);
    stage.clock.now += 1;
    expect(await look(stage, null)).toEqual({ replies: [], now: 8 });
  });

  test('sees nothing of another session or channel', async () => {
    await using stage = await openStage(dialect);
    await write(stage, ...JOIN);
    expect(await fetchReplies(stage.world, 'web-chat', 'another', 0)).toEqual({ replies: [], now: 0 });
    expect(await fetchReplies(stage.world, 'telegram', PAGE, 0)).toEqual({ replies: [], now: 0 });
  });

  test('gets a card until it says that it was shown, and then never more', async () => {
    await using stage = await openStage(dialect);
    await write(stage, ...JOIN, 'he beats me');
    expect(texts(await look(stage, 6))).toEqual(['Shall we show you important numbers for help?']);
    expect(texts(await look(stage, 6))).toEqual(['Shall we show you important numbers for help?']);
    stage.clock.now += 1;
    await write(stage, 'Yes');
    expect(seqs(await look(stage, 7))).toEqual([8]);
    expect((await stage.rows('outbox')).map(({ body }) => body === null)).toEqual([
      ...[false, false, false, false, false, false, true, false],
    ]);
    await look(stage, 8);
    expect(seqs(await look(stage, 0))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await look(stage, null)).toEqual({ replies: [], now: 8 });
  });

  test('does not lose a card to a number that it has from somebody before', async () => {
    await using stage = await openStage(dialect);
    await write(stage, 'he beats me');
    expect(await look(stage, 57)).toEqual({ replies: [], now: 1 });
    expect(await look(stage, 0)).toMatchObject({ replies: [{ reply: { card: true } }], now: 1 });
  });

  test('is forgotten when it has shown the confirmation', async () => {
    await using stage = await openStage(dialect);
    await write(stage, ...JOIN, ...ERASE);
    for (const after of [6, 57, null]) {
      expect((await look(stage, after)).now).toBe(10);
      expect(await stage.rows('personKey')).toHaveLength(1);
    }
    expect(texts(await look(stage, 9))).toEqual([expect.stringContaining('Everything about you is being deleted')]);
    expect(await look(stage, 10)).toEqual({ replies: [], now: 0 });
    for (const table of ['person', 'personKey', 'contact', 'inbox', 'outbox'] as const)
      expect(await stage.rows(table)).toEqual([]);
    expect(await look(stage, 10)).toEqual({ replies: [], now: 0 });
    await write(stage, 'hello');
    expect(await look(stage, 0)).toMatchObject({ now: 1 });
  });

  test('ends its session for good; an appointment stays and can be cancelled by its reference', async () => {
    await using stage = await openStage(dialect);
    await write(stage, ...JOIN, 'human', 'Not now', ...TO_TIMES, '09:00', 'Yes, book it');
    const reference = referenceIn(texts(await look(stage, 0)));
    await endSession(stage.world, 'web-chat', PAGE);
    for (const table of ['contact', 'inbox', 'outbox', 'timer'] as const) expect(await stage.rows(table)).toEqual([]);
    expect(await look(stage, 0)).toEqual({ replies: [], now: 0 });
    expect(await stage.rows('appointment')).toMatchObject([{ status: 'scheduled' }]);
    // Nobody could read an answer any more.
    expect(await stage.rows('request')).toMatchObject([{ state: 'withdrawn' }]);
    await endSession(stage.world, 'web-chat', PAGE);
    await stage.hear('42', ...JOIN, reference, 'Cancel it', 'Yes, cancel it');
    expect(await stage.rows('appointment')).toMatchObject([{ status: 'cancelled' }]);
    expect(await stage.rows('claim')).toEqual([]);
  });

  test('whose session was ended is erased a week after the appointment, and at once where there is none', async () => {
    await using stage = await openStage(dialect);
    await write(stage, ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const [booked] = await stage.rows('appointment');
    await endSession(stage.world, 'web-chat', PAGE);
    // Staff can note who came; whoever left is written to no more, and counts as the same person.
    stage.clock.now = booked?.startAt ?? 0;
    const by = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' } as const;
    expect(await writeByStaff(stage.world, by, booked?.id ?? '', 'Hello')).toBe('gone');
    expect(await markByStaff(stage.world, by, booked?.id ?? '', 'arrived')).toBe('done');
    const people = async () => new Set((await stage.rows('event')).map(({ pseudonym }) => pseudonym));
    expect([...(await people())].filter((pseudonym) => pseudonym !== null)).toHaveLength(1);
    stage.clock.now = (booked?.endAt ?? 0) + 7 * DAY;
    await stage.pump.settle();
    expect(await stage.rows('appointment')).toMatchObject([{ status: 'arrived' }]);
    stage.clock.now += 1;
    await stage.pump.settle();
    for (const table of ['person', 'personKey', 'appointment', 'reminder'] as const)
      expect(await stage.rows(table)).toEqual([]);

    await write(stage, ...JOIN);
    await endSession(stage.world, 'web-chat', PAGE);
    expect(await stage.rows('person')).toEqual([]);
  });
});
