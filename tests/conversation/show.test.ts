import { describe, expect, it, test } from 'vitest';
import type { Reply } from '../../src/conversation/message.ts';
import { compact } from '../../src/conversation/show.ts';
import { isTurn } from '../fakes/selection.ts';
import { everyQuestion, kindWorld, LANGUAGES, model } from './deployed.ts';
import { around, smallModel } from './small-model.ts';
import { Talk, WITH_BUTTONS } from './talk.ts';

const text = (words: string, language = 'en'): Reply => ({ kind: 'text', language, text: words });
const choice = (words: string): Reply => ({ kind: 'choice', language: 'en', text: words, options: [], from: 1 });
const card: Reply = { kind: 'text', language: 'en', text: 'card', card: true };
const clear: Reply = { kind: 'clear', language: 'en' };
const AUDIO = { file: 'en/main.a.ogg', version: 'v1', listen: { id: 's.listen.main_a', label: 'Listen' } };
const heard = (reply: Reply): Reply => ({ ...reply, audio: AUDIO });
const played: Reply = { kind: 'audio', language: 'en', text: 'a', audio: AUDIO };

describe('texts that follow each other are one message', () => {
  test.each<[string, Reply[], Reply[]]>([
    ['two texts', [text('a'), text('b')], [text('a\n\nb')]],
    ['a text and a question', [text('a'), choice('b')], [choice('a\n\nb')]],
    ['three', [text('a'), text('b'), choice('c')], [choice('a\n\nb\n\nc')]],
    ['nothing after buttons', [choice('a'), text('b')], [choice('a'), text('b')]],
    ['nothing beside a card', [text('a'), card, text('b')], [text('a'), card, text('b')]],
    ['nothing in another language', [text('a'), text('b', 'ar')], [text('a'), text('b', 'ar')]],
    ['nothing across what is taken away', [text('a'), clear, text('b')], [text('a'), clear, text('b')]],
    [
      'up to what one message holds',
      [text('a'.repeat(299)), text('b'.repeat(299))],
      [text(`${'a'.repeat(299)}\n\n${'b'.repeat(299)}`)],
    ],
    ['no further', [text('a'.repeat(299)), text('b'.repeat(300))], [text('a'.repeat(299)), text('b'.repeat(300))]],
    ['nothing', [], []],
    ['a text and a question that can be heard', [text('a'), heard(choice('b'))], [heard(choice('a\n\nb'))]],
    ['a text that can be heard and a question', [heard(text('a')), choice('b')], [heard(choice('a\n\nb'))]],
    ['not two that can both be heard', [heard(text('a')), heard(choice('b'))], [heard(text('a')), heard(choice('b'))]],
    ['nothing with what plays', [text('a'), played, text('b')], [text('a'), played, text('b')]],
  ])('%s', (_, replies, joined) => {
    expect(compact(replies, WITH_BUTTONS.can)).toEqual(joined);
  });
});

const WORDS = ['what', 'help', 'human', 'stop', 'menu', '1', 'BCDF-2345'];

describe('what a person reads', () => {
  it('is one or two messages, and two more where a notice, a card or a text with a button to the bridge language is among them, wherever one is and in whatever language', () => {
    for (const [i, tag] of LANGUAGES.entries()) {
      for (const [j, c] of [...everyQuestion(tag).values()].entries()) {
        const gone = {
          ...c,
          stack: c.stack.map((frame, i) => (i === c.stack.length - 1 ? { ...frame, step: 'gone' } : frame)),
        };
        for (const [k, from] of [c, gone].entries()) {
          for (const [l, words] of WORDS.entries()) {
            // How many messages there are does not depend on the language.
            if (!isTurn(LANGUAGES.length, i, j, k * WORDS.length + l)) continue;
            const talk = new Talk(model, { c: from, world: kindWorld }).say(words);
            const isCard = talk.turn.replies.some((reply) => 'card' in reply);
            const isApart = isCard || talk.options.some(({ id }) => /^s\.(bridge|consent-details)/.test(id));
            expect(talk.turn.replies.length).toBeLessThanOrEqual(isApart ? 4 : 2);
          }
        }
      }
    }
  });

  it('names a list as its language does', () => {
    const flows = around({ ask: { kind: 'ask', expect: 'choice', options: ['on'], next: 'ask' } });
    const talk = new Talk(smallModel(flows, { 'main:ask.text': 'Of {{languages}}' })).open();
    expect(talk.said).toBe('Of English');
  });

  it('has no button where there is nothing to choose', () => {
    const flows = around({
      list: { kind: 'do', action: 'appointment.list', on: { some: 'say', none: 'say' } },
      say: { kind: 'say', buttons: { human: { from: 'appointments' }, safety: 'nobody' }, next: 'ask' },
      ask: { kind: 'ask', expect: 'choice', from: 'appointments', next: 'ask' },
    });
    const written = { 'main:say.buttons.human': '{{item}}' };
    const empty = new Talk(smallModel(flows, written), {
      world: () => ({ outcome: 'none', set: { appointments: [] } }),
    }).open();
    expect(empty.turn.replies).toEqual([{ kind: 'text', language: 'en', text: 'main/say\n\nmain/ask' }]);
    const appointments = [{ id: 'A-1', label: 'Monday' }];
    const one = new Talk(smallModel(flows, written), {
      world: () => ({ outcome: 'some', set: { appointments } }),
    }).open();
    expect(one.options).toEqual([
      { id: 's.human.A-1', label: 'Monday' },
      { id: 'a.1.1', label: 'Monday' },
    ]);
  });
});
