import { describe, expect, it, test } from 'vitest';
import { advance, IDLE_MS } from '../../src/conversation/advance.ts';
import { newConversation } from '../../src/conversation/conversation.ts';
import { DAY, MINUTE } from '../fakes/clock.ts';
import { kindWorld, model, worldOf } from './deployed.ts';
import { around, smallModel, tour } from './small-model.ts';
import { deepFreeze, Talk, WITH_BUTTONS, WITHOUT_BUTTONS } from './talk.ts';

/** At the menu of the deployed model, in English, with consent. */
const atMenu = (setting = WITH_BUTTONS) =>
  new Talk(model, { setting, world: kindWorld }).open().say('English').say('Serbia').say('Yes, I agree').say('Woman');

describe('an answer button', () => {
  it('answers the open question', () => {
    const talk = new Talk(tour()).open();
    expect(talk.at).toBe('main:colour');
    talk.tap('Green');
    expect(talk.at).toBe('main:shape');
    expect(talk.c.stack[0]?.vars).toEqual({ colour: 'green' });
    // No indicator counts what was chosen here.
    expect(talk.turn.events).toEqual([]);
  });

  it('is acknowledged in silence when a double tap presses it again, or another one of the same question', () => {
    const talk = new Talk(tour()).open();
    const [red, green] = talk.options;
    talk.tap('Red');
    const before = talk.c;
    for (const [i, again] of [red, green, red].entries()) {
      if (i === 2) talk.wait(3_000);
      talk.press(again?.id ?? '');
      expect(talk.turn.replies).toEqual([]);
      expect(talk.turn.events).toEqual([]);
      expect(talk.c).toEqual({ ...before, at: talk.setting.now });
    }
  });

  it('shows the open question when it is pressed again later, as often as that happens, and changes nothing', () => {
    const talk = new Talk(tour()).open();
    const [red, green] = talk.options;
    talk.tap('Red');
    const { stack } = talk.c;
    for (const again of [red, green, red, red]) {
      talk.wait(3_001).press(again?.id ?? '');
      expect(talk.texts).toEqual(['main/shape']);
      expect([talk.turn.events, talk.c.stack]).toEqual([[], stack]);
    }
  });

  it('of an older question shows the open one, and changes nothing', () => {
    const talk = new Talk(tour()).open();
    const old = talk.options[0]?.id ?? '';
    talk.tap('Red').tap('Square');
    const { stack, visit } = talk.c;
    for (const wait of [0, 3_001, 3_001]) {
      talk.wait(wait).press(old);
      expect(talk.texts).toEqual(['inner/first']);
      expect(talk.options.map(({ id }) => id)).toEqual([`a.${visit}.1`, `a.${visit}.2`]);
      expect(talk.turn.events).toEqual([]);
      expect([talk.c.stack, talk.c.visit]).toEqual([stack, visit]);
      expect(talk.press(old).turn.replies).toEqual([]);
    }
    talk.press(`a.${visit}.1`);
    expect(talk.press(old).texts).toEqual(['inner/second']);
  });

  it('shows the menu where nothing is open, as every button that can still be seen', () => {
    const talk = atMenu().choose('data', 'apps');
    const shown = talk.options;
    expect(talk.tap('Add an app').at).toBe(null);
    for (const { id } of [...shown, ...shown]) {
      talk.c = { ...talk.c, stack: [] };
      expect(talk.wait(3_001).press(id).said).toBe(model.texts.say('en', 'main:menu.text'));
    }
  });

  test.each([
    '',
    'a.1',
    'a.1.9999',
    'a.9.1',
    's.nothing',
    's.MENU',
    'a.01x.1',
    's.menu.a b',
    '\u0000',
    'x'.repeat(300),
  ])('%j, which was never shown, shows the open question, and a double tap once', (id) => {
    const talk = new Talk(tour()).open();
    expect(talk.press(id).texts).toEqual(['main/colour']);
    expect(talk.press(id).turn.replies).toEqual([]);
    expect(talk.wait(3_001).press(id).texts).toEqual(['main/colour']);
    expect(talk.at).toBe('main:colour');
  });

  it('shows the first question to somebody who has none open', () => {
    expect(new Talk(tour()).press('a.77.1').texts).toEqual(['main/colour']);
  });
});

