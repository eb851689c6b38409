import { describe, expect, it, test } from 'vitest';
import { MEDIA, type MediaKind } from '../../src/conversation/message.ts';
import { isTurn } from '../fakes/selection.ts';
import { everyQuestion, kindWorld, LANGUAGES, model, RAW } from './deployed.ts';
import { tour } from './small-model.ts';
import { placeOf, Talk, turn, WITH_BUTTONS, WITHOUT_BUTTONS } from './talk.ts';

const ODD: Record<string, string> = {
  nothing: '',
  spaces: ' \n\t \u00a0 ',
  'an emoji': '👍🏽',
  'a family of emoji': '👨‍👩‍👧‍👦'.repeat(200),
  '4,000 characters': 'Good morning! '.repeat(286),
  '10,000 characters': 'ж'.repeat(10_000),
  '10,000 characters of another script': 'ماذا أفعل؟ '.repeat(1000),
  'a right-to-left override': '\u202eunem\u202c',
  'an open isolate': '\u2067\u2066 hello',
  NUL: 'a\u0000b',
  'nothing but NUL': '\u0000',
  'a lone high surrogate': 'a\ud83d',
  'a lone low surrogate': '\ude00a',
  'combining marks': `a${'\u0301'.repeat(500)}`,
  'zero-width characters': '\u200b\u200d\ufeff',
  'a placeholder': '{{when}} {{label}} $t(main:menu.text)',
  'a key': 'main:menu.text',
  'a button id': 'a.1.1',
  'a prototype': '__proto__',
  'a constructor': 'constructor',
  markup: '<b>x</b> *x* [x](y)',
  'a huge number': '9'.repeat(400),
  'a slash': '/',
  slashes: '/'.repeat(500),
};

/** What is no picture and no file is not called one. */
const OWN_ANSWER: Partial<Record<MediaKind, 'voice' | 'location' | 'contact-card'>> = {
  voice: 'voice',
  location: 'location',
  contact: 'contact-card',
};

// What is read is the same in every language, and what is answered does not depend on how odd it was.
describe.each(LANGUAGES)('in %s', (language) => {
  const byPlace = everyQuestion(language);
  const questions = [...byPlace.values()];
  const isOurTurn = (...places: number[]) => isTurn(LANGUAGES.length, LANGUAGES.indexOf(language), ...places);

  test.each(Object.keys(ODD))('%s gets a kind answer at every question, and nothing else happens', (name) => {
    for (const [i, c] of questions.entries()) {
      // There, all words may be for staff.
      if (c.stack.at(-1)?.asked?.expect === 'text' || placeOf(c) === 'thread:whether') continue;
      for (const [j, setting] of [WITH_BUTTONS, WITHOUT_BUTTONS].entries()) {
        if (!isOurTurn(Object.keys(ODD).indexOf(name), i, j)) continue;
        const input = { kind: 'content', content: { kind: 'text', text: ODD[name] ?? '' } } as const;
        const { replies, events, conversation } = turn(model, c, input, setting, kindWorld);
        expect(replies.length).toBeGreaterThan(0);
        expect(JSON.stringify(replies)).not.toMatch(RAW);
        // What says something is looked for, and nothing comes of it.
        expect(events.filter((event) => !('flow' in event && event.flow === 'ask'))).toEqual([]);
        expect(conversation.stack).toEqual(c.stack);
      }
    }
  });

  test.each(Object.entries(ODD))('%s goes to staff, or gets a kind answer, where one writes to them', (_, text) => {
    const c = byPlace.get('thread:about');
    const talk = new Talk(model, { ...(c && { c }), world: kindWorld }).say(text);
    expect(['thread:about', 'thread:more']).toContain(talk.at);
    expect(talk.turn.replies.length).toBeGreaterThan(0);
    expect(JSON.stringify(talk.turn.replies)).not.toMatch(RAW);
  });

  test.each(MEDIA)('%s is thanked for, and the question put again', (media) => {
    for (const [i, c] of questions.entries()) {
      const isForStaff =
        placeOf(c)?.startsWith('thread:') && !['thread:closed', 'thread:whether'].includes(placeOf(c) ?? '');
      // The questions of a thread are few, and so all are asked.
      if (!isForStaff && !isOurTurn(MEDIA.indexOf(media), i)) continue;
      const talk = new Talk(model, { c, world: kindWorld }).media(media);
      const isFile = ['photo', 'video', 'document'].includes(media);
      const hint = model.texts.say(
        talk.turn.replies[0]?.language ?? '',
        `common:${isForStaff && isFile ? 'file-other-kind' : (OWN_ANSWER[media] ?? 'media')}`,
      );
      expect(talk.said.startsWith(hint)).toBe(true);
      expect([talk.at, talk.visit]).toEqual([placeOf(c), c.stack.at(-1)?.asked?.visit]);
    }
  });
});

it.each(Object.entries(ODD))('%s from somebody new is answered with the first question', (_, text) => {
  for (const talk of [new Talk(model), new Talk(tour())]) {
    expect(talk.say(text).turn.replies.length).toBeGreaterThan(0);
    expect(talk.at).not.toBe(null);
  }
});

it.each(Object.entries(ODD))('%s at rest is answered', (_, text) => {
  const talk = new Talk(tour()).open().say('stop');
  expect(talk.at).toBe(null);
  expect(talk.say(text).at).toBe('main:colour');
});

it.each(Object.entries(ODD))('%s as a free text is kept clean, or kindly refused', (_, text) => {
  const talk = new Talk(tour()).open().say('red').say('circle').say(text);
  const name = talk.c.stack[0]?.vars.name;
  if (name === undefined) expect(talk.said).toMatch(/^\((not-understood|at most 40)\)/);
  else {
    expect(talk.at).toBe('main:age');
    expect(String(name)).toMatch(/^[^\p{Cc}\p{Bidi_Control}\p{Cs}]{1,40}$/u);
    expect(talk.say('30').say('1.1.1990').said).toContain(`Thanks, ${name}, 30`);
  }
});
