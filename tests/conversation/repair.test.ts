import { describe, expect, it, test } from 'vitest';
import type { Flows } from '../../src/conversation/flow.ts';
import { createModel } from '../../src/conversation/model.ts';
import { kindWorld, model } from './deployed.ts';
import { around, type FlowInput, smallModel, smallTexts } from './small-model.ts';
import { Talk } from './talk.ts';

const choice = (next: string, options = ['on']): FlowInput['steps'][string] => ({
  kind: 'ask',
  expect: 'choice',
  options,
  next,
});
const TRIP: FlowInput = {
  flow: 'trip',
  start: 'one',
  steps: { one: choice('two'), two: choice('three'), three: choice('end') },
};
const MAIN = { menu: choice('trip'), trip: { kind: 'call', flow: 'trip', next: 'menu' } } as const;
const FLOWS = around(MAIN, TRIP);

/** Somebody at a question of FLOWS, when other flows are deployed. */
const deployedAgain = (flows: Flows, taps: number) => {
  const before = new Talk(smallModel(FLOWS)).open();
  for (let n = 0; n < taps; n += 1) before.tap('On');
  return new Talk(smallModel(flows), { c: before.c });
};
const trip = (steps: FlowInput['steps']) => around(MAIN, { ...TRIP, start: Object.keys(steps)[0] ?? '', steps });

describe('when other flows are deployed', () => {
  it('nothing happens to a step that stays', () => {
    const talk = deployedAgain(trip({ two: choice('end', ['off', 'on']) }), 2).say('on');
    expect(talk.said).not.toContain('(step-gone)');
    expect(talk.at).toBe('main:menu');
  });

  test.each<[string, Flows, string]>([
    ['a step that is gone', trip({ one: choice('three'), three: choice('end') }), 'trip:one'],
    ['a step of another kind', trip({ one: choice('two'), two: { kind: 'say', next: 'end' } }), 'trip:one'],
    [
      'a question of another kind',
      trip({ one: choice('two'), two: { kind: 'ask', expect: 'text', max: 9, next: 'end' } }),
      'trip:one',
    ],
    ['a flow that is gone', around({ menu: choice('menu') }), 'main:menu'],
    ['a start that is another one', trip({ first: choice('end') }), 'trip:first'],
  ])('%s leads to the nearest start, with one line of apology', (_, flows, place) => {
    const c = deployedAgain(flows, 2).c;
    const ways: ((talk: Talk) => Talk)[] = [
      (talk) => talk.open(),
      (talk) => talk.say('anything'),
      (talk) => talk.press(`a.${c.visit}.1`),
      (talk) => talk.media('photo'),
    ];
    for (const way of ways) {
      const talk = way(new Talk(smallModel(flows), { c }));
      expect(talk.said.split('(step-gone)')).toHaveLength(2);
      expect(talk.at).toBe(place);
      expect(talk.say('hello').said).not.toContain('(step-gone)');
    }
  });

  it('an old answer is never taken for the new question', () => {
    const talk = deployedAgain(trip({ one: choice('three'), three: choice('end') }), 2).say('On');
    expect(talk.at).toBe('trip:one');
    expect(talk.turn.events).toEqual([]);
  });

  it('everything gone: it begins at the root', () => {
    const talk = deployedAgain(around({ hello: choice('hello') }), 2).say('on');
    expect([talk.at, talk.said]).toEqual(['main:hello', '(step-gone)\n\nmain/hello']);
  });

  it('a step that is gone deeper down is found when one comes back to it', () => {
    const talk = deployedAgain(
      around({ hello: choice('hello'), trip: { kind: 'call', flow: 'trip', next: 'hello' } }, TRIP),
      2,
    );
    expect(talk.open().tap('On').tap('On').said).toContain('(step-gone)');
    expect(talk.at).toBe('main:hello');
  });

  it('a flow that rests after a call still rests when the call is gone', () => {
    const steps = { menu: choice('trip'), trip: { kind: 'call', flow: 'trip', next: 'rest' } } as const;
    const before = new Talk(smallModel(around(steps, TRIP))).open().tap('On');
    const talk = new Talk(smallModel(around({ menu: choice('menu') })), { c: before.c }).say('hello');
    expect([talk.said, talk.at]).toEqual(['(step-gone)', null]);
    expect(talk.say('hello').at).toBe('main:menu');
  });

  it('what a button was about is kept', () => {
    const before = new Talk(model, { world: kindWorld }).press('s.cancel.KXWD-4721');
    const stack = before.c.stack.map((frame) => ({ ...frame, step: 'gone' }));
    let target: unknown;
    new Talk(model, {
      c: { ...before.c, stack },
      world: (asks, nth) => {
        target ??= asks.vars.target;
        return kindWorld(asks, nth);
      },
    }).say('yes');
    expect(target).toBe('KXWD-4721');
  });

  it('an option that is gone shows what there is now', () => {
    const talk = deployedAgain(trip({ one: choice('two'), two: choice('end', ['off']) }), 2);
    talk.press(`a.${talk.visit}.1`);
    expect([talk.at, talk.labels]).toEqual(['trip:two', ['Off']]);
  });
});

describe('a language that is no longer offered', () => {
  it('gives way to the first there is, and is asked anew at the root', () => {
    const c = { ...new Talk(model, { world: kindWorld }).open().say('English').say('Serbia').c, language: 'tlh' };
    const talk = new Talk(model, { c, world: kindWorld }).say('what');
    expect(talk.turn.replies.map(({ language }) => language)).toEqual(['en']);
    expect(talk.say('menu').at).toBe('language:language');
  });

  it('also where the first is not English', () => {
    const languages = [{ tag: 'fr', endonym: 'Français', direction: 'ltr', reviewedBy: null } as const];
    const french = createModel(smallTexts(FLOWS, {}, [...languages]), {}, FLOWS, {});
    expect(new Talk(french).open().turn.replies[0]?.language).toBe('fr');
  });
});