describe('a standing button', () => {
  it('is valid days later, whatever is open, and comes back to it', () => {
    const talk = atMenu().say('Book an appointment');
    for (const label of ['Papers and rights', 'A woman']) talk.tap(label);
    talk.tap(talk.labels[0] ?? '').tap(talk.labels[0] ?? '');
    expect(talk.tap('Yes, book it').at).toBe('main:menu');
    const cancel = talk.options.find(({ label }) => label === 'Cancel it')?.id ?? '';
    expect(cancel).toBe('s.cancel.KXWD-4721');
    talk.say('My data').wait(9 * DAY);
    const open = talk.visit;
    expect(talk.press(cancel).at).toBe('who:whether');
    expect(talk.choose('me').at).toBe('cancel:sure');
    expect(talk.tap('No, keep it').texts[0]).toContain('The appointment stays as it is.');
    expect([talk.at, talk.visit]).toEqual(['my-data:kept', open]);
  });

  it('hands over its target', () => {
    const seen: unknown[] = [];
    const talk = new Talk(model, {
      world: (asks, nth) => {
        seen.push(asks.vars.target);
        return kindWorld(asks, nth);
      },
    });
    talk.press('s.cancel.BCDF-2345');
    expect(new Set(seen)).toEqual(new Set(['BCDF-2345']));
  });
});

describe('a typed message stands for a button', () => {
  test.each(['2', ' 2 ', '2.', '(2)', '٢', '۲', '2️⃣', '02', 'Green', 'GREEN', ' green!', 'Gréen', '\u202eGreen\u202c'])(
    '%j',
    (text) => {
      const talk = new Talk(tour()).open().say(text);
      expect(talk.at).toBe('main:shape');
      expect(talk.c.stack[0]?.vars).toEqual({ colour: 'green' });
    },
  );

  test.each(['0', '4', '-2x', '1.5', '2 3', 'Gree', 'Green Blue', '1000'])('%j does not', (text) => {
    const talk = new Talk(tour()).open().say(text);
    expect(talk.said).toBe('(not-understood)\n\nmain/colour');
    expect(talk.at).toBe('main:colour');
  });

  test.each(['Žena', 'žena', 'ZENA', 'Жена', 'жена', 'žena 👩'])(
    'in Serbian, in either script and without its letters: %j',
    (text) => {
      const talk = new Talk(model, { world: kindWorld }).open().say('Srpski (latinica)').say('Srbija').say('1');
      expect(talk.at).toBe('gender:ask');
      expect(talk.labels).toContain('Žena');
      expect(talk.say(text).c.profile).toEqual({ gender: 'woman' });
    },
  );

  it('as a standing button of the newest turn, and of no older one', () => {
    const talk = new Talk(tour()).open().say('help');
    expect(talk.labels).toContain('Menu');
    const options = smallModel(around({ a: { kind: 'ask', expect: 'choice', options: ['x'], next: 'a' } }), {
      'help:help.buttons.menu': 'Show me around',
    });
    const other = new Talk(options).open().say('help').say('show me AROUND');
    expect(other.turn.events.map(({ kind }) => kind)).toEqual(['flow-started']);
    expect(other.say('show me around').texts[0]).toContain('(not-understood)');
  });

  it('a second miss says more', () => {
    const talk = new Talk(tour()).open();
    expect(talk.say('what').said).toContain('(not-understood)');
    expect(talk.say('what').said).toContain('(not-understood-again)');
    expect(talk.tap('Red').say('what').said).toContain('(not-understood)\n');
  });

  test.each<[string, (talk: Talk) => Talk]>([
    ['a word that begins anew', (talk) => talk.say('menu')],
    ['a word that leaves the question open', (talk) => talk.say('help')],
    ['the way back', (talk) => talk.say('back')],
    ['a standing button', (talk) => talk.press('s.menu')],
    ['opening the chat', (talk) => talk.open()],
    ['a photo', (talk) => talk.media('photo')],
  ])('after %s, an unknown word is the first one again', (_, between) => {
    const talk = new Talk(tour()).open().say('what').say('what');
    expect(talk.said).toContain('(not-understood-again)');
    expect(between(talk).say('what').said).toContain('(not-understood)');
    expect(talk.say('what').said).toContain('(not-understood-again)');
  });
});

