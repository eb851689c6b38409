import { describe, expect, test } from 'vitest';
import { TIMERS } from '../../src/conversation/beginnings.ts';
import type { Flow, Flows } from '../../src/conversation/flow.ts';
import { CHANNELS } from '../../src/conversation/message.ts';
import type { Model } from '../../src/conversation/model.ts';
import {
  deployed,
  endsOf,
  everyQuestion,
  farOnTheWay,
  GO,
  kindWorld,
  LANGUAGES,
  model,
  PLACES,
  RAW,
  worldOf,
} from './deployed.ts';
import { Talk, WITH_BUTTONS, WITHOUT_BUTTONS } from './talk.ts';

const PILOTS = Object.keys(deployed.pilots);

/** What a text is asked for by: the same in every language. */
type Said = Parameters<Model['texts']['say']>;
type Shown = Parameters<Model['texts']['show']>;

/** What a walk came past. */
interface Seen {
  /** Every step at which somebody stood, as `flow:step`. */
  steps: Set<string>;
  /** Every text that was said, and everything that was shown by itself, each once. */
  said: Map<string, Said>;
  shown: Map<string, Shown>;
}

/** The deployed model, which notes every step at which somebody stands and every text that is said there. */
function watchedModel(seen: Seen): Model {
  const flowsOf = new Map<string | null, Flows>();
  for (const pilot of [null, ...PILOTS]) {
    const flows = Object.entries(model.flowsOf(pilot)).map(([name, flow]) => [name, watch(flow, seen.steps)]);
    flowsOf.set(pilot, Object.fromEntries(flows));
  }
  const { texts } = model;
  const noting =
    <T extends [string, ...unknown[]]>(notes: Map<string, T>, say: (...said: T) => string) =>
    (...said: T): string => {
      notes.set(JSON.stringify(said.slice(1)), said);
      return say(...said);
    };
  const watched = {
    ...texts,
    say: noting<Said>(seen.said, texts.say),
    show: noting<Shown>(seen.shown, texts.show),
  };
  return { ...model, texts: watched, flowsOf: (pilot) => flowsOf.get(pilot) ?? {} };
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
  const told = questions.get('skill-job:what');
  if (menu === undefined || confirm === undefined || told === undefined)
    throw new Error('no menu, or nothing to confirm');
  for (const n of PLACES) {
    const talk = () => new Talk(watched, { c: menu, world: (asks) => endsOf(asks.action)[n] ?? kindWorld(asks, 0) });
    for (const act of [
      'cancel',
      'keep',
      'reference',
      'move',
      'confirm',
      'take-freed-time',
      'decline-invitation',
      'rate-appointment',
      'reply',
      'thanks',
    ])
      talk().press(`s.${act}.KXWD-4721`);
    for (const act of ['book', 'leave-waitlist', 'linked-apps', 'reminders', 'safety']) talk().press(`s.${act}`);
    for (const how of ['written', 'own', 'unknown']) talk().press(`s.app-linked.${how}`);
    talk().press('s.thread.x');
    talk().press('s.step.cv');
    talk().press('s.see-group.g1');
    for (const act of ['outcome', 'ask-later', 'under-age']) talk().press(`s.${act}`);
    for (const act of ['theme', 'service', 'missing']) talk().press(`s.${act}.work`);
    for (const flow of GO) talk().press(`s.go.${flow}`);
    talk().say('xyzzy');
    for (const act of ['join', 'refuse-join', 'undo-join', 'undo-leave']) talk().press(`s.${act}.KXWD-4721`);
    for (const words of ['help', 'stop', 'exit', '/human', 'hits me']) talk().say(words);
    const enough = talk().say('/enough');
    enough.press(enough.options[0]?.id ?? '');
    for (const timer of TIMERS) talk().due(timer, { target: 'KXWD-4721', words: 'Hello' });
  }
  // With another app that can write first, with none, and where nothing else runs at all.
  for (const setting of [WITHOUT_BUTTONS, { ...WITHOUT_BUTTONS, chats: [] }]) {
    new Talk(watched, { c: confirm, setting, world: kindWorld }).press(`a.${confirm.visit}.1`);
    for (const outcome of ['kept', 'none']) {
      const wanted: Record<string, string> = { 'slot.days': outcome, 'waitlist.join': 'unreachable' };
      const world: Talk['world'] = (asks) =>
        endsOf(asks.action).find((end) => end.outcome === wanted[asks.action]) ?? kindWorld(asks, 0);
      const talk = new Talk(watched, { c: menu, setting, world }).choose('talk', 'job', 'any');
      if (outcome === 'none') talk.choose('wait');
    }
    new Talk(watched, { c: menu, setting, world: kindWorld }).press('s.linked-apps').choose('add');
  }
  new Talk(watched, { c: menu, world: kindWorld }).press('s.consent-details');
  // Who is too young, and is asked again; who was asked later already.
  const young = { ...menu, consent: null, looking: true, young: true };
  for (const answer of ['look', 'older'])
    new Talk(watched, { c: young, world: kindWorld }).press('s.book').choose(answer);
  const known = endsOf('consent.age').find(({ outcome }) => outcome === 'young');
  const born = questions.get('born:ask');
  new Talk(watched, {
    c: born ?? menu,
    world: (asks, nth) => (asks.action === 'consent.age' && known) || kindWorld(asks, nth),
  }).say('2015');
  // Who may be somebody else, and has typed where words were asked for.
  for (const who of ['me', 'other'])
    for (const c of [menu, told]) new Talk(watched, { c: { ...c, at: 1 }, world: kindWorld }).say('hm').choose(who);
  farOnTheWay(() => new Talk(watched, { c: menu, world: kindWorld }));
  for (const channel of CHANNELS)
    new Talk(watched, { c: menu, setting: { ...WITH_BUTTONS, channel }, world: kindWorld }).say('help');
}

