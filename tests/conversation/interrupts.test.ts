import { describe, expect, it, test } from 'vitest';
import type { Conversation } from '../../src/conversation/conversation.ts';
import { INTERRUPTS, type Interrupt } from '../../src/conversation/flow.ts';
import { wordsFor } from '../../src/conversation/interrupt.ts';
import { MAX_DEPTH } from '../../src/conversation/run.ts';
import { isTurn } from '../fakes/selection.ts';
import { everyQuestion, kindWorld, LANGUAGES, model, worldOf, writesMore } from './deployed.ts';
import { smallModel, TOUR, TOUR_TEXTS, tour } from './small-model.ts';
import { placeOf, Talk, WITH_BUTTONS } from './talk.ts';

const questions = everyQuestion('ar');
const at = (c: Conversation | undefined): Talk => {
  if (c === undefined) throw new Error('no such question');
  return new Talk(model, { c, world: kindWorld });
};
const atMenu = () => at(questions.get('main:menu'));

/** What every interrupt must do, from whatever question. `before` is where the person stood. */
const DOES: Record<Interrupt, (talk: Talk, before: Talk) => void> = {
  menu: (talk) => {
    expect(talk.turn.events[0]).toEqual({ kind: 'flow-started', flow: 'main' });
    expect(talk.c.stack[0]?.flow).toBe('main');
  },
  help: sameQuestion,
  human: (talk, before) => {
    if (before.c.pilot === null) expect(talk.at).toBe('place:place');
    else expect(talk.at).toBe('thread:about');
    // Whoever writes to staff already begins anew there.
    if (talk.at === 'thread:about' && !before.at?.startsWith('thread:')) sameQuestion(talk.choose('leave'), before);
  },
  stop: (talk) => {
    expect([talk.at, talk.c.consent, talk.c.pseudonym, talk.c.profile]).toEqual([null, null, null, {}]);
    expect(talk.turn.replies).toHaveLength(1);
  },
  enough: (talk, before) => {
    expect([talk.at, talk.c.consent, talk.c.profile]).toEqual(['enough:sure', before.c.consent, before.c.profile]);
    const [stop, goOn] = talk.options;
    expect(talk.options).toHaveLength(2);
    DOES.stop(new Talk(model, { c: talk.c, world: kindWorld }).press(stop?.id ?? ''), before);
    sameQuestion(talk.press(goOn?.id ?? ''), before);
  },
  language: (talk, before) => {
    expect(talk.at).toBe('language:language');
    if (before.at !== 'language:language') sameQuestion(talk.tap('English'), before);
  },
  back: (talk, before) => {
    expect(talk.turn.replies.length).toBeGreaterThan(0);
    expect(talk.c.stack.length).toBeLessThanOrEqual(before.c.stack.length);
  },
  exit: (talk) => {
    expect(talk.turn.replies[0]?.kind).toBe('clear');
    expect(talk.c.stack.map(({ flow }) => flow)).toEqual(['exit']);
  },
};

function sameQuestion(talk: Talk, before: Talk): void {
  expect([talk.at, talk.visit]).toEqual([before.at, before.visit]);
  if (before.c.options.length === 0) return;
  const answers = talk.question?.options.filter(({ id }) => !id.startsWith('s.bridge.')) ?? [];
  expect(answers.map(({ id }) => id)).toEqual(before.c.options.map((_, i) => `a.${before.visit}.${i + 1}`));
}

describe.each(INTERRUPTS)('%s', (interrupt) => {
  test.each([...questions.keys()])('in every language, with and without a slash, at %s', (place) => {
    for (const [i, tag] of LANGUAGES.entries()) {
      const [word = ''] = wordsFor(model.texts, tag, interrupt);
      for (const [j, text] of [word, `/${word}`, ` ${word.toUpperCase()}! `].entries()) {
        // What a word means is the same at every question.
        if (!isTurn(LANGUAGES.length, i, 3 * j, [...questions.keys()].indexOf(place))) continue;
        const before = at(questions.get(place));
        DOES[interrupt](at(questions.get(place)).say(text), before);
      }
    }
  });

  it('in each of its words', () => {
    for (const tag of LANGUAGES) {
      for (const word of wordsFor(model.texts, tag, interrupt)) {
        for (const text of [word, `/${word}`]) DOES[interrupt](atMenu().say(text), atMenu());
      }
    }
  });

  it('in its words alone, not in a sentence', () => {
    const [word = ''] = wordsFor(model.texts, 'en', interrupt);
    const talk = atMenu().say(`${word} ${word} please`);
    expect(talk.turn.events.map((event) => 'flow' in event && event.flow)).toEqual(['ask', 'ask']);
    sameQuestion(talk, atMenu());
  });

  it('answers somebody new, and somebody at rest', () => {
    const fresh = new Talk(model, { world: kindWorld }).say(interrupt);
    const resting = atMenu().say('stop').say(interrupt);
    for (const talk of [fresh, resting]) expect(talk.turn.replies.length).toBeGreaterThan(0);
  });
});

