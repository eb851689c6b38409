import { expect, test } from 'vitest';
import type { Way } from '../../src/conversation/conversation.ts';
import { optionsOf } from '../../src/conversation/flow.ts';
import { STRENGTHS, strengthShown, withoutStrength, withStrength } from '../../src/conversation/strength.ts';
import { newWay } from '../../src/conversation/way.ts';
import { kindWorld, LANGUAGES, model } from './deployed.ts';
import { deepFreeze, Talk } from './talk.ts';

test('every strength is an option, and every option but two is a strength', () => {
  const which = model.flowsOf(null).strength?.steps.which;
  const options = which?.kind === 'ask' ? optionsOf(which).map(({ id }) => id) : [];
  expect(options).toEqual([...STRENGTHS, 'own', 'no']);
});

test('a strength of ours is shown in the language of the reader, and own words as they are', () => {
  for (const tag of LANGUAGES) {
    const shown = STRENGTHS.map((one) => model.texts.show(tag, strengthShown(one)));
    expect(new Set(shown).size).toBe(STRENGTHS.length);
    for (const words of ['own', 'no', 'Patient', 'I bake', 'constructor'])
      expect(model.texts.show(tag, strengthShown(words))).toContain(words);
  }
});

test('deleting a strength takes the places along where somebody was saying it, and nothing else', () => {
  const frame = (flow: string) => ({ flow, step: 'why', vars: {}, trail: [] });
  const way: Way = deepFreeze({
    ...newWay(),
    done: ['rights'],
    left: { interview: [frame('interview'), frame('strength')], rights: [frame('rights'), frame('facts')] },
  });
  const kept = withStrength(way, { strength: 'patient', example: 'An example.' });
  expect(kept).toEqual({ ...way, strength: { strength: 'patient', example: 'An example.' } });
  expect(withoutStrength(kept)).toEqual({ ...way, left: { rights: way.left.rights } });
});

test.each(['own', 'example'])(
  'where somebody writes in their own words, words that one may say at any time count: %s',
  (at) => {
    const talk = new Talk(model, { world: kindWorld })
      .open()
      .choose('en', 'serbia', 'agree', 'woman', 'data', 'answers');
    talk.choose('strength', at === 'own' ? 'own' : 'patient');
    expect(talk.at).toBe(`strength:${at}`);
    const { c } = talk;
    expect(talk.say('menu').at).toBe('main:menu');
    const exit = new Talk(model, { c, world: kindWorld }).say('exit');
    expect(exit.turn.replies[0]?.kind).toBe('clear');
    expect(new Talk(model, { c, world: kindWorld }).say('x'.repeat(301)).at).toBe(`strength:${at}`);
  },
);
