import { describe, expect, test } from 'vitest';
import { openQuestion, startRun } from '../../src/conversation/run.ts';
import { everyQuestion, kindWorld, model } from './deployed.ts';
import { Talk, WITH_BUTTONS } from './talk.ts';

/** The choices among all questions that can be put: what is no answer to them is not understood. */
const choices = [...everyQuestion('en')].filter(([, c]) => {
  const question = openQuestion(model, startRun(c, WITH_BUTTONS));
  return question?.step.expect === 'choice' && !question.step.everyLanguage && c.thread == null && c.request == null;
});

describe('a choice that is not understood', () => {
  test.each(choices)('%s: a long text is not sent a third time, and the way out is named', (place, c) => {
    const talk = new Talk(model, { c, world: kindWorld });
    const [second = '', third = '', fourth = ''] = ['xyzzy', 'xyzzy', 'xyzzy'].map((words) => talk.say(words).said);
    expect(talk.at).toBe(place);
    expect(second).toContain('Please choose one of these:');
    for (const said of [third, fourth]) {
      expect(said).toContain('"menu" or "human"');
      // What is left of the question is short.
      expect(said.replace(/^.*?"human"\.\s*/s, '').length).toBeLessThanOrEqual(100);
    }
    expect(talk.question?.options.length).toBeGreaterThan(0);
  });
});
