import { describe, expect, test } from 'vitest';
import { CAPABILITIES } from '../../src/channels/capabilities.ts';
import { ACTIONS } from '../../src/conversation/actions.ts';
import type { Conversation } from '../../src/conversation/conversation.ts';
import { CHANNELS } from '../../src/conversation/message.ts';
import { kindWorld, LANGUAGES, model } from './deployed.ts';
import { Talk, WITH_BUTTONS } from './talk.ts';

/** What somebody answers on the shortest way: the first day and time, the first topic. */
const ARRIVES = ['serbia', 'agree', 'woman'];
const READS = ['way', 'rights', 'recognised'];
const BOOKS = ['talk', 'job', 'woman', 'FIRST', 'FIRST', 'yes'];

/** The step of a flow that speaks first, where what it looks up at its beginning ends in the kind way. */
function firstSaid(pilot: string, name: string): string {
  const flow = model.flowsOf(pilot)[name];
  const start = flow?.steps[flow.start];
  return (start?.kind === 'do' ? start.on[ACTIONS[start.action].outcomes[0]] : flow?.start) ?? '';
}

const at = (c: Conversation) => `${c.stack.at(-1)?.flow}:${c.stack.at(-1)?.step}`;

/**
 * Somebody on a channel, who gives one answer after the other: a button, or a number where there are none. Counts them.
 * They are new, or where another one is.
 */
function walker(channel: (typeof CHANNELS)[number], from?: Talk) {
  // As many as there are, as a number that can be stored.
  const can = { ...CAPABILITIES[channel], options: Math.min(CAPABILITIES[channel].options, 1000) };
  const talk = new Talk(model, {
    world: kindWorld,
    setting: { ...WITH_BUTTONS, channel, can },
    ...(from && { c: from.c }),
  });
  talk.open();
  let answers = 0;
  const give = (id: string) => {
    const question = talk.choices.find(({ options }) => options.some((option) => option.id === id));
    if (question === undefined) throw new Error(`no option ${id} at ${at(talk.c)}`);
    answers += 1;
    if (can.buttons) talk.press(id);
    else talk.say(String(question.from + question.options.findIndex((option) => option.id === id)));
  };
  return {
    talk,
    count: () => answers,
    /** Chooses by id; where it is not among the options shown, asks for more of them. */
    choose(id: string) {
      for (let pages = 0; pages < 9; pages += 1) {
        const place = id === 'FIRST' ? 0 : talk.c.options.findIndex((option) => option.id === id);
        const wanted = `a.${talk.visit}.${place + 1}`;
        if (talk.options.some((option) => option.id === wanted)) return give(wanted);
        give(talk.options.at(-1)?.id ?? '');
      }
      throw new Error(`never offered: ${id}`);
    },
  };
}

describe.each(CHANNELS)('on %s', (channel) => {
  test.each(LANGUAGES)(
    'in %s, from hello to an appointment in at most 10 answers, from the menu in at most 7',
    (tag) => {
      const { talk, choose, count } = walker(channel);
      choose(tag);
      for (const id of ARRIVES) choose(id);
      expect(at(talk.c)).toBe('main:menu');
      const before = count();
      for (const id of BOOKS) choose(id);
      expect(talk.turn.events).toContainEqual({ kind: 'milestone', name: 'appointment-booked' });
      expect(count() - before).toBeLessThanOrEqual(7);
      expect(count()).toBeLessThanOrEqual(10);
    },
  );

  test.each(LANGUAGES)('in %s, from hello to the first fact of the right to work in at most 8 answers', (tag) => {
    const { talk, choose, count } = walker(channel);
    choose(tag);
    for (const id of [...ARRIVES, ...READS]) choose(id);
    expect(at(talk.c)).toBe('facts:confirmed');
    expect(talk.said).toContain(model.texts.say(tag, 'serbia:facts.right-asylum-seeker.text'));
    expect(count()).toBeLessThanOrEqual(8);
  });

  test.each(Object.keys(model.pilots))(
    'in the pilot %s, from the menu to the first message of any step in 2 answers',
    (pilot) => {
      const arrived = walker(channel);
      for (const id of ['en', pilot, 'agree', 'woman']) arrived.choose(id);
      for (const step of model.wayOf(pilot)) {
        const { talk, choose, count } = walker(channel, arrived.talk);
        expect(at(talk.c)).toBe('main:menu');
        for (const id of ['way', step]) choose(id);
        const [beginning = ''] = model.texts.raw('en', `${step}:${firstSaid(pilot, step)}.text`)?.split('{{') ?? [];
        expect(beginning).not.toBe('');
        expect(talk.said).toContain(beginning);
        expect(count()).toBe(2);
      }
    },
  );
});
