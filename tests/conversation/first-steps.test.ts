import { describe, expect, test } from 'vitest';
import type { Reply } from '../../src/conversation/message.ts';
import { createModel } from '../../src/conversation/model.ts';
import { AT_ONCE, compact } from '../../src/conversation/show.ts';
import { languageFor } from '../../src/text/languages.ts';
import { kindWorld, model } from './deployed.ts';
import { bare, Talk, WITH_BUTTONS } from './talk.ts';

const TAGS = model.texts.languages.map(({ tag }) => tag);
const guessed = (guess: string) => new Talk(model, { setting: { ...WITH_BUTTONS, guess } });

describe('before a language is chosen', () => {
  test.each(TAGS)('an app in %s is answered in it, and has it first on the list', (tag) => {
    const talk = guessed(tag).open();
    expect(talk.question).toMatchObject({ language: tag });
    expect(talk.question?.options[0]?.label).toContain(model.texts.language(tag).endonym);
    expect(talk.question?.options).toHaveLength(TAGS.length);
    expect(talk.question?.text.startsWith(model.texts.say(tag, 'language:language.text'))).toBe(true);
    // What is not understood is said in it too.
    talk.say('xyzzy');
    expect(talk.turn.replies[0]).toMatchObject({ language: tag });
  });

  test('each language of the list is named in itself, and so is each line of the question', () => {
    const asked = guessed('ar').open().question;
    const order = ['ar', ...TAGS.filter((tag) => tag !== 'ar')];
    expect(asked?.options.map(({ language }) => language)).toEqual(order);
    expect(asked?.text.split('\n')).toEqual(
      asked?.languages?.map((tag) => model.texts.say(tag, 'language:language.text')),
    );
    // Asked for later, it may come beneath another text.
    const [text] = compact([{ kind: 'text', language: 'ar', text: 'a\n\nb' }, asked as Reply], { buttons: true });
    const lines = text?.kind === 'choice' ? text.text.split('\n') : [];
    const tags = text?.kind === 'choice' ? text.languages : [];
    expect([lines.length, tags?.slice(0, 5)]).toEqual([tags?.length, ['ar', 'ar', 'ar', 'ar', 'ar']]);
    expect(lines.map((line, n) => [line, tags?.[n]]).at(-1)).toEqual([
      asked?.text.split('\n').at(-1),
      asked?.languages?.at(-1),
    ]);
  });

  test('the choice counts, not the guess', () => {
    expect(guessed('ar').open().choose('de').question).toMatchObject({ language: 'de' });
  });
});

test.each([
  ['sr', 'sr-Cyrl'],
  ['sr-Latn-RS', 'sr-Latn'],
  ['sr-ME', 'sr-Latn'],
  ['cnr', 'sr-Latn'],
  ['sh', 'sr-Latn'],
  ['hr', 'sr-Latn'],
  ['bs-BA', 'sr-Latn'],
  ['bs-Cyrl', 'sr-Cyrl'],
  ['fa-AF', 'fa'],
  ['prs', 'fa'],
  ['prs-AF', 'fa'],
  ['ar-SY', 'ar'],
  // Close in writing only, or not at all.
  ['ps', undefined],
  ['tg', undefined],
  ['ckb', undefined],
  ['nb', undefined],
  ['und', undefined],
  ['de-AT', 'de'],
  ['EN-us', 'en'],
  ['', undefined],
  ['x', undefined],
  ['constructor', undefined],
])('an app that names %s wants %s', (asked, tag) => {
  expect(languageFor(TAGS, [asked])).toBe(tag);
});

test('a script is chosen among those that are offered', () => {
  expect(languageFor(['en', 'sr-Latn'], ['sr'])).toBe('sr-Latn');
  expect(languageFor(['en', 'sr-Cyrl'], ['hr', 'en'])).toBe('sr-Cyrl');
  expect(languageFor(['en', 'de'], ['hr', 'de'])).toBe('de');
});

const onlyPilot = (name: string) => {
  const pilot = model.pilots[name];
  if (pilot === undefined) throw new Error(`no pilot ${name}`);
  return {
    pilot,
    only: createModel(model.texts, { [name]: pilot }, model.flowsOf(name), {}, undefined, model.wayOf(name)),
  };
};

describe('what the chat is, and for whom', () => {
  test.each(TAGS)('stands above the question of the place in %s, and nowhere again', (tag) => {
    const purpose = model.texts.say(tag, 'main:purpose.text');
    const talk = new Talk(model, { world: kindWorld }).open().choose(tag);
    expect(talk.texts).toEqual([`${purpose}\n\n${model.texts.say(tag, 'place:place.text')}`]);
    for (const then of ['language', 'exit']) expect(talk.say(then).choose(tag).said).not.toContain(purpose);
  });

  const shown = Object.entries(model.pilots).flatMap(([pilot, { languages }]) => languages.map((tag) => [pilot, tag]));
  test.each(shown)('stands above the notice where %s is alone, in %s, in the same message', (pilot, tag) => {
    const talk = new Talk(onlyPilot(pilot).only).open().choose(tag);
    expect(talk.texts).toHaveLength(2);
    expect(talk.texts[0]?.startsWith(model.texts.say(tag, 'main:purpose.text'))).toBe(true);
    expect(talk.texts[0]?.length).toBeLessThanOrEqual(AT_ONCE);
  });
});

describe('an instance with one pilot', () => {
  const { pilot: serbia, only } = onlyPilot('serbia');

  test('asks nobody where they are', () => {
    expect(new Talk(only).open().choose('en').at).toBe('consent:agree');
    expect(new Talk(model).open().choose('en').at).toBe('place:place');
  });

  test('puts the first question in the languages of the pilot', () => {
    const talk = new Talk(only).open();
    const lines = serbia.languages.map((tag) => model.texts.say(tag, 'language:language.text'));
    expect(talk.question?.text.split('\n')).toEqual([...new Set(lines)]);
    expect(talk.labels.map(bare)).toEqual(serbia.languages.map((tag) => model.texts.language(tag).endonym));
  });

  test.each([
    ['fa-AF', 'fa'],
    ['hr', 'sr-Latn'],
    // The pilot has no German, so nobody could go on in it.
    ['de', 'en'],
  ])('answers an app in %s in %s', (guess, language) => {
    const talk = new Talk(only, { setting: { ...WITH_BUTTONS, guess } }).open();
    expect(talk.question).toMatchObject({ language });
    expect(talk.question?.options[0]?.label).toContain(model.texts.language(language).endonym);
    expect(talk.question?.text.startsWith(model.texts.say(language, 'language:language.text'))).toBe(true);
    expect(talk.say('xyzzy').turn.replies[0]).toMatchObject({ language });
  });
});
