import { describe, expect, it, test } from 'vitest';
import { checkFlows, checkWay } from '../../src/conversation/check.ts';
import { SITTING_MOST } from '../../src/conversation/check-way.ts';
import { Flow, type Flows } from '../../src/conversation/flow.ts';
import { CALL_DEPTH } from '../../src/conversation/run.ts';
import { FACTS_A_SITTING } from '../../src/conversation/way.ts';
import { deployed, model } from './deployed.ts';
import { around, type FlowInput, flowsOf, smallTexts, TOUR, TOUR_TEXTS, type Written } from './small-model.ts';

type Steps = FlowInput['steps'];
type Broken = [rule: string, flows: Flows, where: string, what: string];

const ask: Steps[string] = { kind: 'ask', expect: 'choice', options: ['on'], next: 'ask' };
const say = (next: string): Steps[string] => ({ kind: 'say', next });
const rooted = (steps: Steps, ...others: FlowInput[]) => around({ ...steps, ask }, ...others);
/** A flow that begins by a button, beside a root that is in order. */
const beside = (steps: Steps, headers: Partial<FlowInput> = { act: 'extra' }) =>
  around({ ask }, { flow: 'extra', start: Object.keys(steps)[0] ?? '', ...headers, steps });
const chain = (n: number): FlowInput[] =>
  Array.from({ length: n }, (_, i) => ({
    flow: `f${i + 1}`,
    ...(i === 0 && { act: 'deep' }),
    start: 'x',
    steps: { x: i === n - 1 ? say('end') : { kind: 'call', flow: `f${i + 2}`, next: 'end' } },
  }));
const without = (flows: Flows, ...names: string[]): Flows =>
  Object.fromEntries(Object.entries(flows).filter(([name]) => !names.includes(name)));

const ASKS = 'comes from the side: it cannot ask';
const SIDE = 'comes from the side: it cannot call, rest or replace';
const BY_TIMER = { timer: 'tick' };

/** A flow that leaves no trace and calls another, which has this step. */
const calledQuietly = (a: Steps[string]) =>
  rooted(
    { side: { kind: 'call', flow: 'quiet', next: 'ask' } },
    { flow: 'quiet', traceless: true, start: 'a', steps: { a: { kind: 'call', flow: 'called', next: 'end' } } },
    { flow: 'called', start: 'a', steps: { a } },
  );

/** A choice as an author writes it, in a flow of its own. */
const bare = (choice: object): Flows => ({
  ...around({ ask }),
  extra: Flow.parse({
    flow: 'extra',
    act: 'extra',
    start: 'a',
    steps: { a: { kind: 'ask', expect: 'choice', ...choice } },
  }),
});

