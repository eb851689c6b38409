import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Setting } from '../../src/conversation/model.ts';
import { around, smallModel } from './small-model.ts';
import { Talk, WITH_BUTTONS, WITHOUT_BUTTONS } from './talk.ts';

const MORE = '(more)';

const showing = (setting: Setting, options: number): Setting => ({ ...setting, can: { ...setting.can, options } });

/** A question with so many options, `o1`, `o2` and so on, on a channel that shows `most` at once. */
function asked(count: number, most: number, setting = WITH_BUTTONS): Talk {
  const options = Array.from({ length: count }, (_, i) => `o${i + 1}`);
  const flows = around({
    ask: { kind: 'ask', expect: 'choice', save: 'chosen', options, next: 'said' },
    said: { kind: 'say', next: 'ask' },
  });
  const model = smallModel(flows, { 'main:said.text': 'You chose {{chosen}}.' });
  return new Talk(model, { setting: showing(setting, most) }).open();
}

const counts = fc.record({ count: fc.integer({ min: 1, max: 40 }), most: fc.integer({ min: 2, max: 12 }) });

test('a question that needs two replies shows both at once, and counts on', () => {
  const talk = asked(5, 3, WITHOUT_BUTTONS);
  expect(talk.choices.map(({ from, options }) => [from, options.map(({ label }) => label)])).toEqual([
    [1, ['O1', 'O2', 'O3']],
    [4, ['O4', 'O5']],
  ]);
  expect(talk.say('5').said).toContain('You chose o5.');
});

describe('a question with more options than two replies can show', () => {
  test('shows each of them, in order and once, and then the first again', () => {
    fc.assert(
      fc.property(counts, ({ count, most }) => {
        const talk = asked(count, most);
        const seen: string[] = [];
        while (seen.length < count) {
          for (const reply of talk.turn.replies)
            expect(reply.kind === 'choice' ? reply.options.length : 0).toBeLessThanOrEqual(most);
          seen.push(...talk.labels.filter((label) => label !== MORE));
          expect(talk.labels.includes(MORE)).toBe(count > 2 * most);
          if (count > 2 * most) talk.tap(MORE);
        }
        expect(seen).toEqual(Array.from({ length: count }, (_, i) => `O${i + 1}`));
        expect(talk.labels[0]).toBe('O1');
        expect(talk.visit).toBe(1);
      }),
    );
  });

  test('takes every one of them, by its button, its label or its number', () => {
    fc.assert(
      fc.property(
        counts.chain((size) => fc.record({ size: fc.constant(size), place: fc.integer({ min: 1, max: size.count }) })),
        fc.constantFrom('tap', 'label', 'number'),
        ({ size, place }, way) => {
          const talk = asked(size.count, size.most, way === 'number' ? WITHOUT_BUTTONS : WITH_BUTTONS);
          if (way !== 'label') while (!talk.labels.includes(`O${place}`)) talk.say(MORE);
          if (way === 'tap') talk.tap(`O${place}`);
          else if (way === 'label') talk.say(`o${place}`);
          else talk.say(String((talk.choices[0]?.from ?? 0) + talk.labels.indexOf(`O${place}`)));
          expect(talk.said).toContain(`You chose o${place}.`);
        },
      ),
    );
  });

  test('leads on by its number where there are no buttons, in the digits of any language', () => {
    const talk = asked(7, 3, WITHOUT_BUTTONS);
    expect(talk.labels).toEqual(['O1', 'O2', MORE]);
    expect(talk.say('٣').labels).toEqual(['O3', 'O4', MORE]);
    expect(talk.question?.from).toBe(4);
    expect(talk.say('۶').labels).toEqual(['O5', 'O6', MORE]);
  });

  test('is put again, not answered, by a button of an older question that led on', () => {
    const talk = asked(7, 3);
    const old = talk.options.at(-1)?.id ?? '';
    talk.tap('O1');
    expect(talk.visit).toBe(2);
    expect(talk.press(old).labels).toEqual(['O1', 'O2', MORE]);
    expect(talk.press(old).turn.replies).toEqual([]);
    expect(talk.wait(3_001).press(old).labels).toEqual(['O1', 'O2', MORE]);
  });
});

test('standing buttons that do not fit follow at once', () => {
  const flows = around({
    list: { kind: 'say', buttons: { human: { from: 'languages' }, menu: true }, next: 'ask' },
    ask: { kind: 'ask', expect: 'text', max: 10, next: 'ask' },
  });
  const talk = new Talk(smallModel(flows), { setting: showing(WITH_BUTTONS, 1) }).open();
  const choices = talk.turn.replies.filter((reply) => reply.kind === 'choice');
  expect(
    choices.map(({ text, options }) => [text, options.map(({ label }) => label.replace(/[\u2066-\u2069]/g, ''))]),
  ).toEqual([
    ['main/list', ['Human English']],
    [MORE, ['Menu']],
  ]);
});
