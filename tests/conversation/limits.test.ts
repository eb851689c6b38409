import { describe, expect, it, test } from 'vitest';
import { CALL_DEPTH, FlowError, MAX_DEPTH, MAX_STEPS, MAX_VISITS } from '../../src/conversation/run.ts';
import { around, type FlowInput, smallModel } from './small-model.ts';
import { Talk } from './talk.ts';

const choice = (next: string): FlowInput['steps'][string] => ({ kind: 'ask', expect: 'choice', options: ['on'], next });

/** `n` steps that only say something, and then a question. */
const line = (n: number): FlowInput['steps'] => ({
  ...Object.fromEntries(
    Array.from({ length: n }, (_, i) => [`s${i}`, { kind: 'say', next: i === n - 1 ? 'ask' : `s${i + 1}` } as const]),
  ),
  ask: choice('s0'),
});

/** Flows that call each other, `n` deep. */
const chain = (n: number): FlowInput[] =>
  Array.from({ length: n }, (_, i) => ({
    flow: `f${i + 1}`,
    start: i === n - 1 ? 'ask' : 'call',
    steps: i === n - 1 ? { ask: choice('end') } : { call: { kind: 'call', flow: `f${i + 2}`, next: 'end' } },
  }));

describe('a turn that runs past a limit fails', () => {
  it(`after ${MAX_STEPS} steps`, () => {
    // One round for the empty stack, one for the question.
    expect(new Talk(smallModel(around(line(MAX_STEPS - 2)))).open().at).toBe('main:ask');
    expect(() => new Talk(smallModel(around(line(MAX_STEPS - 1)))).open()).toThrow(FlowError);
  });

  it(`after ${MAX_VISITS} visits of one step, actions included`, () => {
    const model = smallModel(
      around({ look: { kind: 'do', action: 'topic.list', on: { some: 'look', none: 'ask' } }, ask: choice('look') }),
    );
    const times = (n: number) => ({
      world: (_: unknown, nth: number) => ({ outcome: nth < n - 1 ? 'some' : 'none' }),
    });
    expect(new Talk(model, times(MAX_VISITS)).open().at).toBe('main:ask');
    expect(() => new Talk(model, times(MAX_VISITS + 1)).open()).toThrow(`more than ${MAX_VISITS} times`);
    // The next turn counts anew.
    const talk = new Talk(model, times(MAX_VISITS)).open();
    for (let n = 0; n < 3; n += 1) expect(talk.tap('On').at).toBe('main:ask');
  });

  it(`above ${MAX_DEPTH} flows`, () => {
    const main = (n: number) => around({ call: { kind: 'call', flow: 'f1', next: 'call' } }, ...chain(n));
    expect(new Talk(smallModel(main(MAX_DEPTH - 1))).open().c.stack).toHaveLength(MAX_DEPTH);
    expect(() => new Talk(smallModel(main(MAX_DEPTH))).open()).toThrow(`more than ${MAX_DEPTH} flows deep`);
  });

  test.each<[string, FlowInput['steps'], FlowInput[], string]>([
    ['a root without a question', { hello: { kind: 'say', next: 'end' } }, [], 'more than'],
    ['no route that holds', { r: { kind: 'route', routes: [{ when: { pilot: 'x' }, next: 'end' }] } }, [], 'no route'],
    ['a call to nothing', { c: { kind: 'call', flow: 'nothing', next: 'end' } }, [], 'no flow nothing'],
    [
      'a start that is not there',
      { c: { kind: 'call', flow: 'x', next: 'end' } },
      [{ flow: 'x', start: 'y', steps: {} }],
      'more than',
    ],
    [
      'an end that is not handled',
      { d: { kind: 'do', action: 'topic.list', on: { none: 'end' } } },
      [],
      'no next step',
    ],
  ])('%s', (_, steps, others, message) => {
    const talk = new Talk(smallModel(around(steps, ...others)), { world: () => ({ outcome: 'some' }) });
    expect(() => talk.open()).toThrow(message);
    expect(() => talk.open()).toThrow(FlowError);
  });

  it('without a flow for a word', () => {
    const { help: _, ...flows } = around({ ask: choice('ask') });
    expect(() => new Talk(smallModel(flows)).say('help')).toThrow('no flow for the word help');
  });

  it('without a root', () => {
    const { main: _, ...flows } = around({ ask: choice('ask') });
    expect(() => new Talk(smallModel(flows)).open()).toThrow('no flow main');
  });
});

describe('what comes in between', () => {
  it(`is never too deep, on top of calls ${CALL_DEPTH} deep that have others below them`, () => {
    const deep = {
      act: 'deep',
      flow: 'deep',
      start: 'call',
      steps: { call: { kind: 'call', flow: 'g2', next: 'end' } },
    } as const;
    const others = chain(CALL_DEPTH).map(
      (flow) => JSON.parse(JSON.stringify(flow).replaceAll('"f', '"g').replaceAll('"glow"', '"flow"')) as FlowInput,
    );
    const model = smallModel(
      around(
        { ask: choice('call'), call: { kind: 'call', flow: 'f1', next: 'ask' } },
        ...chain(CALL_DEPTH - 1),
        deep,
        ...others.slice(1),
      ),
    );
    const talk = new Talk(model).open().tap('On');
    expect(talk.c.stack).toHaveLength(CALL_DEPTH);
    expect(talk.press('s.deep').c.stack).toHaveLength(MAX_DEPTH);
    expect(talk.say('language').c.stack).toHaveLength(CALL_DEPTH + 1);
    expect(talk.c.stack[0]?.flow).toBe('main');
    for (let n = 0; n < 20 && talk.at !== 'main:ask'; n += 1) talk.press(`a.${talk.visit}.1`);
    expect(talk.at).toBe('main:ask');
  });
});