const BROKEN: Broken[] = [
  [
    'a file of another name',
    {
      ...around({ ask }),
      other: flowsOf({ flow: 'x', act: 'x', start: 'a', steps: { a: say('end') } }).x as Flows[string],
    },
    'x:',
    'the file is called other',
  ],
  ['a step called end', beside({ a: say('end'), end: say('a') }), 'extra:end', 'is not a name for a step'],
  ['a step called rest', beside({ a: say('end'), rest: say('a') }), 'extra:rest', 'is not a name for a step'],
  ['no start', beside({ a: say('end') }, { act: 'extra', start: 'b' }), 'extra:b', 'the start is missing'],
  ['a dangling step', beside({ a: say('b') }), 'extra:a', 'leads to b, which is missing'],
  [
    'a dangling option',
    beside({ a: { kind: 'ask', expect: 'choice', options: { x: 'b' } } }),
    'extra:a',
    'leads to b, which is missing',
  ],
  [
    'a dangling route',
    beside({ a: { kind: 'route', routes: [{ next: 'b' }] } }),
    'extra:a',
    'leads to b, which is missing',
  ],
  [
    'a dangling outcome',
    beside({ a: { kind: 'do', action: 'consent.look', on: { done: 'b' } } }),
    'extra:a',
    'leads to b, which is missing',
  ],
  [
    'nothing to choose',
    beside({ a: { kind: 'ask', expect: 'choice', next: 'end' } }),
    'extra:a',
    'has nothing to choose',
  ],
  ['a list without next', beside({ a: { kind: 'ask', expect: 'choice', options: ['x'] } }), 'extra:a', 'has no `next`'],
  [
    'a variable list without next',
    beside({ a: { kind: 'ask', expect: 'choice', from: 'languages', options: { x: 'end' } } }),
    'extra:a',
    'has no `next`',
  ],
  [
    'an empty range',
    beside({ a: { kind: 'ask', expect: 'number', min: 9, max: 3, next: 'end' } }),
    'extra:a',
    'no number is from 9 to 3',
  ],
  [
    'saving what is built in',
    beside({ a: { kind: 'ask', expect: 'text', max: 9, save: 'consent', next: 'end' } }),
    'extra:a',
    'consent is built in and cannot be saved',
  ],
  [
    'an outcome left out',
    beside({ a: { kind: 'do', action: 'topic.list', on: { some: 'end' } } }),
    'extra:a',
    'does not handle topic.list: none',
  ],
  [
    'an outcome too many',
    beside({ a: { kind: 'do', action: 'consent.look', on: { done: 'end', never: 'end' } } }),
    'extra:a',
    'consent.look never ends in never',
  ],
  [
    'a last route with a condition',
    beside({ a: { kind: 'route', routes: [{ when: { pilot: 'x' }, next: 'end' }] } }),
    'extra:a',
    'the last route, and only that, has no condition',
  ],
  [
    'an early route without one',
    beside({ a: { kind: 'route', routes: [{ next: 'end' }, { next: 'end' }] } }),
    'extra:a',
    'the last route, and only that, has no condition',
  ],
  [
    'a button of nobody',
    beside({ a: { kind: 'say', buttons: { nobody: true }, next: 'end' } }),
    'extra:a',
    'no flow begins with the button nobody',
  ],
  ['a timer that asks', beside({ a: { kind: 'ask', expect: 'date', next: 'end' } }, BY_TIMER), 'extra:a', ASKS],
  ['a timer that calls', beside({ a: { kind: 'call', flow: 'human', next: 'end' } }, BY_TIMER), 'extra:a', SIDE],
  ['a timer that rests', beside({ a: say('rest') }, BY_TIMER), 'extra:a', SIDE],
  ['a timer that replaces', beside({ a: say('end') }, { ...BY_TIMER, replaces: true }), 'extra:a', SIDE],
  [
    'a question without a trace',
    beside({ a: { kind: 'ask', expect: 'date', next: 'end' } }, { act: 'extra', traceless: true }),
    'extra:a',
    ASKS,
  ],
  [
    'an answer kept without a trace',
    beside(
      { a: { kind: 'ask', expect: 'choice', keep: 'status', options: ['x'], next: 'end' } },
      { act: 'extra', traceless: true },
    ),
    'extra:a',
    'leaves no trace: it keeps no answer',
  ],
  [
    'a milestone without a trace',
    beside({ a: { kind: 'milestone', milestone: 'm', next: 'end' } }, { act: 'extra', traceless: true }),
    'extra:a',
    'leaves no trace: it has no milestone',
  ],
  [
    'a milestone in what a flow without a trace calls',
    calledQuietly({ kind: 'milestone', milestone: 'm', next: 'end' }),
    'called:a',
    'leaves no trace: it has no milestone',
  ],
  [
    'an action that keeps something, in what a flow without a trace calls',
    calledQuietly({ kind: 'do', action: 'strength.drop', on: { done: 'end' } }),
    'called:a',
    'leaves no trace: strength.drop keeps something',
  ],
  [
    'an end of everything in what a flow without a trace calls',
    calledQuietly(say('rest')),
    'called:a',
    'leaves no trace: it cannot rest, replace or be a step of the way',
  ],
  ['a choice without a way out', bare({ options: ['x'], next: 'a' }), 'extra:a', 'no button leads out of it'],
  [
    'a list with a button that leads on only',
    bare({ from: 'languages', options: { more: 'a' }, next: 'a' }),
    'extra:a',
    'no button leads out of it',
  ],
  [
    'a choice whose answers alone end the flow',
    bare({ options: ['x', 'y'], next: 'end' }),
    'extra:a',
    'no button leads out of it',
  ],
  [
    'an excuse that nothing needs',
    bare({ options: { x: 'a', menu: 'top' }, must: 'It is the first.' }),
    'extra:a',
    'has a way out: it needs no `must`',
  ],
  ['an unreachable step', beside({ a: say('end'), b: say('end') }), 'extra:b', 'cannot be reached'],
  ['a silent loop', beside({ a: say('b'), b: say('a') }), 'extra:a', 'lies on a loop without a question'],
  ['a silent loop of one', beside({ a: say('a') }), 'extra:a', 'lies on a loop without a question'],
  [
    'a loop around a call that asks nothing',
    beside({ a: { kind: 'call', flow: 'human', next: 'a' } }),
    'extra:a',
    'lies on a loop without a question',
  ],
  [
    'a root that ends without a question',
    rooted({ gate: { kind: 'route', routes: [{ when: { pilot: 'x' }, next: 'ask' }, { next: 'end' }] } }),
    'main:gate',
    'lies on a loop without a question',
  ],
  ['two flows for a word', beside({ a: say('end') }, { interrupt: 'help' }), 'interrupt', 'help begins two flows'],
  ['two flows for a button', beside({ a: say('end') }, { act: 'human' }), 'act', 'human begins two flows'],
  ['two flows for a timer', beside({ a: say('end') }, { timer: 'note' }), 'timer', 'note begins two flows'],
  ['no flow for a word', without(around({ ask }), 'stop'), 'interrupt', 'no flow for stop'],
  ['no root', without(around({ ask }), 'main'), 'main', 'the flow is missing'],
  ['no flow for danger', without(around({ ask }), 'danger'), 'danger', 'exactly one flow answers words of danger'],
  [
    'two flows for danger',
    beside({ a: say('end') }, { danger: true }),
    'danger',
    'exactly one flow answers words of danger',
  ],
  ['a flow that nothing begins', beside({ a: say('end') }, {}), 'extra', 'nothing begins this flow'],
  [
    'a call to nothing',
    beside({ a: { kind: 'call', flow: 'gone', next: 'end' } }),
    'extra',
    'calls gone, which is missing',
  ],
  [
    'a flow that calls itself',
    beside({ a: { kind: 'call', flow: 'extra', next: 'end' } }),
    'extra',
    'its calls lead in a circle',
  ],
  [
    'flows that call each other',
    around(
      { ask },
      { flow: 'b', start: 'x', steps: { x: { kind: 'call', flow: 'c', next: 'end' } } },
      { flow: 'c', start: 'x', steps: { x: { kind: 'call', flow: 'b', next: 'end' } } },
    ),
    'b',
    'its calls lead in a circle',
  ],
  [
    'calls too deep',
    around({ ask }, ...chain(CALL_DEPTH + 1)),
    'f1',
    `its calls are ${CALL_DEPTH + 1} flows deep; ${CALL_DEPTH} are the most`,
  ],
  [
    'a condition on nothing',
    beside({ a: { kind: 'route', routes: [{ when: { mood: 'x' }, next: 'end' }, { next: 'end' }] } }),
    'extra:a',
    'the variable mood is never set',
  ],
  [
    'a list of nothing',
    beside({ a: { kind: 'ask', expect: 'choice', from: 'moods', next: 'end' } }),
    'extra:a',
    'the variable moods is never set',
  ],
  [
    'a target of nothing',
    beside({ a: { kind: 'say', buttons: { human: 'mood' }, next: 'end' } }),
    'extra:a',
    'the variable mood is never set',
  ],
  [
    'targets of nothing',
    beside({ a: { kind: 'say', buttons: { human: { from: 'moods' } }, next: 'end' } }),
    'extra:a',
    'the variable moods is never set',
  ],
];
describe('a broken flow is found', () => {
  test.each(BROKEN)('%s', (_, flows, where, what) => {
    expect(checkFlows(flows, smallTexts(flows))).toContainEqual({ where, what });
  });

  it('an action that reads what nothing sets', () => {
    const flows = beside({
      a: {
        kind: 'do',
        action: 'service.show',
        on: { confirmed: 'end', published: 'end', undated: 'end', unsure: 'end', gone: 'end' },
      },
    });
    expect(checkFlows(flows, smallTexts(flows))).toEqual([
      { where: 'extra:a', what: 'the variable service is never set' },
    ]);
  });
});

