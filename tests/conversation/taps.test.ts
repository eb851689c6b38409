import { describe, expect, test } from 'vitest';
import { CAPABILITIES } from '../../src/channels/capabilities.ts';
import type { Conversation } from '../../src/conversation/conversation.ts';
import { CHANNELS } from '../../src/conversation/message.ts';
import { kindWorld, LANGUAGES, model } from './deployed.ts';
import { Talk, WITH_BUTTONS } from './talk.ts';

/** What somebody answers on the shortest way: the first day and time, the first topic. */
const ARRIVES = ['serbia', 'agree', 'woman'];
const BOOKS = ['talk', 'job', 'woman', 'FIRST', 'FIRST', 'yes'];

const at = (c: Conversation) => `${c.stack.at(-1)?.flow}:${c.stack.at(-1)?.step}`;

/** Somebody on a channel, who gives one answer after the other: a button, or a number where there are none. Counts them. */
function walker(channel: (typeof CHANNELS)[number]) {
  // As many as there are, as a number that can be stored.
  const can = { ...CAPABILITIES[channel], options: Math.min(CAPABILITIES[channel].options, 1000) };
  const talk = new Talk(model, { world: kindWorld, setting: { ...WITH_BUTTONS, channel, can } }).open();
  let answers = 0;
  const give = (place: number) => {
    const question = talk.question;
    const option = question?.options[place];
    if (question === undefined || option === undefined) throw new Error(`no option ${place} at ${at(talk.c)}`);
    answers += 1;
    if (can.buttons) talk.press(option.id);
    else talk.say(String(question.from + place));
  };
  return {
    talk,
    count: () => answers,
    /** Chooses by id; where it is not among the options shown, asks for more of them. */
    choose(id: string) {
      for (let pages = 0; pages < 9; pages += 1) {
        const place = id === 'FIRST' ? 0 : talk.c.options.findIndex((option) => option.id === id);
        const wanted = `a.${talk.visit}.${place + 1}`;
        const shown = talk.question?.options.findIndex((option) => option.id === wanted) ?? -1;
        if (shown >= 0) return give(shown);
        give((talk.question?.options.length ?? 0) - 1);
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
});
