import { describe, expect, test } from 'vitest';
import { kindWorld, model } from './deployed.ts';
import { Talk } from './talk.ts';

const TAGS = model.texts.languages.map(({ tag }) => tag);
const MENU = ['way', 'talk', 'services', 'appointments', 'data', 'human', 'language', 'numbers'];
const labelIn = (tag: string, option: string) => model.texts.say(tag, `main:menu.options.${option}`);

const atPlace = (language: string) =>
  new Talk(model, { c: { ...new Talk(model).c, language }, world: kindWorld }).open();
const atMenu = (language: string) => {
  const consent = { pilot: 'serbia', notice: 2, language, at: 0 };
  const c = { ...new Talk(model).c, language, pilot: 'serbia', consent, pseudonym: 'p' };
  return new Talk(model, { c, world: kindWorld }).open();
};

describe('a label of the menu', () => {
  const cases = TAGS.flatMap((own) => TAGS.flatMap((other) => MENU.map((option) => ({ own, other, option }))));
  test.each(cases)('in $other is understood by who reads $own: $option', ({ own, other, option }) => {
    const said = labelIn(other, option);
    const pressed = atMenu(own).say(labelIn(own, option));
    const typed = atMenu(own).say(said);
    expect([typed.at, typed.c.misses]).toEqual([pressed.at, 0]);
    expect(typed.c.language).toBe(own);
  });
});

describe('at the question for the place', () => {
  test.each([
    ['en', 'Beograd', 'serbia'],
    ['en', 'belgrad', 'serbia'],
    ['fa', 'Београд', 'serbia'],
    ['ar', 'بلغراد', 'serbia'],
    ['fa', 'بلگراد', 'serbia'],
    ['en', 'Krnjaca', 'serbia'],
    ['en', 'Србија', 'serbia'],
    ['sr-Latn', 'Wien', 'vienna'],
    ['ar', 'Vienna', 'vienna'],
    ['de', 'Milano', 'milan'],
    ['fa', 'Mailand', 'milan'],
  ])('in %s, %s is %s', (language, said, pilot) => {
    expect(atPlace(language).say(said).c.pilot).toBe(pilot);
  });

  test('what is no place of a pilot is not guessed', () => {
    const talk = atPlace('en').say('Hamburg');
    expect([talk.at, talk.c.pilot, talk.c.misses]).toEqual(['place:place', null, 1]);
  });
});
