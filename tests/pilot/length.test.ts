import { describe, expect, it, test } from 'vitest';
import { AT_ONCE } from '../../src/conversation/show.ts';
import { textsOf } from '../../src/conversation/step-texts.ts';
import { checkLengths, renderedMessages } from '../../src/pilot/check-length.ts';
import { samplesOf } from '../../src/pilot/samples.ts';
import { deployed, LANGUAGES, model } from '../conversation/deployed.ts';
import { Talk, WITH_BUTTONS } from '../conversation/talk.ts';

const PILOTS = Object.values(deployed.pilots);
const { texts } = model;

test.each(PILOTS)('every variable of the texts of $pilot has a value to measure with', (pilot) => {
  const known = new Set(samplesOf(pilot, texts).flatMap(Object.keys));
  const steps = Object.values(model.flowsOf(pilot.pilot)).flatMap((flow) =>
    Object.entries(flow.steps).flatMap(([id, step]) =>
      textsOf(flow, id, step, (key) => model.textKey(pilot.pilot, key)),
    ),
  );
  const names = new Set(steps.flatMap(({ key }) => texts.placeholders(key)));
  expect([...names].filter((name) => !known.has(name))).toEqual([]);
});

test('every message can be seen at once, in every pilot and language', () => {
  expect(checkLengths(model, PILOTS)).toEqual([]);
});

test('a fact that is confirmed is measured with the day', () => {
  const messages = PILOTS.flatMap((pilot) => renderedMessages(model, pilot, ['en']));
  const confirmed = messages.filter(({ step }) => step === 'facts:confirmed');
  expect(confirmed.map(({ text }) => text.includes('23 September 2026'))).not.toContain(false);
});

describe('a message', () => {
  const [serbia] = PILOTS.filter(({ pilot }) => pilot === 'serbia');
  if (serbia === undefined) throw new Error('no Serbia');
  const messageAt = (step: string, shown: 'buttons' | 'numbers', language = 'ar') =>
    renderedMessages(model, serbia, [language]).find((each) => each.step === step && each.shown === shown)?.text ?? '';

  it('has the values that make it longest', () => {
    const published = messageAt('facts:published', 'buttons', 'en');
    const longest = serbia.facts
      .filter(({ state }) => state !== 'U')
      .map(({ id }) => texts.say('en', `serbia:facts.${id}.text`))
      .toSorted((a, b) => b.length - a.length)[0];
    expect(published).toContain(longest);
  });

  it('is measured with every question that has no answer yet', () => {
    const unsure = messageAt('facts:unsure', 'numbers', 'en');
    const longest = serbia.facts
      .map(({ id }) => texts.say('en', `serbia:facts.${id}.question`))
      .toSorted((a, b) => b.length - a.length)[0];
    expect(unsure).toContain(longest);
    expect(unsure).toContain(texts.say('en', 'facts:unsure.options.question'));
  });

  it('ends where there is something to choose, and holds the options where they are numbers', () => {
    expect(messageAt('consent:notice', 'buttons')).not.toContain(texts.say('ar', 'consent:agree.text'));
    expect(messageAt('consent:notice', 'numbers')).toContain(texts.language('en').endonym);
    expect(messageAt('consent:agree', 'numbers')).toContain(texts.say('ar', 'consent:agree.options.look'));
  });

  it('holds the bridge language where that stands beneath', () => {
    const key = 'delete-everything:gone.text';
    expect(messageAt('delete-everything:gone', 'buttons')).toBe(`${texts.say('ar', key)}\n\n${texts.say('en', key)}`);
  });

  it('goes on with the texts that follow, as in a conversation', () => {
    const talk = new Talk(model, {
      c: { ...new Talk(model).c, language: 'ar', pilot: 'serbia', looking: true },
      setting: WITH_BUTTONS,
    }).say('help');
    expect(messageAt('help:help', 'buttons')).toContain(texts.say('ar', 'help:ways.text'));
    expect(talk.texts[0]).toContain(texts.say('ar', 'help:ways.text'));
  });
});

test('a text that is too long is named, with its place and length', () => {
  const long = { ...model, texts: { ...texts, say: () => 'y'.repeat(AT_ONCE + 1) } };
  const [first] = checkLengths(long, PILOTS.slice(0, 1));
  expect(first?.where).toMatch(/^\w+: [\w-]+ [\w-]+:[\w-]+$/);
  expect(first?.what).toBe('is 601 characters at once where options are buttons; 600 are the most');
});

test('every language is measured', () => {
  const silent = { ...model, texts: { ...texts, say: (tag: string) => (tag === 'fa' ? 'y'.repeat(700) : '') } };
  expect(new Set(checkLengths(silent, PILOTS).map(({ where }) => where.split(' ')[1]))).toEqual(new Set(['fa']));
  expect(LANGUAGES).toContain('fa');
});
