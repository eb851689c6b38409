import { expect } from 'vitest';
import { MINUTE } from '../fakes/clock.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { conversationOf, JOIN, labels } from './support.ts';

const TO_OFFER = ['menu', 'Steps to work', 'Check a job offer'];
const CHECK = 'Check my offer';
const TRACES = /offer-check|"papers"|"money"|"leave"|"contract"|locked/;

const bodies = async (stage: Stage, table: 'inbox' | 'outbox') => (await stage.rows(table)).map(({ body }) => body);
const lapseAt = async (stage: Stage) => (await stage.rows('person'))[0]?.lapseAt;

onBoth('the check of a job offer on %s', (dialect, test) => {
  test('leaves no message, no reply, no event and no answer, whatever it ends in', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...TO_OFFER);
    const { way } = await conversationOf(stage);
    const [inbox, outbox] = [(await stage.rows('inbox')).length, (await stage.rows('outbox')).length];
    const events = (await stage.rows('event')).length;
    await stage.hear('42', CHECK, 'No', "I don't know", 'Yes, I may go out', 'Yes');
    expect(stage.texts('42').at(-1)).toContain('The lowest pay in 2026 is 371 dinars (RSD) net for an hour.');
    expect(stage.texts('42').at(-1)).toContain('Published: source of 2025.');
    expect((await conversationOf(stage)).way).toEqual(way);
    expect(await lapseAt(stage)).toBe(stage.clock.now + 30 * MINUTE);
    await stage.hear('42', 'Less', 'Not told / not sure');
    expect(stage.texts('42').at(-2)).toContain('Ask first.');
    await stage.hear('42', 'Check it once more', 'Yes');
    expect(stage.texts('42').at(-2)).toContain('Please get help now.');
    expect((await bodies(stage, 'inbox')).slice(inbox)).toEqual(Array(9).fill(null));
    // The question after the check is kept, like any other.
    const kept = (await bodies(stage, 'outbox')).slice(outbox).filter((body) => body !== null);
    expect(kept).toHaveLength(2);
    expect((await stage.rows('event')).slice(events)).toEqual([]);
    expect((await stage.rows('tally')).map(({ kind, count }) => [kind, count])).toEqual([['offer-check', 2]]);
    expect(JSON.stringify(await conversationOf(stage))).not.toMatch(TRACES);
    expect(await lapseAt(stage)).toBeNull();
  });

  test('leads from a warning sign to the numbers and to our team', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...TO_OFFER, CHECK, 'No', 'No', 'Yes, I may not go out');
    const help = stage.telegram.sent.filter(({ reply }) => 'text' in reply && reply.text.startsWith('Please get help'));
    expect(help.map(({ reply }) => labels(reply))).toEqual([
      ['Important numbers', 'Talk to our team', 'Services, legal aid'],
    ]);
    await stage.hear('42', { kind: 'tap', button: 's.safety' });
    expect(stage.texts('42').at(-1)).toContain('Police \u2066192\u2069');
    await stage.hear('42', { kind: 'tap', button: 's.human' });
    expect(await stage.rows('request')).toHaveLength(1);
  });

  test('hears words of danger, and is forgotten after half an hour', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...TO_OFFER, CHECK, 'No', 'he took my passport and locked me in');
    expect(stage.texts('42').at(-1)).toBe('Shall we show you important numbers for help?');
    expect(JSON.stringify(await conversationOf(stage))).toMatch(TRACES);
    stage.clock.now += 30 * MINUTE;
    await stage.pump.settle();
    expect(JSON.stringify(await conversationOf(stage))).not.toMatch(TRACES);
  });

  test('shows no rule that is not sure any more', async () => {
    await using stage = await openStage(dialect);
    await stage.execute(`delete from fact where id = 'minimum-pay'`);
    await stage.hear('42', ...JOIN, ...TO_OFFER, CHECK, 'No', 'No', 'No', 'Yes');
    expect(stage.texts('42').at(-1)).toMatch(/^5 of 6: What pay/);
  });
});
