import { describe, expect, test } from 'vitest';
import { peopleToForget } from '../../src/store/retention.ts';
import { retain } from '../../src/turn/due/retention.ts';
import { DAY } from '../fakes/clock.ts';
import { webPhone } from '../fakes/phones.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { conversationOf, JOIN, labels, press } from './support.ts';

const AGREE = [press('step', 'looking-back'), 'You may ask me later', 'Yes, ask me'];
const ASKED = 'what are you doing now?';
const outcomes = async (stage: Stage) =>
  (await stage.rows('event')).filter(({ kind }) => kind === 'outcome-said').map(({ data }) => data);
const kept = async (stage: Stage) => (await peopleToForget(stage.store.read, stage.clock.now, 10)).length === 0;
/** Days pass, and what is due comes. */
const pass = async (stage: Stage, days: number) => {
  stage.clock.now += days * DAY;
  await stage.pump.settle();
};

describe('who may be asked later', () => {
  test('is asked after half a year and after a year, and each answer counts once, as a code', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, ...AGREE);
    expect(stage.texts('42').join()).toContain('keep your profile until');
    await pass(stage, 182);
    expect(stage.texts('42').at(-1)).not.toContain(ASKED);
    await pass(stage, 1);
    expect(stage.texts('42').at(-1)).toContain(ASKED);
    expect(labels(stage.last('42')).at(-1)).toBe('Do not ask me');
    await stage.hear('42', press('outcome', '6_training'), press('outcome', '6_job'), press('outcome', '99_job'));
    expect(await outcomes(stage)).toEqual([{ after: '6', outcome: 'training' }]);
    await pass(stage, 182);
    await stage.hear('42', press('outcome', '12_job'));
    expect(await outcomes(stage)).toContainEqual({ after: '12', outcome: 'job' });
  });

  test('is kept for thirteen months though they are silent, and no longer', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, ...AGREE);
    await pass(stage, 393);
    expect(await kept(stage)).toBe(true);
    await pass(stage, 3);
    await retain(stage.world);
    expect(await stage.rows('person')).toEqual([]);
  });

  test('and who was not asked, or said no, is kept as long as ever', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, press('step', 'looking-back'), 'You may ask me later', 'No');
    await pass(stage, 213);
    expect(await kept(stage)).toBe(true);
    await pass(stage, 3);
    expect(await stage.rows('person')).toEqual([]);
  });

  test.each([
    ['takes it back', [press('ask-later'), 'Do not ask me']],
    ['says STOP', ['stop']],
  ])('who %s is not asked, and not kept for it', async (_, words) => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, ...AGREE, ...words);
    expect((await conversationOf(stage)).profile['ask-until']).toBeUndefined();
    expect((await stage.rows('person')).map(({ keepUntil }) => keepUntil)).toEqual([null]);
    const sent = stage.texts('42').length;
    await pass(stage, 200);
    expect(stage.texts('42').slice(sent).join()).not.toContain(ASKED);
  });

  test('in the web chat is asked when they write again', async () => {
    await using stage = await openStage('sqlite');
    const phone = webPhone(stage);
    await phone.open();
    for (const label of ['English', 'Serbia', 'Yes, I agree', 'Woman', 'Steps to work', 'Looking back'])
      await phone.choose(label);
    await phone.choose('You may ask me later');
    await phone.choose('Yes, ask me');
    await pass(stage, 190);
    await phone.write('menu');
    await phone.choose('Yes, it is me');
    await phone.sees(ASKED);
    await phone.choose('I have work');
    expect(await outcomes(stage)).toEqual([{ after: '6', outcome: 'job' }]);
  });
});
