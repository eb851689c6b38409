import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { ACTIONS, type ActionName } from '../../src/conversation/actions.ts';
import { TIMERS } from '../../src/conversation/beginnings.ts';
import { newConversation } from '../../src/conversation/conversation.ts';
import { INTERRUPTS, Step } from '../../src/conversation/flow.ts';
import { wordsFor } from '../../src/conversation/interrupt.ts';
import { CHANNELS, REPLY_KINDS } from '../../src/conversation/message.ts';
import { BUILT_IN, builtIn, type Model, type PilotFacts } from '../../src/conversation/model.ts';
import { textsOf } from '../../src/conversation/step-texts.ts';
import { newWay } from '../../src/conversation/way.ts';
import type { Param } from '../../src/text/texts.ts';
import { START } from '../fakes/clock.ts';
import { endsOf, everyQuestion, farOnTheWay, GO, kindWorld, LANGUAGES, model, PLACES, RESULTS } from './deployed.ts';
import { around, COMMON_TEXTS, type FlowInput, PILOT, recorded, smallModel, tour } from './small-model.ts';
import { Talk, WITH_BUTTONS } from './talk.ts';

/** What there is, and what has a case: the same, so that nothing new goes untested. */
const sameNames = (cases: object, names: Iterable<string>) =>
  expect(Object.keys(cases).sort()).toEqual([...names].sort());

/** Every value that the schema of a step allows for a field that says which kind it is. */
function constants(field: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, inner] of Object.entries(node)) {
      if (key === field && typeof inner === 'object' && inner !== null && 'const' in inner)
        found.push(String(inner.const));
      visit(inner);
    }
  };
  visit(z.toJSONSchema(Step));
  return [...new Set(found)];
}

const deployedSteps = Object.values(model.flowsOf('serbia')).flatMap((flow) =>
  Object.entries(flow.steps).map(([id, step]) => ({ flow, id, step })),
);

const recordedTour = () => recorded(tour(), 'en main:colour');
const atName = () => new Talk(tour()).open().say('red').say('circle');
const atPhone = () => {
  const ask: FlowInput['steps'][string] = { kind: 'ask', expect: 'phone', save: 'phone', next: 'then' };
  const then: FlowInput['steps'][string] = { kind: 'ask', expect: 'choice', options: ['on'], next: 'then' };
  return new Talk(smallModel(around({ a: ask, then }), {}, { serbia: PILOT }), {
    c: { ...newConversation(), pilot: 'serbia' },
  }).open();
};
const inDeployed = () => new Talk(model, { world: kindWorld }).open().say('English').say('Serbia');
const atSteps = () => inDeployed().tap('Yes, I agree').press('s.way');

describe('every kind of step', () => {
  const ask: FlowInput['steps'][string] = { kind: 'ask', expect: 'choice', options: ['on'], next: 'ask' };
  const CASES: Record<string, () => void> = {
    say: () =>
      expect(new Talk(smallModel(around({ a: { kind: 'say', next: 'ask' }, ask }))).open().said).toBe(
        'main/a\n\nmain/ask',
      ),
    ask: () => expect(new Talk(tour()).open().labels).toEqual(['Red', 'Green', 'Blue']),
    route: () => expect(inDeployed().at).toBe('consent:agree'),
    call: () => expect(new Talk(tour()).open().say('red').say('square').at).toBe('inner:first'),
    do: () => expect(inDeployed().tap('Yes, I agree').c.consent?.pilot).toBe('serbia'),
    milestone: () => {
      const talk = new Talk(
        smallModel(around({ a: { kind: 'milestone', milestone: 'seen', next: 'ask' }, ask })),
      ).open();
      expect(talk.turn.events).toContainEqual({ kind: 'milestone', name: 'seen' });
    },
  };
  it('has a case', () => sameNames(CASES, constants('kind')));
  test.each(Object.keys(CASES))('%s', (kind) => CASES[kind]?.());
});

