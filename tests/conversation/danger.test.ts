import { describe, expect, it, test } from 'vitest';
import { readsDanger, wordsFor } from '../../src/conversation/interrupt.ts';
import { collectPhrases } from '../../src/conversation/phrases.ts';
import { DAY } from '../fakes/clock.ts';
import { drawn } from '../fakes/selection.ts';
import { everyQuestion, kindWorld, LANGUAGES, model, worldOf } from './deployed.ts';
import { examplesOf } from './examples.ts';
import { tour } from './small-model.ts';
import { Talk, WITHOUT_BUTTONS } from './talk.ts';

const questions = everyQuestion('en');
const at = (place: string) => {
  const c = questions.get(place);
  if (c === undefined) throw new Error(`no question ${place}`);
  return new Talk(model, { c, world: kindWorld });
};

/** One sentence for each language and several kinds of danger. */
const SAID = [
  ...['I am in danger', 'he threatened to kill my children', 'my family will kill me', 'he took my passport'],
  ...['I was trafficked', "I don't want to live", 'I am afraid of him', 'call the police', 'he locked me in the house'],
  ...['живот ми је у опасности', 'одузели су ми пасош', 'plasim se brata', 'принудни брак', 'gusi me'],
  ...['mein Leben ist in Gefahr', 'er droht mich umzubringen', 'er schlaegt meine Tochter', 'Genitalverstümmelung'],
  ...['mi ha tolto i documenti', 'mi ricatta', 'il mio capo mi tocca', 'mi sento in pericolo', 'matrimonio combinato'],
  ...['mitt liv ar i fara', 'de tog mitt pass', 'han sparkar mig', 'hjälp polis', 'tvångsgifte'],
  ...[
    'بيضرب بنتي',
    'قافل علي الباب',
    'ينشر صوري',
    'بدهم يزوجوني',
    'خايفه منو',
    'ما عاد بدي عيش',
    'yedrobni',
    '3am yhaddedni',
  ],
  ...[
    'دخترم را می زند',
    'بچه‌هایم را می زند',
    'از او ترس دارم',
    'مرا به شوهر میدهند',
    'عكسهايم را پخش',
    'mara mizanad',
    'shoharam mano mizane',
  ],
];
const EVERYDAY = [
  ...['I hit my quota', 'the deadline kills me', 'my contract is forced to end', 'I am afraid of the interview'],
  ...[
    'I am afraid of exams',
    'stop the bus',
    'I need a police certificate',
    'my husband works',
    'violence against prices',
  ],
  ...['бојим се испита', 'deca idu u školu', 'er hat mich im Schach geschlagen', 'ich habe Angst vor der Prüfung'],
  ...['mi tocca lavorare domani', 'ho paura dell’esame', 'jag är rädd för provet', 'han slog mig i schack'],
  ...['خايفة من الامتحان', 'راسي بيوجعني', 'از امتحان می‌ترسم', 'به من زنگ می‌زند', 'پلیس کجاست'],
];

describe('words of danger', () => {
  // What somebody writes to staff reaches them all the same (tests/turn/requests.test.ts).
  const others = [...questions.keys()].filter((place) => !place.startsWith('thread:'));

  test.each(others)('at %s: a neutral offer and nothing else, and no trace', (place) => {
    const talk = at(place);
    const before = talk.c;
    talk.say('He hits me, every night');
    expect(talk.turn.replies).toEqual([
      {
        kind: 'choice',
        language: before.language ?? 'en',
        text: 'Shall we show you important numbers for help?',
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
      for (const pattern of wordsFor(model.texts, tag, 'danger')) {
        const alone = { ...model.words, danger: collectPhrases([pattern]), harmless: collectPhrases([]) };
        for (const text of examplesOf(pattern)) {
          for (const written of drawn([text, text.toUpperCase(), `. ${text}!!`, `ux ${text}, ux`], 4, text))
            expect([pattern, written, readsDanger(alone, written)]).toEqual([pattern, written, true]);
        }
      }
    }
    expect(at('main:menu').say('замислите, бије ме стално').turn.tallies).toEqual(['danger']);
  });

  it('only as whole words', () => {
    for (const text of ['', ' ', '!', 'hits', 'the hammer hits metal', 'reinforced', '\u0000', 'whits me']) {
      expect([text, readsDanger(model.words, text)]).toEqual([text, false]);
    }
  });

  it('with whatever stands between them', () => {
    const { words } = tour();
    for (const text of ['self-harm', 'self harm', 'Self–harm…', 'hits  me', 'hits\nme', 'hits, me', '«hits me»'])
      expect([text, readsDanger(words, text)]).toEqual([text, true]);
  });

  it('but not in what is harmless, unless more is said', () => {
    for (const text of ['he beat me at chess', 'My husband beat me in cards, he is happy', 'the rain hit us'])
      expect([text, readsDanger(model.words, text)]).toEqual([text, false]);
    expect(readsDanger(model.words, 'he beat me at chess, then he hit me')).toBe(true);
  });

  test.each(SAID)('are heard: %s', (text) => {
    expect(at('main:menu').say(text).turn.tallies).toEqual(['danger']);
  });

  test.each(EVERYDAY)('are not heard: %s', (text) => {
    expect(at('main:menu').say(text).turn.tallies).toEqual([]);
  });

  it('from somebody new and from somebody at rest: the offer alone, then the next message is answered', () => {
    for (const talk of [new Talk(model, { world: kindWorld }), at('main:menu').say('stop')]) {
      talk.say('hits me');
      expect([talk.texts, talk.turn.events, talk.turn.wipe]).toEqual([
        ['Shall we show you important numbers for help?'],
        [],
        true,
      ]);
      expect(talk.say('hello').turn.replies.length).toBeGreaterThan(0);
    }
  });

  it('in a free text are no answer, and kept nowhere: the question stays', () => {
    const talk = new Talk(tour()).open().say('red').say('circle').say('He hits me');
    expect(talk.texts).toEqual(['danger/offer']);
    expect([talk.at, talk.c.stack[0]?.vars.name]).toEqual(['main:name', undefined]);
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
    const talk = at('rights:offer').say('hits me');
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

  it('can be asked for by number where there are no buttons', () => {
    const c = at('main:menu').c;
    const talk = new Talk(model, { c, setting: WITHOUT_BUTTONS, world: kindWorld }).say('hits me');
    expect(talk.say(String(talk.question?.from)).turn.tallies).toEqual(['safety']);
  });
});