describe('a sound flow passes', () => {
  test.each<[string, Flows, Written]>([
    ['every kind of question', TOUR, TOUR_TEXTS],
    ['calls as deep as may be', around({ ask }, ...chain(CALL_DEPTH)), {}],
    ['a loop around a question', rooted({ a: say('ask') }), {}],
    ['a loop around a call that asks', beside({ a: { kind: 'call', flow: 'language', next: 'a' } }), {}],
    [
      'a root that ends after a question',
      around({ ask: { kind: 'ask', expect: 'choice', options: ['on'], next: 'end' } }),
      {},
    ],
    [
      'a variable of the flow that calls',
      around(
        {
          a: { kind: 'ask', expect: 'choice', save: 'mood', options: ['on'], next: 'call' },
          call: { kind: 'call', flow: 'inner', next: 'a' },
        },
        {
          flow: 'inner',
          start: 'r',
          steps: { r: { kind: 'route', routes: [{ when: { mood: 'on' }, next: 'end' }, { next: 'end' }] } },
        },
      ),
      {},
    ],
    ['the target of a button', beside({ a: { kind: 'say', buttons: { human: 'target' }, next: 'end' } }), {}],
    ['a milestone from the side', beside({ a: { kind: 'milestone', milestone: 'm', next: 'end' } }, BY_TIMER), {}],
    [
      'saving the language',
      beside({ a: { kind: 'ask', expect: 'choice', from: 'languages', save: 'language', next: 'end' } }),
      {},
    ],
  ])('%s', (_, flows, written) => {
    expect(checkFlows(flows, smallTexts(flows, written))).toEqual([]);
  });

  it('what is deployed', () => {
    expect(deployed.check()).toEqual([]);
  });
});

