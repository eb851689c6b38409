import { describe, expect, it, test } from 'vitest';
import { collectWords, readInterrupt } from '../../src/conversation/interrupt.ts';
import { stepName } from '../../src/conversation/way.ts';
import { fold } from '../../src/text/fold.ts';
import type { TextKey } from '../../src/text/keys.ts';
import { graphemes } from '../../src/text/measure.ts';
import type { Param } from '../../src/text/texts.ts';
import { DAY, MINUTE, START } from '../fakes/clock.ts';
import { deployed, everyQuestion, kindWorld, LANGUAGES, model } from './deployed.ts';
import { bare, Talk } from './talk.ts';

/** A row of a list of WhatsApp; a reply button holds 20. */
const ROW = 24;
const { texts } = model;
const label = (tag: string, param: Param): string => bare(texts.show(tag, param));
const tooLong = (labels: string[], most = ROW) =>
  [...new Set(labels)].filter((each) => graphemes(each) > most).slice(0, 3);

/** Noon of every day of a year that begins on a Friday and has a 29 February. */
const YEAR = Array.from({ length: 366 }, (_, n) => Date.UTC(2028, 0, 1, 12) + n * DAY);
const ZONES = [...new Set(Object.values(deployed.pilots).map(({ zone }) => zone))];
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** What is offered together. */
const lists: TextKey[][] = Object.values(deployed.pilots).flatMap(({ pilot, topics, services }) => [
  model.wayOf(pilot).map((step) => stepName(step).text),
  topics.map(({ id }) => `topics:${id}` as const),
  services.map(({ id }) => `${pilot}:services.${id}.name` as const),
]);
lists.push(Object.keys(deployed.pilots).map((pilot) => `pilots:${pilot}.name` as const));
const names = lists.flat();

describe.each(LANGUAGES)('labels that are made at run time fit a row, in %s', (tag) => {
  it('days of a whole year', () => {
    expect(tooLong(YEAR.map((ms) => label(tag, { day: iso(ms) })))).toEqual([]);
  });

  it('times, each of five letters', () => {
    const day = Array.from({ length: 288 }, (_, n) => START + n * 5 * MINUTE);
    const times = ZONES.flatMap((zone) => day.map((time) => label(tag, { time, zone })));
    expect(tooLong(times, 5)).toEqual([]);
    expect(new Set(times).size).toBe(288);
  });

  it('appointments of a whole year', () => {
    expect(tooLong(ZONES.flatMap((zone) => YEAR.map((moment) => label(tag, { moment, zone }))))).toEqual([]);
  });

  it('different days read differently, as far as anybody can book', () => {
    const days = YEAR.slice(0, 90).map((ms) => fold(label(tag, { day: iso(ms) })));
    expect(new Set(days).size).toBe(90);
  });

  it('an appointment with what is to become of it', () => {
    const shown = ['cancel', 'keep'].flatMap((act) =>
      YEAR.map((moment) =>
        bare(texts.say(tag, `stop:open.buttons.${act}`, { item: { moment, zone: 'Europe/Belgrade' } })),
      ),
    );
    expect(tooLong(shown)).toEqual([]);
  });

  it('topics, services, pilots and languages', () => {
    expect(tooLong(names.map((text) => label(tag, { text })))).toEqual([]);
    expect(
      tooLong(
        texts.languages.map(({ endonym }) => label(tag, endonym)),
        20,
      ),
    ).toEqual([]);
  });

  it.each(['common:step.next', 'common:step.done'] as const)('steps to work with the mark %s', (text) => {
    const steps = [...new Set(Object.keys(deployed.pilots).flatMap((pilot) => model.wayOf(pilot)))];
    const marked = steps.map((step) => label(tag, { text, params: { step: stepName(step) } }));
    expect(steps).toHaveLength(15);
    expect(tooLong(marked)).toEqual([]);
    // Typed without the mark, a name means its step.
    expect(marked.map(fold)).toEqual(steps.map((step) => fold(label(tag, stepName(step)))));
  });

  it('of one list, each reads differently', () => {
    for (const list of lists) {
      const shown = list.map((text) => fold(label(tag, { text })));
      expect(new Set(shown).size).toBe(shown.length);
    }
  });

  it('and none of them is a word that interrupts', () => {
    const shown = [...names.map((text) => label(tag, { text })), ...texts.languages.map(({ endonym }) => endonym)];
    const words = collectWords(texts);
    expect(shown.filter((each) => readInterrupt(words, fold(each)) !== null)).toEqual([]);
  });
});

describe('the question that is put in every language at once', () => {
  it('has a line for each, and the names that the languages call themselves', () => {
    const talk = new Talk(model).open();
    const lines = talk.said.split('\n');
    const wanted = new Set(LANGUAGES.map((tag) => texts.say(tag, 'language:language.text')));
    expect(new Set(lines)).toEqual(wanted);
    expect(lines).toHaveLength(wanted.size);
    expect(talk.labels.map(bare)).toEqual(texts.languages.map(({ endonym }) => endonym));
  });
});

test.each(Object.entries(deployed.pilots))('the languages to choose from in %s are those of the pilot', (pilot, of) => {
  const c = everyQuestion('en', model, pilot).get('main:menu');
  const talk = new Talk(model, { ...(c && { c }), world: kindWorld }).say('language');
  expect(talk.labels.map(bare)).toEqual(of.languages.map((tag) => texts.language(tag).endonym));
  expect(talk.labels.length).toBeLessThan(LANGUAGES.length);
});
