import { expect } from 'vitest';
import type { Content } from '../../src/conversation/message.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, press, TO_TIMES } from './support.ts';

/** What was done, as far as it counts; that somebody came to a menu once more does not. */
async function done(stage: Stage): Promise<unknown[]> {
  const events = (await stage.rows('event')).map(({ kind, data }) => [kind, data]);
  const counted = events.filter(
    ([kind]) => !['flow-started', 'flow-finished', 'human-requested'].includes(String(kind)),
  );
  const tables = ['appointment', 'waitlist', 'request', 'claim', 'change', 'notice'] as const;
  return [counted, ...(await Promise.all(tables.map((table) => stage.rows(table))))];
}

onBoth('a standing button that is pressed again on %s', (dialect, test) => {
  /** Presses it, and again five seconds and a day later. Returns what was said each time. */
  async function thrice(stage: Stage, button: Content, ...then: string[]): Promise<string[]> {
    const said: string[] = [];
    let before: unknown[] | undefined;
    for (const wait of [0, 5_000, 3_600_000]) {
      stage.clock.now += wait;
      const from = stage.texts('42').length;
      await stage.hear('42', button);
      if (before === undefined) await stage.hear('42', ...then);
      said.push(stage.texts('42').slice(from).join('\n'));
      before ??= await done(stage);
      expect(await done(stage)).toEqual(before);
    }
    return said;
  }

  test('says what is so now, and does it once', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const reference = (await stage.rows('appointment'))[0]?.reference;
    for (const text of await thrice(stage, press('confirm', reference)))
      expect(text).toContain('We look forward to seeing you: Wednesday 25 November at 09:00');
    for (const text of await thrice(stage, press('keep', reference))) expect(text).toContain('stays as it is');
    for (const text of await thrice(stage, press('human'))) expect(text).toContain('What is it about?');
    for (const text of await thrice(stage, press('leave-waitlist')))
      expect(text).toContain('You are no longer on the waiting list.');
    const [cancelled, ...again] = await thrice(stage, press('cancel', reference), 'Yes, cancel it');
    expect(cancelled).toContain('is cancelled. We tell the counsellor.');
    for (const text of again) expect(text).toContain('This appointment is already cancelled.');
    for (const act of ['confirm', 'keep', 'move'])
      for (const text of await thrice(stage, press(act, reference))) expect(text).toContain('no longer valid');
  });

  test('is no second answer to a question that was answered', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00');
    const shown = stage.last('42');
    const yes = shown.kind === 'choice' ? (shown.options[0]?.id ?? '') : '';
    const [booked, ...again] = await thrice(stage, { kind: 'tap', button: yes });
    expect(booked).toContain('Your appointment number');
    for (const text of again) expect(text).toBe('How can we help you?');
  });
});