describe('every kind of question', () => {
  const CASES: Record<string, () => void> = {
    choice: () => expect(new Talk(tour()).open().tap('Red').c.stack[0]?.vars.colour).toBe('red'),
    text: () => expect(atName().say('Amina').c.stack[0]?.vars.name).toBe('Amina'),
    number: () => expect(atName().say('Amina').say('30').c.stack[0]?.vars.age).toBe('30'),
    phone: () => expect(atPhone().say('060 1234567').c.stack[0]?.vars.phone).toBe('+381 60 1234567'),
    date: () => expect(atName().say('Amina').say('30').say('1.2.1990').c.stack[0]?.vars.born).toBe('1990-02-01'),
  };
  it('has a case', () => sameNames(CASES, constants('expect')));
  test.each(Object.keys(CASES))('%s', (kind) => CASES[kind]?.());
});

describe('every kind of reply', () => {
  const CASES: Record<string, () => Talk> = {
    text: () => atName().say('Amina'),
    choice: () => new Talk(tour()).open(),
    audio: () => new Talk(recordedTour()).open().press('s.listen.main_colour'),
    clear: () => new Talk(tour()).open().say('exit'),
    document: () =>
      new Talk(model, {
        world: (asks, nth) => (asks.action === 'cv.open' ? { outcome: 'ready' } : kindWorld(asks, nth)),
      })
        .open()
        .choose('en', 'serbia', 'agree', 'woman', 'way', 'cv', 'begin', 'make', 'host', 'pdf', 'here'),
  };
  it('has a case', () => sameNames(CASES, REPLY_KINDS));
  test.each(Object.keys(CASES))('%s', (kind) => {
    expect(CASES[kind]?.().turn.replies.map((reply) => reply.kind)).toContain(kind);
  });
});

describe('every text that the program says by itself', () => {
  /** What the turn says, or a channel that shows lists: not the conversation. */
  const BY_OTHERS = ['failed', 'address-unconfirmed', 'office-has', 'choose', 'alone', 'today', 'tomorrow'];
  const OF_TALKS = /^(by-|place-|wish\.|meetings_|relax\.|access\.|rating\.|outcome\.)/;
  const OF_SERVICES = /^(contact\.|no-helpline$|number-unconfirmed$|with-host$)/;
  const CASES: Record<string, () => Talk> = {
    'not-understood': () => new Talk(tour()).open().say('what'),
    'not-understood-again': () => new Talk(tour()).open().say('what').say('what'),
    'too-long': () => atName().say('x'.repeat(41)),
    number: () => atName().say('Amina').say('old'),
    date: () => atName().say('Amina').say('30').say('long ago'),
    phone: () => atPhone().say('12'),
    media: () => new Talk(tour()).open().media('photo'),
    location: () => new Talk(tour()).open().media('location'),
    'contact-card': () => new Talk(tour()).open().media('contact'),
    'file-too-big': () =>
      inDeployed()
        .say('human')
        .media('voice', { ref: 'x', bytes: 20 * 1024 * 1024 }),
    'file-other-kind': () => inDeployed().say('human').media('document'),
    voice: () => new Talk(tour()).open().media('voice'),
    human: () => inDeployed().media('voice'),
    'step-gone': () => {
      const c = new Talk(tour()).open().c;
      return new Talk(tour(), { c: { ...c, stack: c.stack.map((frame) => ({ ...frame, step: 'gone' })) } }).open();
    },
    'you-were-here': () => atSteps().tap('▶ My right to work').press('s.way').tap('▶ My right to work'),
    'step.next': atSteps,
    'step.done': () => atSteps().tap('Children and family').tap('No').press('s.way'),
    'contact-unconfirmed': () => inDeployed().press('s.consent-details'),
    'controller-unconfirmed': inDeployed,
    listen: () => new Talk(recordedTour()).open(),
    more: () => new Talk(tour(), { setting: { ...WITH_BUTTONS, can: { ...WITH_BUTTONS.can, options: 2 } } }).open(),
  };
  it('has a case', () =>
    sameNames(
      CASES,
      COMMON_TEXTS.filter((name) => !BY_OTHERS.includes(name) && !OF_TALKS.test(name) && !OF_SERVICES.test(name)),
    ));
  test.each(Object.keys(CASES))('%s', (name) => {
    const talk = CASES[name]?.();
    const listens = talk?.turn.replies.flatMap(({ audio }) => audio?.listen.label ?? []) ?? [];
    const shown = [...(talk?.texts ?? []), ...(talk?.labels ?? []), ...listens].join('\n');
    const raw = talk?.model.texts.raw('en', `common:${name}`) ?? '';
    const controller = talk?.model.texts.raw('en', 'pilots:serbia.controller') ?? '';
    const said = raw
      .replace('{{controller}}', controller)
      .replace('{{step}}', name === 'step.done' ? 'Children and family' : 'My right to work')
      .replace('{{min}}', '1');
    expect(shown).toContain(said.replace('{{max}}', name === 'number' ? '120' : '40'));
  });
});

