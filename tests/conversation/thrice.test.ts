import { describe, expect, test } from 'vitest';
import type { Conversation } from '../../src/conversation/conversation.ts';
import { hasConsent } from '../../src/conversation/model.ts';
import { openQuestion, startRun } from '../../src/conversation/run.ts';
import { isTraceless } from '../../src/conversation/traceless.ts';
import { endsOf, everyQuestion, kindWorld, model } from './deployed.ts';
import { Talk, WITH_BUTTONS, type World } from './talk.ts';

/** The choices among all questions that can be put: what is no answer to them is not understood. */
const choices = [...everyQuestion('en')].filter(([, c]) => {
  const question = openQuestion(model, startRun(c, WITH_BUTTONS));
  return question?.step.expect === 'choice' && !question.step.everyLanguage && c.thread == null && c.request == null;
});

/** Before the notice was read, and where nothing leaves a trace, nothing is looked for. */
const isLookedFor = (c: Conversation) =>
  (c.looking || hasConsent(model, c)) && !isTraceless(model.flowsOf(c.pilot), c.stack);

describe('a choice that is not understood', () => {
  test.each(choices)('%s: a long text is not sent a third time, and the way out is named', (place, c) => {
    const talk = new Talk(model, { c, world: kindWorld });
    const [second = '', third = '', fourth = ''] = ['???', '!', '5000'].map((words) => talk.say(words).said);
    expect(talk.at).toBe(place);
    expect(second).toContain('Please choose one of these:');
    for (const said of [third, fourth]) {
      expect(said).toContain('"menu" or "human"');
      // What is left of the question is short.
      expect(said.replace(/^.*?"human"\.\s*/s, '').length).toBeLessThanOrEqual(100);
    }
    expect(talk.question?.options.length).toBeGreaterThan(0);
  });

  test.each(choices)('%s: words that are looked for do not bring a long text again', (place, c) => {
    for (const end of endsOf('ask.find')) {
      const world: World = (asks, nth) => (asks.action === 'ask.find' ? end : kindWorld(asks, nth));
      const talk = new Talk(model, { c, world }).say('xyzzy');
      expect(talk.at).toBe(place);
      if (!isLookedFor(c)) continue;
      // Above the options stands what was found, and a word or two.
      const [above = ''] = [...(talk.question?.text.split('\n').slice(-1) ?? [])];
      expect(above.length).toBeLessThanOrEqual(100);
    }
  });
});