describe('in a free text', () => {
  const atName = () => new Talk(tour()).open().say('red').say('circle');

  test.each(INTERRUPTS)('%s is no answer, as nowhere else; more words around it are', (interrupt) => {
    for (const said of [interrupt, `/${interrupt}`]) {
      const talk = atName().say(said);
      expect(talk.at).not.toBe('main:age');
      expect(talk.c.stack[0]?.vars.name).toBe(undefined);
    }
    expect(atName().say(`I am ${interrupt}`).c.stack[0]?.vars.name).toBe(`I am ${interrupt}`);
  });

  it('a number is asked with the words at hand', () => {
    expect(atName().say('Amina').say('help').at).toBe('main:age');
    expect(atName().say('Amina').say('help').said).toContain('help/help');
  });
});

describe('back', () => {
  it('goes question by question through flows and calls, and stays at the first', () => {
    const talk = new Talk(tour()).open().say('red').say('square').say('one').say('left');
    expect(talk.at).toBe('main:name');
    const way = ['main:shape', 'main:colour', 'main:colour', 'main:colour'];
    expect(way.map(() => talk.say('/back').at)).toEqual(way);
    talk.say('red').say('square').say('one');
    expect(talk.at).toBe('inner:second');
    const out = ['inner:first', 'main:shape', 'main:colour'];
    expect(out.map(() => talk.say('back').at)).toEqual(out);
  });

  it('is a new visit, so that the old buttons are old', () => {
    const talk = new Talk(tour()).open();
    const [, green] = talk.options;
    talk.say('red').say('circle').say('/back');
    expect(talk.at).toBe('main:shape');
    expect(talk.press(green?.id ?? '').at).toBe('main:shape');
    expect(talk.say('back').tap('Green').c.stack[0]?.vars.colour).toBe('green');
  });

  it('stays, with the same visit, where there is nothing before', () => {
    const talk = new Talk(tour()).open();
    const open = talk.visit;
    expect([talk.say('back').at, talk.visit]).toEqual(['main:colour', open]);
  });

  it('leads out of a loop', () => {
    const talk = new Talk(tour()).open();
    for (let n = 0; n < 30; n += 1) talk.say('red').say('circle').say('Amina').say('30').say('1.1.1990');
    expect(talk.at).toBe('main:colour');
    expect(talk.c.stack[0]?.trail).toEqual([]);
    expect(talk.say('red').say('circle').c.stack[0]?.trail).toEqual(['colour', 'shape']);
  });

  it('comes back to what was interrupted', () => {
    const talk = at(questions.get('slot:day'));
    const open = talk.visit;
    expect(talk.say('language').say('back').at).toBe('slot:day');
    expect(talk.visit).toBe(open);
  });

  it('passes over a question that is gone', () => {
    const talk = new Talk(tour()).open().say('red').say('circle');
    const steps = Object.fromEntries(Object.entries(TOUR.main?.steps ?? {}).filter(([id]) => id !== 'shape'));
    const main = { ...TOUR.main, steps: { ...steps, colour: { ...steps.colour, next: 'name' } } } as typeof TOUR.main;
    const later = new Talk(smallModel({ ...TOUR, ...(main && { main }) }, TOUR_TEXTS), { c: talk.c });
    expect(later.say('/back').said).toContain('main/');
    expect(later.at).not.toBe(null);
  });

  test.each([...questions.keys()])('pressed on and on from %s, ends where everything begins', (place) => {
    const talk = at(questions.get(place));
    for (let n = 0; n < 15; n += 1) {
      expect(talk.say('back').turn.replies.length).toBeGreaterThan(0);
    }
    const end = talk.at;
    expect(talk.say('back').at).toBe(end);
    expect(talk.c.stack.length).toBeLessThanOrEqual(2);
  });
});