describe('every action', () => {
  const names = Object.keys(ACTIONS) as ActionName[];

  it('has a result for each of its ends', () => {
    sameNames(RESULTS, names);
    for (const name of names) sameNames(RESULTS[name], ACTIONS[name].outcomes);
  });

  test.each(names)('%s sets what it says, and no more', (name) => {
    const set = new Set(endsOf(name).flatMap((end) => Object.keys(end.set ?? {})));
    const spec: readonly string[] = ACTIONS[name].sets;
    expect([...set].filter((variable) => !spec.includes(variable))).toEqual([]);
  });

  test.each(names)('%s is used by a flow that knows each of its ends', (name) => {
    const uses = deployedSteps.flatMap(({ step }) => (step.kind === 'do' && step.action === name ? [step.on] : []));
    expect(uses.length).toBeGreaterThan(0);
    for (const on of uses) sameNames(on, ACTIONS[name].outcomes);
  });
});

test.each(INTERRUPTS)('the word %s has its flow, and words in every language', (interrupt) => {
  if (interrupt !== 'back') expect(model.find(null, 'interrupt', interrupt)?.interrupt).toBe(interrupt);
  for (const tag of LANGUAGES) expect(wordsFor(model.texts, tag, interrupt).length).toBeGreaterThan(0);
});

test('the controller is marked until a person of the pilot has confirmed it', () => {
  const c = { ...newConversation(), pilot: 'serbia' };
  const shown = (pilot: PilotFacts) => {
    const value = builtIn({ ...model, pilots: { serbia: pilot } }, c, WITH_BUTTONS, 'controller');
    return model.texts.show('sr-Latn', value as Param);
  };
  const name = 'Ministarstvo za rad, zapošljavanje, boračka i socijalna pitanja';
  expect(shown(PILOT)).toBe(`${name} (još nije potvrđeno)`);
  expect(shown({ ...PILOT, controller: { confirmedOn: '2020-01-01' } })).toBe(name);
});

test.each(BUILT_IN)('the variable %s has a value', (name) => {
  const consent = { pilot: 'serbia', notice: 1, language: 'en', at: START };
  const more = { born: '1990', education: 'isced-3-4', employment: 'unemployed', children: 'yes' };
  const profile = { gender: 'woman', status: 'family', counsellor: 'any', ...more };
  const c = {
    ...newConversation(),
    language: 'en',
    pilot: 'serbia',
    consent,
    profile,
    young: true,
    away: true,
    way: { ...newWay(), done: ['cv'] },
  };
  expect(builtIn(model, c, WITH_BUTTONS, name)).not.toBe(undefined);
});

/** The buttons of what was asked in a person's own words. */
const ASKED = [
  ...['outcome.6_job', 'ask-later', 'under-age'],
  'ask.main',
  'theme.work',
  'service.work',
  'missing.main',
  ...GO.map((flow) => `go.${flow}`),
];

