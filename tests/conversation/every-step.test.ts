import { describe, expect, test } from 'vitest';
import type { Flow, Flows } from '../../src/conversation/flow.ts';
import type { Model } from '../../src/conversation/model.ts';
import { deployed, endsOf, everyQuestion, kindWorld, LANGUAGES, model, RAW } from './deployed.ts';
import { Talk, WITHOUT_BUTTONS } from './talk.ts';

const PILOTS = Object.keys(deployed.pilots);

/** The deployed model, which notes every step at which somebody stands, and says nothing raw. */
function watchedModel(visited: Set<string>): Model {
  const flowsOf = new Map<string | null, Flows>();
  for (const pilot of [null, ...PILOTS]) {
    const flows = Object.entries(model.flowsOf(pilot)).map(([name, flow]) => [name, watch(flow, visited)]);
    flowsOf.set(pilot, Object.fromEntries(flows));
  }
  const { texts } = model;
  const say: Model['texts']['say'] = (...said) => {
    const text = texts.say(...said);
    expect(text).not.toMatch(RAW);
    return text;
  };
  return { ...model, texts: { ...texts, say }, flowsOf: (pilot) => flowsOf.get(pilot) ?? {} };
}

function watch(flow: Flow, visited: Set<string>): Flow {
  const steps = new Proxy(flow.steps, {
    get(target, id) {
      visited.add(`${flow.flow}:${String(id)}`);
      return Reflect.get(target, id);
    },
  });
  return { ...flow, steps };
}

/** Everything that can come in between: words, buttons of days ago, what becomes due, danger; however the world answers. */
function interrupt(watched: Model, questions: ReturnType<typeof everyQuestion>) {
  const menu = questions.get('main:menu');
  const confirm = questions.get('slot:confirm');
  if (menu === undefined || confirm === undefined) throw new Error('no menu, or nothing to confirm');
  for (const n of [0, 1, 2, 3, 4]) {
    const talk = () => new Talk(watched, { c: menu, world: (asks) => endsOf(asks.action)[n] ?? kindWorld(asks, 0) });
    for (const act of ['cancel', 'keep', 'reference', 'move', 'confirm', 'take', 'rate'])
      talk().press(`s.${act}.KXWD-4721`);
    for (const act of ['book', 'unwait', 'apps', 'reminders', 'safety']) talk().press(`s.${act}`);
    for (const how of ['joined', 'same', 'both', 'unknown']) talk().press(`s.linked.${how}`);
    for (const words of ['help', 'stop', 'exit', '/human', 'hits me']) talk().say(words);
    talk()
      .due('reminder', { target: 'KXWD-4721' })
      .due('answer', { words: 'Hello' })
      .due('news', { words: 'A course' });
    for (const timer of ['freed', 'after', 'missed', 'shifted', 'off']) talk().due(timer, { target: 'KXWD-4721' });
  }
  new Talk(watched, { c: confirm, setting: WITHOUT_BUTTONS, world: kindWorld }).press(`a.${confirm.visit}.1`);
}

/** Asks for a human before anything is known, looks around, and then books after all. */
function lookAround(watched: Model, language: string, pilot: string) {
  const talk = new Talk(watched, { world: kindWorld }).open();
  const choose = (id: string) =>
    talk.press(`a.${talk.visit}.${talk.c.options.findIndex((option) => option.id === id) + 1}`);
  choose(language).say('/human');
  for (const id of [pilot, 'look', 'talk', 'agree', 'woman']) choose(id);
  expect(talk.at).toBe('booking:topic');
}

describe.each(PILOTS)('in the pilot %s', (pilot) => {
  test.each(LANGUAGES)('every step of every flow is reached in %s', (language) => {
    const visited = new Set<string>();
    const watched = watchedModel(visited);
    interrupt(watched, everyQuestion(language, watched, pilot));
    lookAround(watched, language, pilot);
    const steps = Object.values(model.flowsOf(pilot)).flatMap(({ flow, steps }) =>
      Object.keys(steps).map((id) => `${flow}:${id}`),
    );
    expect(steps.filter((step) => !visited.has(step))).toEqual([]);
  });
});