describe('interrupts piled up', () => {
  const pile = [
    'help',
    'language',
    'human',
    'language',
    'help',
    's.cancel.KXWD-4721',
    'language',
    's.human',
    'BCDF-2345',
  ];

  test.each([...questions.keys()])('fifty of them at %s: no error, no heap', (place) => {
    const talk = at(questions.get(place));
    for (let n = 0; n < 50; n += 1) {
      const next = pile[(n * 7 + n) % pile.length] ?? '';
      if (next.startsWith('s.')) talk.press(next);
      else talk.say(next);
      if (next !== 'BCDF-2345' || !writesMore(talk.c)) expect(talk.turn.replies.length).toBeGreaterThan(0);
      expect(talk.c.stack.length).toBeLessThan(MAX_DEPTH);
      const flows = talk.c.stack.map(({ flow }) => flow);
      expect(new Set(flows).size).toBe(flows.length);
    }
    expect(JSON.stringify(talk.c).length).toBeLessThan(12_000);
  });

  it('the language is asked once, however often one wishes for it', () => {
    for (const talk of [atMenu(), atMenu().say('stop')]) {
      for (let n = 0; n < 50; n += 1) talk.say('language');
      expect(talk.tap('English').at).not.toBe('language:language');
    }
  });
});

/** What people write who want no more messages, and the formal withdrawal of consent: at least one for each language. */
const CLEAR = [
  ['stop', "Don't write to me any more", 'I withdraw my consent', 'withdraw consent'],
  [
    'стоп',
    'nemoj mi više pisati',
    'Не пишите ми више',
    'повлачим пристанак',
    'opozivam saglasnost',
    'не пристајем више',
  ],
  ['Stopp', 'Schreiben Sie mir nicht mehr!', 'Ich widerrufe meine Einwilligung', 'Einwilligung widerrufen'],
  ['stop', 'Non scrivermi più', 'revoco il consenso', 'Revoco il mio consenso.'],
  ['stopp', 'skriv inte till mig', 'Jag tar tillbaka mitt samtycke', 'jag återkallar mitt samtycke'],
  ['إيقاف', 'توقف', 'لا تكتبوا لي', 'أسحب موافقتي', 'اسحب موافقتي'],
  ['توقف', 'دیگر ننویسید', 'رضایتم را پس می‌گیرم', 'رضايتم را پس مي گيرم'],
].flat();
/** Words that also say "that is all". */
const LOOSE =
  'enough|that is enough|basta|ferma|fermare|smettere|sluta|стани|dosta|aufhören|aufhoeren|كفى|خلص|بسه'.split('|');

describe('stop', () => {
  test.each(CLEAR)('at once, in whatever language one has chosen: %s', (words) => {
    DOES.stop(atMenu().say(words), atMenu());
  });

  test.each(LOOSE)('%s asks once, and changes nothing before the button', (word) => {
    DOES.enough(atMenu().say(word), atMenu());
  });

  it('after the question of a loose word, at once', () => {
    DOES.stop(atMenu().say('basta').say('stop'), atMenu());
  });

  it('says nothing more of its own accord, and asks anew when one writes', () => {
    const talk = atMenu().say('stop');
    expect(talk.options[0]?.id).toBe('s.delete-everything');
    expect(talk.say('hello').at).toBe('consent:agree');
  });

  it('names the open appointments, each with cancel and keep', () => {
    const talk = atMenu();
    talk.world = worldOf([1]);
    talk.say('stop');
    expect(talk.options.map(({ id }) => id).filter((id) => !id.startsWith('s.bridge.'))).toEqual([
      's.cancel.KXWD-4721',
      's.cancel.BCDF-2345',
      's.keep.KXWD-4721',
      's.keep.BCDF-2345',
    ]);
    talk.world = kindWorld;
    const [first = '', , keep = ''] = talk.labels;
    // They can be typed too, although no question is open.
    expect(new Talk(model, { c: talk.c, world: kindWorld }).say(first).at).toBe('cancel:sure');
    expect(new Talk(model, { c: talk.c, world: kindWorld }).say('1').at).toBe('cancel:sure');
    expect(talk.say(keep).turn.events[0]).toEqual({ kind: 'flow-started', flow: 'keep' });
    expect(talk.at).toBe(null);
  });
});

it('exit takes everything away first, also what this very turn had to say', () => {
  const gone: Conversation = { ...atMenu().c, stack: [{ flow: 'gone', step: 'x', vars: {}, trail: [] }] };
  for (const talk of [atMenu().say('exit'), at(gone).say('exit')]) {
    expect(talk.turn.replies.map(({ kind }) => kind)).toEqual(['clear', 'choice']);
    expect(talk.said).not.toContain(model.texts.say(talk.c.language ?? '', 'common:step-gone'));
  }
});

