import { describe, expect, test } from 'vitest';
import type { Reply } from '../../src/conversation/message.ts';
import { createModel } from '../../src/conversation/model.ts';
import { compact } from '../../src/conversation/show.ts';
import { languageFor } from '../../src/text/languages.ts';
import { model } from './deployed.ts';
import { Talk, WITH_BUTTONS } from './talk.ts';

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
  ['fa-AF', 'fa'],
  ['prs', undefined],
  ['de-AT', 'de'],
  ['EN-us', 'en'],
  ['', undefined],
  ['x', undefined],
  ['constructor', undefined],
])('an app that names %s wants %s', (asked, tag) => {
  expect(languageFor(TAGS, [asked])).toBe(tag);
});

test('an instance with one pilot asks nobody where they are', () => {
  const { serbia } = model.pilots;
  if (serbia === undefined) throw new Error('no Serbia');
  const only = createModel(model.texts, { serbia }, model.flowsOf('serbia'), {}, undefined, model.wayOf('serbia'));
  expect(new Talk(only).open().choose('en').at).toBe('consent:agree');
  expect(new Talk(model).open().choose('en').at).toBe('place:place');
});