describe('where there are no buttons', () => {
  const start = () => new Talk(tour(), { setting: WITHOUT_BUTTONS }).open();

  it('numbers go on, and an old number is the old button', () => {
    const talk = start();
    expect(talk.question?.from).toBe(1);
    expect(talk.say('3').question?.from).toBe(4);
    expect(talk.labels).toEqual(['Circle', 'Square']);
    // 2 was "green" and its time is over: the same question, numbered on; never a wrong answer, and never silence.
    for (const from of [6, 8]) {
      expect(talk.say('2').question?.from).toBe(from);
      expect([talk.at, talk.c.stack[0]?.vars.colour]).toEqual(['main:shape', 'blue']);
    }
    // Every number under which the question was shown answers it.
    expect(talk.say('5').at).toBe('inner:first');
  });

  it('numbers begin anew after half an hour, while those on the screen still answer', () => {
    const talk = start().say('1');
    expect(talk.question?.from).toBe(4);
    talk.wait(IDLE_MS + 1);
    const late = new Talk(tour(), { setting: talk.setting, c: talk.c }).say('5');
    expect([late.at, late.question?.from]).toEqual(['inner:first', 1]);
    expect(talk.media('photo').question?.from).toBe(1);
    expect(talk.say('5').said).toContain('(not-understood)');
    expect(talk.say('2').at).toBe('inner:first');
  });

  it('half an hour is not yet over at its end', () => {
    expect(start().say('1').wait(IDLE_MS).media('photo').question?.from).toBe(6);
  });

  it('numbers stay below a hundred', () => {
    const talk = start();
    const seen = new Set<number>();
    for (let n = 0; n < 60; n += 1) {
      talk.say('what');
      const from = talk.question?.from ?? 0;
      expect(from + talk.labels.length - 1).toBeLessThan(100);
      seen.add(from);
      expect(Object.keys(talk.c.numbers.buttons).length).toBeLessThan(100);
    }
    expect(seen.has(1)).toBe(true);
    expect(talk.say(String((talk.question?.from ?? 0) + 1)).at).toBe('main:shape');
  });

  it.each([
    [7, [1, 8, 15, 22, 29, 36, 43, 50, 57, 64, 71, 78, 85, 92, 1]],
    [9, [1, 10, 19, 28, 37, 46, 55, 64, 73, 82, 91, 1]],
  ])('numbers go on as long as a whole question of %i options fits below a hundred', (most, numbers) => {
    const options = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].slice(0, most);
    const flows = around({ ask: { kind: 'ask', expect: 'choice', options, next: 'ask' } });
    const talk = new Talk(smallModel(flows), { setting: WITHOUT_BUTTONS }).open();
    const shown = [talk.question?.from];
    while (shown.length < numbers.length) shown.push(talk.say('what').question?.from);
    expect(shown).toEqual(numbers);
  });

  it('standing buttons have numbers too, also when nothing is open', () => {
    const talk = atMenu(WITHOUT_BUTTONS);
    talk.world = worldOf([1]);
    talk.say('stop');
    expect(talk.at).toBe(null);
    const place = talk.labels.findIndex((label) => label.startsWith('Keep'));
    talk.say(String((talk.question?.from ?? 0) + place));
    expect(talk.turn.events).toContainEqual({ kind: 'flow-started', flow: 'keep' });
  });

  it('a number in a free text is the text, unless it can be seen', () => {
    const talk = start().say('1').say('4');
    expect(talk.at).toBe('main:name');
    const skip = talk.question?.from ?? 0;
    const old = new Talk(tour(), { setting: talk.setting, c: talk.c }).say('2');
    expect([old.at, old.c.stack[0]?.vars.name]).toEqual(['main:age', '2']);
    talk.say(String(skip));
    expect([talk.at, talk.c.stack[0]?.vars.name]).toEqual(['main:age', 'skip']);
  });
});