/** So many questions, one after the other, some of them a pause. */
const questions = (count: number, pauses: number[] = [], last = 'end'): Steps =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i): [string, Steps[string]] => [
      `q${i}`,
      {
        kind: 'ask',
        expect: 'choice',
        options: ['on'],
        ...(pauses.includes(i) && { pause: true }),
        next: i === count - 1 ? last : `q${i + 1}`,
      },
    ]),
  );
const stepOfWay = (steps: Steps, flow = 'trip'): FlowInput => ({ flow, way: true, start: 'q0', steps });
const called = (flow: string, steps: Steps): FlowInput => ({ flow, start: Object.keys(steps)[0] ?? '', steps });
/** A root whose menu leads to the steps of the way, and to a flow of its own. */
const withWay = (...others: FlowInput[]) =>
  around(
    {
      ask: { kind: 'ask', expect: 'choice', options: ['on', 'own'], save: 'step', next: 'go' },
      go: { kind: 'call', flow: { from: 'step' }, next: 'own' },
      own: { kind: 'call', flow: 'own', next: 'ask' },
    },
    called('own', questions(SITTING_MOST + 3)),
    ...others,
  );
const tooLong = (most: number) => `has a sitting of ${most} questions or messages; ${SITTING_MOST} are the most`;
const FACTS = called('facts', {
  next: {
    kind: 'do',
    action: 'fact.next',
    on: { confirmed: 'told', published: 'told', undated: 'told', unsure: 'told', pause: 'pause', over: 'end' },
  },
  told: { kind: 'ask', expect: 'choice', options: ['on'], next: 'next' },
  pause: { kind: 'ask', expect: 'choice', pause: true, options: { more: 'next', later: 'end' } },
});
const callTo = (flow: string, next: string): Steps[string] => ({ kind: 'call', flow, next });

