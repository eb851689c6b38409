import { describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../fakes/stage.ts';
import { conversationOf, JOIN, labels, press } from './support.ts';

const AT_CONSENT = JOIN.slice(0, 3);
const coded = async (stage: Stage) =>
  (await stage.rows('event'))
    .filter(({ kind }) => kind === 'person-coded')
    .map(({ data }) => [data.dimension, data.value])
    .filter(([dimension]) => !['language', 'channel', 'gender', 'status'].includes(String(dimension)))
    .sort();

describe('what people say of themselves', () => {
  test('is asked where a step needs it, once, and kept and counted as a code', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, press('step', 'training'), 'Show me', 'Asylum seeker');
    expect(stage.texts('42').at(-1)).toContain('In which year were you born?');
    await stage.hear('42', '۱۹۹۴', press('step', 'language-course'), 'University, college');
    await stage.hear('42', press('step', 'register'), 'I look for work', press('step', 'childcare'), 'Yes');
    const { profile } = await conversationOf(stage);
    expect(profile).toMatchObject({ born: '1994', education: 'isced-5-8', employment: 'unemployed', children: 'yes' });
    expect(await coded(stage)).toEqual([
      ['born', '1994'],
      ['children', 'yes'],
      ['education', 'isced-5-8'],
      ['employment', 'unemployed'],
    ]);
    for (const step of ['training', 'language-course', 'register', 'childcare']) {
      await stage.hear('42', 'menu', press('step', step));
      expect(stage.texts('42').at(-1)).not.toMatch(/born|highest school|work now|children who need/);
    }
  });

  test('need not be said, and is not asked again', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, press('step', 'training'), 'Show me', 'Asylum seeker', 'Rather not say');
    await stage.hear('42', press('step', 'register'), 'I would rather not say');
    expect((await conversationOf(stage)).profile).toMatchObject({ born: 'rather-not', employment: 'rather-not' });
    await stage.hear('42', 'menu', press('step', 'training'), 'Show me');
    expect(stage.texts('42').at(-1)).not.toContain('born');
  });

  test('is asked of nobody who only looks around', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...AT_CONSENT, 'Just look around', press('step', 'training'), 'Show me', 'Asylum seeker');
    expect(stage.texts('42').join()).not.toContain('born');
    expect((await conversationOf(stage)).profile).toEqual({});
  });

  test('can be corrected, and counts as corrected', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, press('step', 'register'), 'Asylum seeker', 'I look for work', 'menu');
    await stage.hear('42', 'My data', 'Correct my answers', 'My work now', 'I work');
    expect((await conversationOf(stage)).profile).toMatchObject({ employment: 'employed' });
    expect(await coded(stage)).toEqual([['employment', 'employed']]);
  });

  test('ends with the consent', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, press('step', 'register'), 'Asylum seeker', 'I look for work', 'stop');
    expect((await conversationOf(stage)).profile).toEqual({});
  });
});

describe('who is under the age of consent', () => {
  test.each([
    ['serbia', 'Serbia', 15],
    ['milan', 'Milan', 14],
    ['berlin', 'Berlin', 16],
    ['vienna', 'Vienna', 14],
    ['stockholm', 'Stockholm', 13],
  ])('in %s reads everything, and has no profile', async (_, name, years) => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', 'hello', 'English', name, `Under ${years}`);
    expect(stage.texts('42').at(-1)).toContain(`Under ${years} years`);
    // Nobody has confirmed whom they can turn to.
    expect(stage.texts('42').at(-1)).toContain('not confirmed yet');
    await stage.hear('42', 'Read on', press('step', 'rights'), 'Asylum seeker');
    expect(stage.texts('42').at(-1)).toMatch(/Ask before you sign|no reliable answer/);
    const c = await conversationOf(stage);
    expect([c.consent, c.pseudonym, c.profile, c.way]).toEqual([null, null, {}, undefined]);
    expect((await stage.rows('event')).map(({ pseudonym }) => pseudonym)).not.toContainEqual(expect.any(String));
  });

  test('is not asked for consent again, and books nothing', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...AT_CONSENT, 'Under 15', 'Read on', 'menu', 'Book an appointment');
    expect(labels(stage.last('42'))).toEqual(['Read on', 'That was a mistake']);
    await stage.hear('42', 'Read on');
    expect(labels(stage.last('42'))).toContain('Book an appointment');
    expect((await conversationOf(stage)).consent).toBeNull();
  });

  test('by the year of birth loses the profile at once', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, press('step', 'training'), 'Show me', 'Asylum seeker', '2015');
    expect(stage.texts('42').at(-1)).toContain('Under 15 years');
    const c = await conversationOf(stage);
    expect([c.consent, c.profile, c.young]).toEqual([null, {}, true]);
    expect((await stage.rows('event')).filter(({ kind }) => kind === 'consent-withdrawn')).toHaveLength(1);
  });

  test('by a year that leaves it open keeps what they have agreed to', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, press('step', 'training'), 'Show me', 'Asylum seeker', '2011');
    expect((await conversationOf(stage)).profile).toMatchObject({ born: '2011' });
  });
});
