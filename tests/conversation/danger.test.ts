import { describe, expect, it, test } from 'vitest';
import { readsDanger, wordsFor } from '../../src/conversation/interrupt.ts';
import { fold } from '../../src/text/fold.ts';
import { DAY } from '../fakes/clock.ts';
import { everyQuestion, kindWorld, LANGUAGES, model, worldOf } from './deployed.ts';
import { tour } from './small-model.ts';
import { Talk, WITHOUT_BUTTONS } from './talk.ts';

const questions = everyQuestion('en');
const at = (place: string) => {
  const c = questions.get(place);
  if (c === undefined) throw new Error(`no question ${place}`);
  return new Talk(model, { c, world: kindWorld });
};

describe('words of danger', () => {
  test.each([...questions.keys()])('at %s: a neutral offer and nothing else, and no trace', (place) => {
    const talk = at(place);
    const before = talk.c;
    talk.say('He hits me, every night');
    expect(talk.turn.replies).toEqual([
      {
        kind: 'choice',
        language: before.language ?? 'en',
        text: 'Do you want safety information?',
        options: [
          { id: 's.safety', label: 'Yes' },
          { id: 's.menu', label: 'Menu' },
        ],
        from: 1,
        card: true,
      },
    ]);
    expect([talk.turn.wipe, talk.turn.events, talk.turn.tallies]).toEqual([true, [], ['danger']]);
    expect(JSON.stringify(talk.c)).not.toContain('hits');
    // The question stays open as it was.
    expect({ ...talk.c, standing: [] }).toEqual({ ...before, standing: [] });
  });

  it('of every language, in whatever language one has chosen', () => {
    for (const tag of LANGUAGES) {
      for (const word of wordsFor(model.texts, tag, 'danger')) {
        for (const text of [word, word.toUpperCase(), `. ${word}!!`, `a ${word}, b`]) {
          expect([text, readsDanger(model.words, fold(text))]).toEqual([text, true]);
        }
      }
    }
    expect(at('main:menu').say('замислите, бије ме стално').turn.tallies).toEqual(['danger']);
  });

  it('only as whole words', () => {
    for (const text of ['', ' ', '!', 'hits', 'he hits men', 'reinforced', '\u0000', 'whits me']) {
      expect([text, readsDanger(model.words, fold(text))]).toEqual([text, false]);
    }
  });

  it('with whatever stands between them', () => {
    const { words } = tour();
    for (const text of ['self-harm', 'self harm', 'Self–harm…', 'hits  me', 'hits\nme', 'hits, me', '«hits me»'])
      expect([text, readsDanger(words, fold(text))]).toEqual([text, true]);
  });

  it('from somebody new and from somebody at rest: the offer alone, then the next message is answered', () => {
    for (const talk of [new Talk(model, { world: kindWorld }), at('main:menu').say('stop')]) {
      talk.say('hits me');
      expect([talk.texts, talk.turn.events, talk.turn.wipe]).toEqual([['Do you want safety information?'], [], true]);
      expect(talk.say('hello').turn.replies.length).toBeGreaterThan(0);
    }
  });

  it('in a free text keep the answer, add the offer and go on', () => {
    const talk = new Talk(tour()).open().say('red').say('circle').say('He hits me');
    expect(talk.texts).toEqual(['danger/offer', 'main/age']);
    expect([talk.at, talk.c.stack[0]?.vars.name]).toEqual(['main:age', 'He hits me']);
    expect([talk.turn.wipe, talk.turn.events, talk.turn.tallies]).toEqual([true, [], ['danger']]);
  });

  it('that are too long for the answer still get the offer', () => {
    const talk = new Talk(tour())
      .open()
      .say('red')
      .say('circle')
      .say(`hits me ${'x'.repeat(50)}`);
    expect([talk.texts, talk.at]).toEqual([['danger/offer'], 'main:name']);
    expect(talk.turn.wipe).toBe(true);
  });

  it('that are the label of a button are the button', () => {
    const talk = at('services:choose');
    const label = model.texts.say('en', 'serbia:services.sos-women.name');
    expect(talk.say(label).turn.tallies).toEqual([]);
    expect(talk.at).toBe('services:more');
  });
});

describe('the safety card', () => {
  test.each(['Yes', 'yes', 's.safety'])('comes after %s, once, without a trace', (answer) => {
    const talk = at('work:offer').say('hits me');
    const before = talk.c;
    if (answer.startsWith('s.')) talk.press(answer);
    else talk.say(answer);
    const [card] = talk.turn.replies;
    expect(talk.turn.replies).toHaveLength(1);
    expect(card).toMatchObject({ kind: 'choice', card: true, options: [{ id: 's.menu', label: 'Menu' }] });
    expect(talk.said).toContain('192');
    expect([talk.turn.wipe, talk.turn.events, talk.turn.tallies]).toEqual([true, [], ['safety']]);
    expect({ ...talk.c, standing: [] }).toEqual({ ...before, standing: [] });
    // What was open is answered as if nothing had been.
    expect(talk.say('Menu').at).toBe('main:menu');
  });

  it('is there days later, where nothing is open, and where no number is sure', () => {
    const talk = new Talk(model, { world: worldOf([1]) })
      .say('hits me')
      .wait(20 * DAY)
      .press('s.safety');
    expect(talk.texts).toHaveLength(1);
    expect(talk.said).toContain('112');
    expect(talk.turn.tallies).toEqual(['safety']);
  });

  it('follows in the bridge language too, while nobody has reviewed the translation', () => {
    const talk = new Talk(model, { c: { ...at('main:menu').c, language: 'ar' }, world: kindWorld }).press('s.safety');
    expect(talk.said).toContain('This chat is not an emergency service.');
  });

  it('can be asked for by number where there are no buttons', () => {
    const c = at('main:menu').c;
    const talk = new Talk(model, { c, setting: WITHOUT_BUTTONS, world: kindWorld }).say('hits me');
    expect(talk.say(String(talk.question?.from)).turn.tallies).toEqual(['safety']);
  });
});