describe('a broken way to work is found', () => {
  const trip = stepOfWay(questions(1));
  test.each<[rule: string, flows: Flows, way: string[], where: string, what: string]>([
    ['a step without a flow', withWay(trip), ['trip', 'gone'], 'way: gone', 'there is no such flow'],
    [
      'a flow that is not marked',
      withWay(trip),
      ['trip', 'human'],
      'way: human',
      'the flow is not marked as a step of the way (way: true)',
    ],
    [
      'a flow that is not listed',
      withWay(trip, stepOfWay(questions(1), 'other')),
      ['trip'],
      'other',
      'is marked as a step of the way, and the way does not have it',
    ],
    ['a step that is listed twice', withWay(trip), ['trip', 'trip'], 'way: trip', 'is there twice'],
    [
      'a sitting too long',
      withWay(stepOfWay(questions(SITTING_MOST + 1))),
      ['trip'],
      'trip',
      tooLong(SITTING_MOST + 1),
    ],
    [
      'a second sitting too long',
      withWay(stepOfWay(questions(SITTING_MOST + 3, [1]))),
      ['trip'],
      'trip',
      tooLong(SITTING_MOST + 1),
    ],
    [
      'a sitting too long with what is called',
      withWay(
        stepOfWay({ ...questions(4, [], 'call'), call: callTo('more', 'end') }),
        called('more', questions(SITTING_MOST - 3)),
      ),
      ['trip'],
      'trip',
      tooLong(SITTING_MOST + 1),
    ],
    [
      'a sitting too long with as many facts as it tells',
      withWay(
        stepOfWay({ ...questions(SITTING_MOST + 1 - FACTS_A_SITTING, [], 'call'), call: callTo('facts', 'end') }),
        FACTS,
      ),
      ['trip'],
      'trip',
      tooLong(SITTING_MOST + 1),
    ],
    [
      'the longer of two ways through a step',
      withWay(
        stepOfWay({
          ...questions(SITTING_MOST + 1),
          q0: { kind: 'ask', expect: 'choice', options: { short: 'end', long: 'q1' } },
        }),
      ),
      ['trip'],
      'trip',
      tooLong(SITTING_MOST + 1),
    ],
  ])('%s', (_, flows, way, where, what) => {
    expect(checkWay(flows, way)).toEqual([{ where, what }]);
  });

  test('a second sitting too long that goes on after the flow in which the pause was', () => {
    const step = stepOfWay({ q0: callTo('more', 'q1'), q1: { kind: 'say', next: 'a' }, ...followed('a', 4) });
    expect(checkWay(withWay(step, called('more', questions(4, [0]))), ['trip'])).toEqual([
      { where: 'trip', what: tooLong(7) },
    ]);
  });

  // After the pause the check counts none of the facts that may still come: what leads back to them is a circle to it.
  test('a second sitting too long that goes on after the pause of the facts, with more of them', () => {
    const step = stepOfWay({ q0: callTo('facts', 'a'), ...followed('a', SITTING_MOST + 1 - FACTS_A_SITTING) });
    expect(checkWay(withWay(step, FACTS), ['trip'])).toEqual([{ where: 'trip', what: tooLong(SITTING_MOST + 1) }]);
  });
});

/** Questions that follow others. */
const followed = (prefix: string, count: number): Steps =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i): [string, Steps[string]] => [
      i === 0 ? prefix : `${prefix}${i}`,
      { kind: 'ask', expect: 'choice', options: ['on'], next: i === count - 1 ? 'end' : `${prefix}${i + 1}` },
    ]),
  );

describe('a sound way to work passes', () => {
  test.each<[string, Flows, string[]]>([
    ['a sitting as long as may be', withWay(stepOfWay(questions(SITTING_MOST))), ['trip']],
    [
      'two sittings, with a pause between them',
      withWay(stepOfWay(questions(2 * SITTING_MOST + 1, [SITTING_MOST]))),
      ['trip'],
    ],
    [
      'one that leads to a matter of its own, which begins from the menu too',
      withWay(stepOfWay({ ...questions(SITTING_MOST, [], 'call'), call: callTo('own', 'end') })),
      ['trip'],
    ],
    [
      'a circle through a question, which counts once',
      withWay(
        stepOfWay({
          ...questions(SITTING_MOST),
          q1: { kind: 'ask', expect: 'choice', options: { back: 'q0', on: 'q2' } },
        }),
      ),
      ['trip'],
    ],
    [
      'facts with a pause',
      withWay(
        stepOfWay({ ...questions(SITTING_MOST - FACTS_A_SITTING, [], 'call'), call: callTo('facts', 'end') }),
        FACTS,
      ),
      ['trip'],
    ],
    ['no way', around({ ask }), []],
  ])('%s', (_, flows, way) => {
    expect(checkWay(flows, way)).toEqual([]);
  });

  test.each([null, ...Object.keys(deployed.pilots)])('what is deployed in the pilot %s', (pilot) => {
    expect(model.wayOf(pilot)).toHaveLength(15);
    expect(checkWay(model.flowsOf(pilot), model.wayOf(pilot))).toEqual([]);
  });
});