test('every text of every flow is said somewhere, whatever the world answers', () => {
  const heard = new Set<string>();
  const { texts } = model;
  const listening: Model = {
    ...model,
    texts: {
      ...texts,
      say: (language, key, params) => {
        heard.add(key);
        return texts.say(language, key, params);
      },
    },
  };
  everyQuestion('en', listening);
  const alone = { ...WITH_BUTTONS, chats: [] };
  /** Somebody who is asked whether a time shall be booked; `reminds`: whether their chat can remind them. */
  const toConfirm = (reminds: boolean, { chats } = WITH_BUTTONS): Talk => {
    const setting = { ...WITH_BUTTONS, chats, can: { ...WITH_BUTTONS.can, reminds } };
    const c = inDeployed().tap('Yes, I agree').c;
    const talk = new Talk(listening, { c, setting, world: kindWorld }).press('s.book');
    while (talk.at !== 'slot:confirm') talk.choose(talk.c.options[0]?.id ?? '');
    return talk;
  };
  for (const n of PLACES) {
    const talk = () => new Talk(listening, { world: (asks) => endsOf(asks.action)[n] ?? kindWorld(asks, 0) });
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
    for (const act of ['book', 'leave-waitlist', 'linked-apps', 'reminders', ...ASKED]) {
      const c = inDeployed().c;
      new Talk(listening, { c, world: (asks) => endsOf(asks.action)[n] ?? kindWorld(asks, 0) }).press(`s.${act}`);
    }
    for (const timer of TIMERS) talk().due(timer, { target: 'KXWD-4721', words: 'Hello' });
    for (const how of ['written', 'own', 'unknown', 'later'])
      talk().press(`s.app-linked.${how}`).press('a.1.1').press('a.1.2');
    talk().press('s.thread.x');
    talk().press('s.step.cv');
    talk().press('s.see-group.g1');
    for (const act of ['join', 'refuse-join', 'undo-join', 'undo-leave']) talk().press(`s.${act}.x`);
    for (const act of ['safety', 'delete-everything']) talk().press(`s.${act}`);
    talk().press('s.human').press('a.1.1').press('a.2.2');
    talk().press('s.thread.x').say('One more thing');
    for (const words of ['help', 'stop', 'enough', 'hits me']) talk().say(words);
  }
  for (const reminds of [true, false]) toConfirm(reminds).choose('yes');
  // Where no other app runs.
  toConfirm(false, alone).choose('yes');
  const c = inDeployed().tap('Yes, I agree').c;
  new Talk(listening, { c, setting: alone, world: kindWorld }).press('s.linked-apps').choose('add');
  for (const days of ['kept', 'none']) {
    const wanted: Record<string, string> = { 'slot.days': days, 'waitlist.join': 'unreachable' };
    const world: Talk['world'] = (asks) =>
      endsOf(asks.action).find(({ outcome }) => outcome === wanted[asks.action]) ?? kindWorld(asks, 0);
    const talk = new Talk(listening, { c, setting: alone, world }).press('s.book').choose('job', 'any');
    if (days === 'none') talk.choose('wait');
  }
  for (const channel of CHANNELS)
    new Talk(listening, { c: inDeployed().c, setting: { ...WITH_BUTTONS, channel }, world: kindWorld }).say('help');
  const pulling = { ...WITH_BUTTONS, can: { ...WITH_BUTTONS.can, pulls: true } };
  new Talk(listening, { c: inDeployed().c, setting: pulling, world: kindWorld }).press('s.human');
  new Talk(listening, { c: inDeployed().c, world: kindWorld }).press('s.consent-details');
  const asked = everyQuestion('en').get('skill-job:what');
  new Talk(listening, { c, world: kindWorld }).press('s.under-age').choose('yes');
  for (const who of ['me', 'other'])
    new Talk(listening, { c: { ...(asked ?? c), at: 1 }, world: kindWorld }).say('hm').choose(who);
  farOnTheWay(() => new Talk(listening, { c: inDeployed().tap('Yes, I agree').c, world: kindWorld }));
  const needed = deployedSteps.flatMap(({ flow, id, step }) => textsOf(flow, id, step).map(({ key }) => key));
  expect(needed.filter((key) => !heard.has(key))).toEqual([]);
});