/** Asks for a human before anything is known, in a chat that fetches its messages, looks around, and then books after all. */
function lookAround(watched: Model, language: string, pilot: string) {
  const setting = { ...WITH_BUTTONS, can: { ...WITH_BUTTONS.can, pulls: true } };
  const talk = new Talk(watched, { world: kindWorld, setting }).open().say('/human');
  talk.choose(language, pilot, 'leave', 'look', 'talk', 'agree', 'woman');
  expect(talk.at).toBe('booking:topic');
}

/** Presses an old button before a place is chosen. */
function pressTooEarly(watched: Model, language: string, pilot: string) {
  const { c } = new Talk(watched, { world: kindWorld }).open().choose(language);
  const talk = new Talk(watched, { c: { ...c, stack: [], options: [] }, world: kindWorld }).press('s.book.job');
  expect(talk.choose(pilot).at).toBe('consent:agree');
}

/** Looks around, and agrees when there is a plan to keep, or plans to see. */
function agreeForPlans(watched: Model, language: string, pilot: string) {
  for (const to of ['plan', 'plans']) {
    const talk = new Talk(watched, { world: kindWorld }).open().choose(language, pilot, 'look');
    if (to === 'plans') talk.press('s.plans');
    else {
      talk.world = worldOf([2]);
      talk.choose('way', 'letter', 'plan', 'plan');
      talk.world = kindWorld;
    }
    talk.choose('agree', 'woman');
    expect(talk.at).toBe(to === 'plan' ? 'plan:day' : 'plans:some');
  }
}

/** Looks around, and agrees when there is something of their skills to keep. */
function agreeForSkills(watched: Model, language: string, pilot: string) {
  const begin = (step: string) =>
    new Talk(watched, { world: kindWorld }).open().choose(language, pilot, 'look').press('s.way').choose(step, 'begin');
  expect(begin('skills').choose('agree', 'woman').at).toBe('skill-parts:paid');
  const cv = begin('cv').choose('keep', 'agree', 'woman');
  expect(cv.at).toBe('cv:empty');
  cv.choose('skills', 'next');
  begin('cv').choose('nothing');
}

/** Goes through everything that a pilot's people can come to. */
function walk(pilot: string, language: string): Seen {
  const seen: Seen = { steps: new Set(), said: new Map(), shown: new Map() };
  const watched = watchedModel(seen);
  interrupt(watched, everyQuestion(language, watched, pilot));
  lookAround(watched, language, pilot);
  pressTooEarly(watched, language, pilot);
  agreeForPlans(watched, language, pilot);
  agreeForSkills(watched, language, pilot);
  return seen;
}

/** `npm run torture -- walks` walks in all languages. */
const WALKED = process.env.WALKS === undefined ? ['en'] : LANGUAGES;

/** The structure is the same in every language, so it is walked in one; what was said there is then said in all. */
describe.each(PILOTS)('in the pilot %s', (pilot) => {
  const { steps: reached, said, shown } = walk(pilot, 'en');

  test.each(WALKED)('every step of every flow is reached in %s', (language) => {
    const visited = language === 'en' ? reached : walk(pilot, language).steps;
    const steps = Object.values(model.flowsOf(pilot)).flatMap(({ flow, steps }) =>
      Object.keys(steps).map((id) => `${flow}:${id}`),
    );
    expect(steps.filter((step) => !visited.has(step))).toEqual([]);
  });

  test.each(LANGUAGES)('every text that is said on the way is there in %s, and nothing raw in it', (language) => {
    const { texts } = model;
    expect(said.size).toBeGreaterThan(100);
    for (const [, ...what] of said.values()) {
      expect(texts.say(language, ...what)).not.toMatch(RAW);
      expect(texts.say(language, ...what)).not.toMatch(RAW);
    }
    for (const [, param] of shown.values()) expect(texts.show(language, param)).not.toMatch(RAW);
  });
});
