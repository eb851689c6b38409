import { expect } from 'vitest';
import { DAY } from '../fakes/clock.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, press, TO_TIMES } from './support.ts';

/** Somebody who came to their appointments, one about each of these topics; the references. */
async function came(stage: Stage, ...topics: string[]): Promise<string[]> {
  await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
  for (const topic of topics)
    await stage.hear('42', 'menu', 'Book an appointment', topic, 'Wed 25 Nov', '10:20', 'Yes, book it');
  stage.clock.now += 5 * DAY;
  await stage.execute(`update appointment set status = 'arrived'`);
  return (await stage.rows('appointment')).map(({ reference }) => reference);
}

const ratings = async (stage: Stage): Promise<unknown[]> =>
  (await stage.rows('event')).filter(({ kind }) => kind === 'appointment-rated').map(({ data }) => data.rating);

/** Rates an appointment, each time a moment later, and is thanked each time. */
async function rate(stage: Stage, reference: string | undefined, ...said: string[]): Promise<void> {
  for (const rating of said) {
    stage.clock.now += 5_000;
    const before = stage.texts('42').length;
    await stage.hear('42', press('rate-appointment', `${reference}_${rating}`));
    expect(stage.texts('42').slice(before).join()).toContain('Thank you.');
  }
}

onBoth('the rating of an appointment on %s', (dialect, test) => {
  test('counts once, however often its button is pressed', async () => {
    await using stage = await openStage(dialect);
    const [reference] = await came(stage);
    await rate(stage, reference, 'good', 'good', 'good');
    expect(await ratings(stage)).toEqual(['good']);
  });

  test('is corrected by the next one, and still counts once', async () => {
    await using stage = await openStage(dialect);
    const [reference] = await came(stage);
    await rate(stage, reference, 'good', 'good', 'bad');
    expect(await ratings(stage)).toEqual(['bad']);
    stage.clock.now += 2 * DAY;
    await rate(stage, reference, 'good');
    expect(await ratings(stage)).toEqual(['good']);
  });

  test('leaves the rating of another one alone', async () => {
    await using stage = await openStage(dialect);
    const [first, second] = await came(stage, 'Papers and rights');
    await rate(stage, first, 'good');
    await rate(stage, second, 'good', 'bad', 'bad');
    expect((await ratings(stage)).sort()).toEqual(['bad', 'good']);
  });

  test('counts no second time after STOP and a new consent', async () => {
    await using stage = await openStage(dialect);
    const [reference] = await came(stage);
    await rate(stage, reference, 'good');
    await stage.hear('42', 'stop', 'hello', 'Yes, I agree', 'Woman');
    await rate(stage, reference, 'good', 'bad');
    expect(await ratings(stage)).toHaveLength(1);
  });

  test('keeps nothing about the appointment where a counsellor could read it', async () => {
    await using stage = await openStage(dialect);
    const [reference] = await came(stage);
    const before = await stage.rows('appointment');
    await rate(stage, reference, 'bad');
    expect(await stage.rows('appointment')).toEqual(before);
    expect(JSON.stringify(await stage.rows('event'))).not.toContain(reference);
  });
});
