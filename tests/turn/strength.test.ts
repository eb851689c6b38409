import { expect } from 'vitest';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { conversationOf, JOIN } from './support.ts';

const TO_STRENGTH = ['menu', 'My data', 'Correct my answers', 'My strength'];
const EXAMPLE = 'I taught my sister to sew, every evening.';
const LOOK = ['hello', 'English', 'Serbia', 'Just look around'];
/** Through the interview, to the choice of a strength. */
const INTERVIEW = [
  ...['menu', 'Steps to work', 'The interview', 'Show the questions'],
  ...Array<string>(5).fill('Next question'),
  ...['Next', 'Choose my strength'],
];

const strengthOf = async (stage: Stage) => (await conversationOf(stage)).way?.strength;
/** Everything that is stored of messages, in both directions. */
const stored = async (stage: Stage) =>
  [...(await stage.rows('inbox')), ...(await stage.rows('outbox'))].filter(({ body }) => body !== null).length;

onBoth('a strength on %s', (dialect, test) => {
  test('is kept with consent, in no message, and shown again where it is of use', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...INTERVIEW, 'I am patient');
    const before = await stage.rows('inbox');
    await stage.hear('42', EXAMPLE);
    const said = (await stage.rows('inbox')).slice(before.length);
    expect(said.map(({ body }) => body)).toEqual([null]);
    const answer = (await stage.rows('outbox')).filter(({ card }) => card);
    expect(answer.map(({ body }) => body)).toEqual([null]);
    expect(stage.texts('42').join('\n')).toContain(`Strength: I am patient\nExample: ${EXAMPLE}`);
    expect(await strengthOf(stage)).toBeUndefined();
    await stage.hear('42', 'Yes, keep it', 'Next step');
    expect(await strengthOf(stage)).toEqual({ strength: 'patient', example: EXAMPLE });
    expect((await conversationOf(stage)).way?.left).toEqual({});
    const heard = async (...steps: string[]) => {
      const from = stage.telegram.sent.length;
      await stage.hear('42', ...steps);
      return stage.texts('42').slice(from).join('\n');
    };
    expect(await heard('menu', 'Steps to work', 'Find and apply')).toContain(EXAMPLE);
    expect(await heard('menu', 'Steps to work', 'The interview')).toContain(EXAMPLE);
    expect(JSON.stringify(await stage.rows('event'))).not.toMatch(/patient|sister/);
  });

  test('is changed and deleted by the person', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...TO_STRENGTH, 'I am patient', EXAMPLE, 'Yes, keep it');
    await stage.hear('42', 'My strength', 'Change it', 'In my own words', 'I bake', 'Bread for a hundred.');
    expect(await strengthOf(stage)).toEqual({ strength: 'patient', example: EXAMPLE });
    await stage.hear('42', 'Yes, keep it');
    expect(await strengthOf(stage)).toEqual({ strength: 'I bake', example: 'Bread for a hundred.' });
    await stage.hear('42', 'My strength', 'Delete it');
    expect(await strengthOf(stage)).toBeUndefined();
    expect(JSON.stringify(await conversationOf(stage))).not.toMatch(/bake|Bread/);
  });

  test.each(['menu', 'Back'])('is not kept by a no, and leaves nothing in the conversation: %s', async (leave) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...TO_STRENGTH, 'In my own words', 'I bake', EXAMPLE, "No, don't keep it", leave);
    expect(await strengthOf(stage)).toBeUndefined();
    expect(JSON.stringify(await conversationOf(stage))).not.toMatch(/bake|sister/);
  });

  test('is practised without consent and kept nowhere, unless consent is given there', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...LOOK, ...INTERVIEW, 'I stay calm');
    const before = await stored(stage);
    await stage.hear('42', EXAMPLE);
    // The question whether to keep it, and neither the words nor the answer that was shown.
    expect(await stored(stage)).toBe(before + 1);
    await stage.hear('42', 'Yes, keep it', 'Just look around');
    expect((await conversationOf(stage)).way).toBeUndefined();
    expect(stage.texts('42').join('\n')).toContain('We keep nothing of it.');
    await stage.hear('42', 'Next step');
    expect(JSON.stringify(await conversationOf(stage))).not.toContain('sister');
    await stage.hear('42', ...INTERVIEW, 'I stay calm', EXAMPLE, 'Yes, keep it', 'Yes, I agree', 'Woman');
    expect(await strengthOf(stage)).toEqual({ strength: 'calm', example: EXAMPLE });
  });

  test('takes no words of danger: they are answered, and the question stays', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...TO_STRENGTH, 'I am patient', 'I waited, and he hits me every night');
    expect(stage.texts('42').at(-1)).toBe('Shall we show you important numbers for help?');
    expect((await conversationOf(stage)).stack.at(-1)).toMatchObject({ flow: 'strength', step: 'example' });
    expect(JSON.stringify(await conversationOf(stage))).not.toContain('hits');
    await stage.hear('42', EXAMPLE, 'Yes, keep it');
    expect(await strengthOf(stage)).toEqual({ strength: 'patient', example: EXAMPLE });
  });

  test.each([['stop'], ['menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now']])(
    'ends with the consent: %s',
    async (...words) => {
      await using stage = await openStage(dialect);
      await stage.hear('42', ...JOIN, ...TO_STRENGTH, 'I am patient', EXAMPLE, 'Yes, keep it');
      await stage.hear('42', ...words);
      const [person] = await stage.rows('person');
      if (person !== undefined) expect(JSON.stringify(await conversationOf(stage))).not.toContain('sister');
      else expect(words).toHaveLength(5);
    },
  );
});
