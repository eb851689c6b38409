import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pilotOf } from '../../src/content.ts';
import { LANGUAGES } from '../conversation/deployed.ts';
import { content } from '../fakes/parts.ts';

const { ask, model, pilots } = content;
const written = model.texts.languages.filter(({ derivedFrom }) => derivedFrom === undefined).map(({ tag }) => tag);

/**
 * Questions that people may ask, and what nothing here answers: made up in each language by somebody who had seen neither
 * the words nor the texts, and changed for no miss since. What is wanted is any of the themes named.
 */
const Questions = z.strictObject({
  asked: z.array(z.strictObject({ asked: z.string(), wanted: z.array(z.string()).min(1) })).length(15),
  unknown: z.array(z.string()).length(10),
});
const questionsIn = (tag: string) =>
  Questions.parse(JSON.parse(readFileSync(new URL(`../fixtures/questions/${tag}.json`, import.meta.url), 'utf8')));

/** A pilot in which each language is often spoken. */
const WHERE: Record<string, string> = {
  ...{ en: 'berlin', ar: 'berlin', fa: 'serbia', 'sr-Cyrl': 'serbia', de: 'vienna', it: 'milan', sv: 'stockholm' },
};
const found = (words: string, tag: string, pilot = WHERE[tag] ?? ''): string[] => {
  const { services, themes } = ask.find(words, tag, pilotOf(content, pilot), 3);
  return [...services, ...themes];
};

describe.each(written)('in %s', (tag) => {
  const { asked, unknown } = questionsIn(tag);

  test('at least nine of ten questions find what answers them among three', () => {
    const missed = asked.filter(({ asked: words, wanted }) => {
      const all = found(words, tag);
      const services = ask.themes.filter(({ id }) => wanted.includes(id)).flatMap((theme) => theme.services);
      return !all.some((one) => wanted.includes(one) || services.includes(one));
    });
    expect(missed.length, missed.map((one) => one.asked).join('\n')).toBeLessThanOrEqual(1);
  });

  test('at least eight of ten questions that nothing answers find nothing', () => {
    const wrong = unknown.filter((words) => found(words, tag).length > 0);
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(2);
  });

  test('each theme is found by its name', () => {
    for (const { id } of ask.themes)
      expect(found(model.texts.say(tag, `themes:${id}`), tag), `${tag} ${id}`).toContain(id);
  });

  test('words that say nothing are not looked for', () => {
    for (const words of ['', '?', '...', '12', '👍']) expect(ask.saysAnything(words, tag)).toBe(false);
  });
});

test('what people type at offices is understood in every language', () => {
  const at: Record<string, [pilot: string, wanted: string]> = {
    Jobcenter: ['berlin', 'jobcenter'],
    Kita: ['berlin', 'childcare'],
    NSZ: ['serbia', 'nsz'],
    DID: ['milan', 'register'],
    SFI: ['stockholm', 'language-course'],
    AMS: ['vienna', 'ams'],
  };
  const missed = LANGUAGES.flatMap((tag) =>
    Object.entries(at).flatMap(([word, [pilot, wanted]]) => {
      const theme = ask.themes.find(({ services }) => services.includes(wanted))?.id ?? wanted;
      const all = found(word, tag, pilot);
      return all.includes(wanted) || all.includes(theme) ? [] : [`${tag} ${word}: ${all.join(', ')}`];
    }),
  );
  expect(missed).toEqual([]);
});

describe('a spelling', () => {
  test.each([
    ['en', 'how do i regsiter at the emploment office', 'register'],
    ['ar', 'وين بلاقي حضانه لبنتي', 'childcare'],
    ['ar', 'حَضَانَة', 'childcare'],
    ['fa', 'مهد کودک', 'childcare'],
    ['fa', 'مهد‌کودک', 'childcare'],
    ['fa', 'مهد كودك', 'childcare'],
    ['sr-Latn', 'vrtic za dete', 'childcare'],
    ['sr-Cyrl', 'вртић', 'childcare'],
    ['de', 'arbeitserlaubniss', 'right-to-work'],
    ['sv', 'forskola', 'childcare'],
  ])('in %s: %s', (tag, words, theme) => {
    expect(ask.find(words, tag, pilotOf(content, 'serbia'), 3).themes).toContain(theme);
  });
});

test('a theme leads to what is there', () => {
  const all = Object.values(pilots);
  const ids = (of: 'facts' | 'services') => new Set(all.flatMap((pilot) => pilot[of].map(({ id }) => id)));
  const [facts, services] = [ids('facts'), ids('services')];
  expect(ask.themes.flatMap((theme) => theme.facts.filter((id) => !facts.has(id)))).toEqual([]);
  expect(ask.themes.flatMap((theme) => theme.services.filter((id) => !services.has(id)))).toEqual([]);
});

test('any text is harmless', () => {
  const texts = ['\u0000', 'a'.repeat(10_000), '__proto__ constructor', '{{x}} $t(y)', '\ud83d', 'ا'.repeat(5000)];
  for (const tag of LANGUAGES)
    for (const text of texts) expect(ask.find(text, tag, pilotOf(content, 'milan'), 3).services).toEqual([]);
});