describe('a human', () => {
  it('who has not said where they are is asked first, and then put on the list', () => {
    const asked: string[] = [];
    const talk = new Talk(model, {
      setting: WITH_BUTTONS,
      world: (asks, nth) => {
        asked.push(`${asks.action} ${asks.run.c.pilot}`);
        return kindWorld(asks, nth);
      },
    });
    // A word of several languages tells none.
    talk.open().say('human');
    expect([talk.at, asked]).toEqual(['language:language', []]);
    expect(talk.said).toContain('You want to talk to our team.');
    talk.tap('Deutsch');
    expect([talk.at, asked]).toEqual(['place:place', []]);
    talk.choose('serbia');
    expect(new Set(asked)).toEqual(new Set(['human.request serbia']));
    expect(talk.at).toBe('thread:about');
    // Neither is asked again.
    expect(talk.choose('leave').at).toBe('consent:agree');
    expect(talk.question).toMatchObject({ language: 'de' });
  });

  const asksForHuman = (word: string, guess?: string) =>
    new Talk(model, { world: kindWorld, setting: { ...WITH_BUTTONS, guess } }).say(word);

  it.each([
    ['مشاور', undefined, 'fa'],
    ['/مشاور', 'en', 'fa'],
    ['مستشارة', 'en', 'ar'],
    ['саветник', undefined, 'sr-Cyrl'],
    ['savetnik', undefined, 'sr-Latn'],
    ['rådgivare', 'de', 'sv'],
    // Words of several languages, of which the app names one.
    ['human', 'it', 'it'],
    ['انسان', 'fa', 'fa'],
  ])('%s as the very first word, in an app in %s, is answered in %s', (word, guess, language) => {
    const talk = asksForHuman(word, guess);
    expect([talk.at, talk.c.language]).toEqual(['place:place', language]);
    expect(talk.said.startsWith(model.texts.say(language, 'human:wanted.text'))).toBe(true);
    expect(talk.choose('serbia').at).toBe('thread:about');
    expect(talk.question).toMatchObject({ language });
  });

  it.each([
    ['انسان', undefined],
    ['human', undefined],
    ['انسان', 'de'],
  ])('%s in an app in %s leaves the language open, which is asked', (word, guess) => {
    const talk = asksForHuman(word, guess);
    expect([talk.at, talk.c.language]).toEqual(['language:language', null]);
  });

  it('another word is answered in its language too, which is still asked', () => {
    const talk = asksForHuman('کمک', 'en');
    expect(talk.texts[0]?.startsWith(model.texts.say('fa', 'help:help.text').slice(0, 20))).toBe(true);
    expect(talk.c.language).toBe(null);
  });

  it.each([
    ['a chat that fetches its messages', true],
    ['a chat to which we can write', false],
  ])('%s is told whether the answer can be lost', (_, pulls) => {
    const setting = { ...WITH_BUTTONS, can: { ...WITH_BUTTONS.can, pulls } };
    const talk = new Talk(model, { world: kindWorld, setting })
      .open()
      .choose('en', 'serbia', 'agree', 'woman')
      .say('human');
    expect(talk.said.includes(model.texts.say('en', 'human:lost.text'))).toBe(pulls);
    expect(talk.turn.replies.length).toBeLessThanOrEqual(2);
  });

  it('asked for where one is: the answer serves both', () => {
    const talk = new Talk(model, { world: kindWorld }).open().say('English').say('human');
    expect(talk.at).toBe('place:place');
    talk.tap('Serbia');
    expect([talk.at, talk.turn.events.some(({ kind }) => kind === 'human-requested')]).toEqual(['thread:about', true]);
    expect(talk.choose('leave').at).toBe('consent:agree');
  });
});

describe('a reference', () => {
  const target = (text: string, talk = atMenu()) => {
    let seen: unknown;
    talk.world = (asks, nth) => {
      if (asks.action === 'appointment.show') seen = asks.vars.target;
      return kindWorld(asks, nth);
    };
    talk.say(text);
    return seen;
  };

  test.each(['KXWD-4729', 'kxwd4729', 'KXWD 4729', 'my number is kxwd-4729, thanks', 'KXWD-٤٧٢٩', 'KXWD-۴۷۲۹'])(
    '%j',
    (text) => {
      expect(target(text)).toBe('KXWD-4729');
    },
  );

  it('typed by somebody new, at rest, or at any question but a free text', () => {
    expect(target('KXWD-4729', new Talk(model))).toBe('KXWD-4729');
    expect(target('KXWD-4729', atMenu().say('stop'))).toBe('KXWD-4729');
    for (const c of questions.values()) {
      const talk = at(c);
      if (c.stack.at(-1)?.asked?.expect === 'text') continue;
      expect(target('KXWD-4729', talk)).toBe('KXWD-4729');
      expect(placeOf(talk.c)).toBe(placeOf(c));
    }
    const text = new Talk(tour()).open().say('red').say('circle').say('KXWD-4729');
    expect(text.c.stack[0]?.vars.name).toBe('KXWD-4729');
  });
});