describe('what is typed as an answer', () => {
  const at = (place: string) => {
    const talk = new Talk(tour()).open().say('red').say('circle');
    if (place !== 'name') talk.say('Amina');
    if (place === 'born') talk.say('30');
    return talk;
  };

  test.each([
    ['name', 'Amina', 'name', 'Amina'],
    ['name', '  Amina\u0000\u202e ', 'name', 'Amina'],
    ['name', '7', 'name', '7'],
    ['name', 'menu please', 'name', 'menu please'],
    ['name', 'x'.repeat(40), 'name', 'x'.repeat(40)],
    ['name', '👍'.repeat(40), 'name', '👍'.repeat(40)],
    ['age', '1', 'age', '1'],
    ['age', '31', 'age', '31'],
    ['age', '120', 'age', '120'],
    ['age', '٣١', 'age', '31'],
    ['age', ' ۳۱ ', 'age', '31'],
    ['age', '007', 'age', '7'],
    ['born', '28.3.1990', 'born', '1990-03-28'],
    ['born', '٢٨/٣/١٩٩٠', 'born', '1990-03-28'],
    ['born', '1990-3-8', 'born', '1990-03-08'],
    ['born', '29 2 1996', 'born', '1996-02-29'],
  ])('%s: %j', (place, text, name, value) => {
    expect(at(place).say(text).c.stack[0]?.vars[name]).toBe(value);
  });

  test.each([
    ['name', '', '(not-understood)'],
    ['name', ' \u200b\u202e ', '(not-understood)'],
    ['name', 'x'.repeat(41), '(at most 40)'],
    ['name', '👍'.repeat(41), '(at most 40)'],
    ['age', '0', '(1 to 120)'],
    ['age', '121', '(1 to 120)'],
    ['age', '-5', '(1 to 120)'],
    ['age', 'thirty', '(1 to 120)'],
    ['age', '3e1', '(1 to 120)'],
    ['age', '99999999999', '(1 to 120)'],
    ['born', '30.2.1990', '(date)'],
    ['born', '1.13.1990', '(date)'],
    ['born', '0050-01-01', '(date)'],
    ['born', '1.1.90', '(date)'],
    ['born', 'yesterday', '(date)'],
  ])('%s: not %j, and kindly says so', (place, text, hint) => {
    const talk = at(place);
    const open = talk.visit;
    expect(talk.say(text).said).toContain(hint);
    expect([talk.at, talk.visit]).toEqual([`main:${place}`, open]);
  });

  it('no free answer is ever in an event', () => {
    const talk = at('name');
    for (const text of ['Amina', '31', '1.1.1990']) expect(talk.say(text).turn.events).toEqual([]);
    expect(talk.said).toContain('Thanks, Amina, 31, 1990-01-01.');
  });
});

describe('opening the chat', () => {
  it('begins with somebody new', () => {
    expect(new Talk(tour()).open().texts).toEqual(['main/colour']);
  });

  it('shows the open question again within half an hour, the same visit', () => {
    const talk = new Talk(tour()).open().say('red');
    const open = talk.visit;
    talk.wait(IDLE_MS).open();
    expect([talk.texts, talk.visit]).toEqual([['main/shape'], open]);
  });

  it('begins anew after it', () => {
    const talk = new Talk(tour()).open().say('red');
    talk.wait(IDLE_MS + MINUTE).open();
    expect([talk.texts, talk.c.stack[0]?.vars]).toEqual([['main/colour'], {}]);
  });

  it('answers somebody at rest', () => {
    const talk = new Talk(tour()).open().say('stop');
    expect(talk.at).toBe(null);
    expect(talk.open().texts).toEqual(['main/colour']);
  });
});

it('leaves what it is given as it is, and answers the same twice', () => {
  const c = deepFreeze(newConversation());
  const input = deepFreeze({ kind: 'content', content: { kind: 'open' } } as const);
  const setting = deepFreeze({ ...WITH_BUTTONS });
  expect(advance(tour(), c, input, setting)).toEqual(advance(tour(), c, input, setting));
});
