import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Conversation, Frame, Plan, Way } from '../../src/conversation/conversation.ts';
import { type Flows, isOwnMatter, optionsOf, PASS, TOP } from '../../src/conversation/flow.ts';
import type { Model } from '../../src/conversation/model.ts';
import { readyEntry } from '../../src/conversation/readiness.ts';
import { openQuestion, startRun } from '../../src/conversation/run.ts';
import { isTraceless } from '../../src/conversation/traceless.ts';
import {
  nextStep,
  placeIn,
  stepItems,
  stepName,
  WAY_VARIABLES,
  wayVariable,
  withDone,
  withPassed,
  withPlace,
} from '../../src/conversation/way.ts';
import { READINESS_MOMENTS } from '../../src/evaluation/events.ts';
import { DAY } from '../fakes/clock.ts';
import { endsOf, everyQuestion, kindWorld, model } from './deployed.ts';
import { around, smallModel } from './small-model.ts';
import { bare, deepFreeze, Talk, WITH_BUTTONS } from './talk.ts';

const FLOWS = model.flowsOf('serbia');
const STEPS = model.wayOf('serbia');
const isStep = (flow: string) => STEPS.includes(flow);
const nameOf = (step: string) => model.texts.show('en', stepName(step));
const youWereHere = (step: string) => bare(model.texts.say('en', 'common:you-were-here', { step: stepName(step) }));

/** Somebody at the menu, who has agreed or looks around. */
function arrived(answer: 'agree' | 'look' = 'agree', of: Model = model): Talk {
  const talk = new Talk(of, { world: kindWorld }).open().choose('en', 'serbia', answer);
  if (answer === 'look') return talk;
  talk.choose('woman');
  // Who has said how ready they feel is not asked again after each step.
  talk.c = { ...talk.c, profile: { ...talk.c.profile, ...READY } };
  return talk;
}
const READY = Object.fromEntries(READINESS_MOMENTS.map((moment) => [readyEntry(moment), 'said']));

const copyOf = ({ c, setting, world }: Talk, of: Model = model) => new Talk(of, { c, setting, world });

/** What leads on in every step, to as many questions as may be: nothing is booked, and a plan that is there stays. */
const ONWARD = [
  ...['children', 'papers', 'recognised', 'alone', 'plan', 'facts', 'check', 'next', 'keep'],
  // An offer without a warning sign, and a strength.
  ...['no', 'yes', 'same', 'usual', 'patient', 'look'],
  // What is asked gently need not be said.
  'rather-not',
];
/** Questions to which the first of these is no answer. */
const OWN: Record<string, string> = {
  'offer-check:contract': 'yes',
  'strength:which': 'patient',
  'children:ask': 'yes',
};
/** The questions where a step can be passed over, each with how it is passed over there. */
const PASSES = new Map<string, string>(
  STEPS.flatMap((step) =>
    Object.entries(FLOWS[step]?.steps ?? {}).flatMap(([id, asks]) => {
      const pass = asks.kind === 'ask' ? optionsOf(asks).find(({ next }) => next === PASS) : undefined;
      return pass === undefined ? [] : [[`${step}:${id}`, pass.id] as const];
    }),
  ),
);
const PASSABLE = [...new Set([...PASSES.keys()].map((place) => place.split(':')[0] ?? ''))];
/** Questions that are put once, to who has a profile. */
const ASKED_ONCE = /^(status|employment|education|born|children):/;
/** Where only a talk makes a step done: it is had, with the first time that there is. */
const TALKS = ['skills:why', 'cv:why'];
const isInStep = ({ c }: Talk) => c.stack.some(({ flow }) => isStep(flow));
const offers = ({ c }: Talk, id: string | undefined) => c.options.some((option) => option.id === id);

/** What somebody answers in a step: it goes on and something of it is done, or it is passed over where it can be. */
function answerOf(talk: Talk, how: 'onward' | 'done' | 'passed'): string {
  const { at, c } = talk;
  const pass = how === 'passed' ? PASSES.get(at ?? '') : undefined;
  if (pass !== undefined) return pass;
  if (how === 'done' && TALKS.includes(at ?? '')) return 'talk';
  const isBooking = c.stack.some(({ flow }) => flow === 'booking');
  const onward = isBooking ? ['job', 'any', 'yes'] : ONWARD;
  return OWN[at ?? ''] ?? onward.find((id) => offers(talk, id)) ?? (isBooking ? c.options[0]?.id : undefined) ?? '';
}

/** What somebody says in their own words. */
const EXAMPLE = 'I taught a child to read.';

/** Begins a step, in the whole list where another is proposed; stops at each of its questions and answers it. */
function through(
  talk: Talk,
  step: string,
  at: (talk: Talk) => void = () => {},
  how: 'onward' | 'done' | 'passed' = 'onward',
): Talk {
  if (/^way:after/.test(talk.at ?? '') && !offers(talk, step)) talk.choose('all');
  talk.choose(step);
  for (let n = 0; isInStep(talk); n += 1) {
    if (n > 20) throw new Error(`${step} has no end`);
    // A flow that leaves no trace is no place to go on at.
    if (!isTraceless(FLOWS, talk.c.stack)) at(copyOf(talk));
    if (talk.at === 'strength:example') talk.say(EXAMPLE);
    else talk.choose(answerOf(talk, how));
  }
  return talk;
}

const done = (talk: Talk, step: string) => through(talk, step, () => {}, 'done');
const passed = (talk: Talk, step: string) => through(talk, step, () => {}, 'passed');

/** Somebody at each question of a step that they begin. */
function questionsOf(step: string, answer: 'agree' | 'look' = 'agree'): Talk[] {
  const found: Talk[] = [];
  through(arrived(answer).choose('way'), step, (talk) => found.push(talk));
  return found;
}

/** The flows under way from the step on, with the answers that were given in them. */
const framesOf = (c: Conversation, step: string): Frame[] =>
  c.stack.slice(c.stack.findIndex(({ flow }) => flow === step)).map(({ asked: _, ...frame }) => frame);

describe('the steps to work', () => {
  test('are done or passed over in any order: each is counted and marked, and those that were passed over come last', () => {
    const orders = fc.tuple(
      fc.shuffledSubarray([...STEPS], { minLength: STEPS.length }),
      fc.shuffledSubarray([...PASSABLE]),
    );
    fc.assert(
      fc.property(orders, ([order, over]) => {
        const talk = arrived().choose('way');
        const had: string[] = [];
        const later: string[] = [];
        // What was passed over is done in the end.
        for (const [n, step] of [...order, ...over].entries()) {
          if (n < order.length && over.includes(step)) later.push(passed(talk, step) && step);
          else {
            if (later.includes(step)) later.splice(later.indexOf(step), 1);
            had.push(done(talk, step) && step);
          }
          expect(talk.c.way).toMatchObject({ done: had, passed: later, left: {} });
          const open = STEPS.filter((one) => !had.includes(one));
          const next = open.find((one) => !later.includes(one)) ?? open[0];
          if (next === undefined) {
            if (talk.at === 'way:after-check') talk.choose('all');
            expect([talk.at, bare(talk.said)]).toEqual(['way:all', expect.stringContaining(': all 15 done.')]);
          } else {
            expect([talk.at, bare(talk.said)]).toEqual([
              expect.stringMatching(/^way:after(-check)?$/),
              expect.stringContaining(`${had.length} of 15 steps done. Go on with:`),
            ]);
            const offered = talk.question?.options.map(({ label }) => bare(label)) ?? [];
            expect(offered.filter((label) => label !== 'How ready am I?')).toEqual([
              `▶ ${nameOf(next)}`,
              'All steps',
              'Rate this step',
              'Menu',
            ]);
            talk.choose('all');
            expect([talk.at, bare(talk.said)]).toEqual([
              'way:kept',
              expect.stringContaining(`: ${had.length} of 15 done. Next: ${nameOf(next)}`),
            ]);
          }
          expect(talk.question?.options.map(({ label }) => bare(label))).toEqual([
            ...(next ? [`▶ ${nameOf(next)}`] : []),
            ...STEPS.filter((one) => one !== next).map((one) => (had.includes(one) ? `✓ ${nameOf(one)}` : nameOf(one))),
            'My plans',
            'Menu',
          ]);
        }
      }),
      { numRuns: 10 },
    );
  });

  test('can be passed over where little can be had without somebody else', () => {
    expect([...PASSES.keys()].sort()).toEqual(
      [
        'skills:why',
        'cv:why',
        'cv:keeping',
        'cv:empty',
        'interview:why',
        'letter:why',
        'childcare:how',
        'job-offer:why',
        'first-month:why',
      ].sort(),
    );
  });

  test.each([...PASSES])(
    '%s is passed over with %s: it is not done, and begins anew the next time',
    (place, option) => {
      const step = place.split(':')[0] ?? '';
      const talk = passed(arrived().choose('way'), step);
      expect(talk.c.way).toMatchObject({ done: [], passed: [step], left: {} });
      expect(talk.turn.events).not.toContainEqual({ kind: 'flow-finished', flow: step });
      // What was asked once is known by now.
      const first = questionsOf(step).find(({ at }) => !ASKED_ONCE.test(at ?? ''));
      talk.choose('all', step);
      expect([talk.at, bare(talk.said).includes('You were here')]).toEqual([first?.at, false]);
      // Somebody who has done it, and does not want it again, has done it all the same.
      const again = done(arrived().choose('way'), step);
      expect(again.turn.events).toContainEqual({ kind: 'flow-finished', flow: step });
      passed(again, step);
      expect([option !== '', again.c.way?.done, again.c.way?.passed]).toEqual([true, [step], [step]]);
      expect(bare(again.said)).toContain('1 of 15 steps done.');
    },
  );

  test.each(STEPS)('%s can be done again from its beginning, and counts once', (step) => {
    const talk = done(arrived().choose('way'), step).press('s.way').choose(step);
    // What was asked once is known by now.
    const start = questionsOf(step).find(({ at }) => !ASKED_ONCE.test(at ?? ''));
    expect(talk.at).toBe(start?.at);
    expect(bare(talk.said)).not.toContain('You were here');
    talk.say('menu').choose('way');
    expect(bare(talk.said)).toContain(': 1 of 15 done.');
    done(talk, step);
    expect(bare(talk.said)).toContain('1 of 15 steps done.');
    expect(talk.c.way?.done).toEqual([step]);
  });

  test('open as the whole list by the standing button, also where one of them is proposed', () => {
    const talk = done(arrived().choose('way'), 'rights');
    expect(talk.at).toBe('way:after');
    expect(talk.press('s.way').at).toBe('way:kept');
    expect(talk.question?.options).toHaveLength(STEPS.length + 2);
    expect(talk.c.stack.map(({ flow }) => flow)).toEqual(['main', 'way']);
  });

  test('say in a step that there is an appointment about its topic already', () => {
    const talk = arrived().choose('way', 'skills');
    talk.world = (asks, nth) =>
      asks.action === 'topic.list' ? (endsOf('topic.list')[2] ?? kindWorld(asks, nth)) : kindWorld(asks, nth);
    talk.choose('talk');
    expect(talk.at).toBe('way:after');
    const [said = ''] = model.texts.raw('en', 'booking:already.text')?.split('{{') ?? [];
    expect([said !== '', talk.said.includes(said), talk.c.way?.done]).toEqual([true, true, ['skills']]);
  });

  test('ask for the status once, in whichever step comes first', () => {
    const asking = STEPS.filter((step) => questionsOf(step).some(({ at }) => at === 'status:ask'));
    expect(asking.length).toBeGreaterThan(5);
    fc.assert(
      fc.property(fc.shuffledSubarray(asking, { minLength: 2 }), fc.constantFrom('agree', 'look'), (steps, answer) => {
        const talk = arrived(answer).choose('way');
        const asked = steps.filter((step) => {
          let isAsked = false;
          through(talk, step, ({ at }) => (isAsked ||= at?.startsWith('status:') === true));
          return isAsked;
        });
        expect(asked).toEqual(steps.slice(0, 1));
      }),
      { numRuns: 30 },
    );
  });

  test('ask for the status another day of those who look around, and of nobody else', () => {
    for (const answer of ['agree', 'look'] as const) {
      const talk = through(arrived(answer).choose('way'), 'rights').wait(DAY).open().choose('me', 'way', 'papers');
      expect(talk.at).toBe(answer === 'look' ? 'status:ask-looking' : 'facts:confirmed');
    }
  });

  test('correct a status that was wrong', () => {
    const talk = questionsOf('rights').at(-1) as Talk;
    expect(talk.choose('again').at).toBe('status:ask');
    const told = new Set<unknown>();
    talk.world = (asks, nth) => {
      told.add(asks.vars.status);
      return kindWorld(asks, nth);
    };
    expect(talk.choose('family').c.profile.status).toBe('family');
    expect([...told]).toEqual(['family']);
  });

  test('correct a gender that was wrong, and it is counted anew', () => {
    const talk = new Talk(model, { world: kindWorld }).open().choose('en', 'serbia', 'agree', 'woman');
    expect(talk.c.profile.gender).toBe('woman');
    talk.choose('data', 'answers', 'gender');
    expect(talk.at).toBe('gender:ask');
    expect(talk.choose('other').c.profile.gender).toBe('other');
    expect(talk.turn.events).toContainEqual({ kind: 'person-coded', dimension: 'gender', value: 'other' });
    expect(talk.at).toBe('my-answers:which');
  });
});

describe('a button to the menu', () => {
  test('is no answer: nothing is kept, coded or counted as done', () => {
    const asked = arrived().choose('way', 'rights');
    expect(asked.at).toBe('status:ask');
    expect(asked.choose('menu').at).toBe('main:menu');
    expect(asked.c.profile).toEqual(arrived().c.profile);
    expect(asked.turn.events.filter(({ kind }) => kind === 'person-coded')).toEqual([]);
    expect(asked.c.way?.done).toEqual([]);
  });

  test('leaves a step of the way undone, and it goes on there', () => {
    const talk = arrived().choose('way', 'training');
    expect(talk.at).toBe('training:kinds');
    expect(talk.choose('menu').at).toBe('main:menu');
    expect(talk.c.way?.done).toEqual([]);
    expect(talk.turn.events).not.toContainEqual({ kind: 'flow-finished', flow: 'training' });
    expect(talk.choose('way', 'training').at).toBe('training:kinds');
    expect(talk.said).toContain(youWereHere('training'));
  });
});

const LEAVINGS: Record<string, (talk: Talk, step: string) => Talk> = {
  'by the menu': (talk) => talk.say('/menu'),
  'by the quick exit': (talk) => talk.say('/exit').choose('en'),
  'for another step': (talk, step) =>
    talk
      .press('s.way')
      .choose(step === 'cv' ? 'skills' : 'cv')
      .say('/menu'),
  'by saying stop to nothing but the evening': (talk) => talk.say('/enough').choose('go-on').say('/menu'),
  'for five days, when the chat is opened anew': (talk) =>
    talk
      .wait(5 * DAY)
      .open()
      .choose('me'),
};

describe.each(Object.entries(LEAVINGS))('a step that is left %s', (_, leave) => {
  test.each(STEPS)('goes on where it was: %s', (step) => {
    const questions = questionsOf(step);
    expect(questions.length).toBeGreaterThan(0);
    for (const before of questions) {
      const talk = leave(copyOf(before), step);
      expect(talk.at).toBe('main:menu');
      talk.choose('way', step);
      expect([talk.at, framesOf(talk.c, step)]).toEqual([before.at, framesOf(before.c, step)]);
      const lines = bare(talk.said).split('\n');
      expect(lines.filter((line) => line === youWereHere(step))).toHaveLength(1);
      expect(lines[0]).toBe(youWereHere(step));
      expect(talk.c.options).toEqual(before.c.options);
      // The buttons of the visit before are older than the question.
      const { visit } = talk;
      expect(visit).toBeGreaterThan(before.visit ?? 0);
      talk.press(`a.${before.visit}.1`);
      expect([talk.at, talk.visit]).toEqual([before.at, visit]);
    }
  });
});

/** Where a step is gone on with: inside a matter of its own it is the place before, and a list that was made is made anew. */
function placeFor(c: Conversation, step: string, flows: Flows): Frame[] {
  const frames = framesOf(c, step);
  const isOwn = frames.slice(1).some(({ flow }) => isOwnMatter(flows, flow));
  const kept = isOwn ? (c.way?.left[step] ?? []).map(({ asked: _, ...frame }) => frame) : frames;
  const last = kept.at(-1);
  const asks = last && flows[last.flow]?.steps[last.step];
  const isList = asks?.kind === 'ask' && asks.expect === 'choice' && asks.from !== undefined && last?.vars[asks.from];
  if (last === undefined || !isList) return kept;
  return [...kept.slice(0, -1), { ...last, step: 'anew', trail: [] }];
}

describe.each(Object.keys(model.pilots))('in %s, a step goes on', (pilot) => {
  const flows = model.flowsOf(pilot);
  const counts = { own: 0, list: 0 };
  const found = [...everyQuestion('en', model, pilot)].flatMap(([place, c]): [string, string, Conversation][] => {
    const from = c.stack.findLastIndex(({ flow }) => isStep(flow));
    const step = c.stack[from]?.flow;
    const isSide = !c.stack.slice(from + 1).every(({ takes }) => takes !== undefined);
    if (step === undefined || isSide || c.consent === null || isTraceless(flows, c.stack)) return [];
    return [[place, step, c]];
  });

  test.each(found)('at %s, of %s', (place, step, c) => {
    const wanted = placeFor(c, step, flows);
    const talk = new Talk(model, { c, world: kindWorld }).say('/menu').choose('way', step);
    const last = wanted.at(-1);
    expect(bare(talk.said).includes('You were here')).toBe(last !== undefined);
    if (last?.step !== 'anew') {
      counts.own += 1;
      expect([talk.at, framesOf(talk.c, step)]).toEqual([last && `${last.flow}:${last.step}`, wanted]);
      if (framesOf(c, step).length === wanted.length) expect(talk.at).toBe(place);
      return;
    }
    counts.list += 1;
    // The action is asked anew: the plan that is there by now comes before its days.
    const now = framesOf(talk.c, step);
    expect([talk.at, now.at(-1)?.trail]).toEqual([last.flow === 'plan' ? 'plan:known' : place, []]);
    expect(now.map(({ flow }) => flow)).toEqual(wanted.map(({ flow }) => flow));
    expect(now.slice(0, -1)).toEqual(wanted.slice(0, -1));
    expect(now.at(-1)?.vars).toMatchObject(last.vars);
  });

  test('at enough places of both kinds', () => {
    expect(counts.own).toBeGreaterThan(20);
    expect(counts.list).toBeGreaterThan(0);
  });
});

/** What leads from a step to a matter of its own, and the first answers there. */
const ASIDE = ['talk', 'together', 'services'];

test.each(STEPS)('inside a booking or the services, the place before stays: %s', (step) => {
  let count = 0;
  for (const before of questionsOf(step)) {
    for (const id of ASIDE.filter((one) => offers(before, one))) {
      const talk = copyOf(before).choose(id);
      for (let n = 0; n < 3; n += 1) {
        expect(talk.c.stack.slice(-2).some(({ flow }) => isOwnMatter(FLOWS, flow))).toBe(true);
        expect(talk.c.way).toEqual(before.c.way);
        const again = copyOf(talk).say('menu').choose('way', step);
        expect([again.at, framesOf(again.c, step)]).toEqual([before.at, framesOf(before.c, step)]);
        talk.choose(['any'].find((one) => offers(talk, one)) ?? talk.c.options[0]?.id ?? '');
      }
      count += 1;
    }
  }
  const isAside = questionsOf(step).some((one) => ASIDE.some((id) => offers(one, id)));
  expect(count > 0).toBe(isAside);
});

test('inside a booking or the services of most steps, there is a place before', () => {
  const asides = STEPS.filter((step) => questionsOf(step).some((one) => ASIDE.some((id) => offers(one, id))));
  expect(asides.length).toBeGreaterThan(8);
});

test.each(['place', 'day'])('a list of an action is not put again days later, but made anew: plan:%s', (at) => {
  let asked = 0;
  const talk = questionsOf('letter')[0] as Talk;
  talk.world = (asks, nth) => {
    if (asks.action !== 'plan.open') return kindWorld(asks, nth);
    asked += 1;
    return endsOf('plan.open')[at === 'place' ? 1 : 3] ?? kindWorld(asks, nth);
  };
  talk.choose('plan', 'plan');
  expect(talk.at).toBe(`plan:${at}`);
  const before = asked;
  talk
    .wait(5 * DAY)
    .open()
    .choose('me', 'way', 'letter');
  expect([talk.at, asked > before]).toEqual([at === 'place' ? 'plan:want-some' : 'plan:want', true]);
  expect(bare(talk.said).split('\n')[0]).toBe(youWereHere('letter'));
  expect(talk.choose('plan').at).toBe(`plan:${at}`);
});

test.each(Object.keys(model.pilots))('in %s, "menu" leads to the menu wherever a flow was called', (pilot) => {
  const flows = model.flowsOf(pilot);
  let count = 0;
  for (const [place, c] of everyQuestion('en', model, pilot)) {
    const { flow = '', step = '' } = c.stack.at(-1) ?? {};
    const asks = flows[flow]?.steps[step];
    const tops = asks?.kind === 'ask' ? optionsOf(asks).filter(({ next }) => next === TOP) : [];
    for (const { id } of tops) {
      // Somebody has come there from within a step.
      const frames: Frame[] = ['main', 'way', 'rights'].map((one) => ({ flow: one, step: 'end', vars: {}, trail: [] }));
      const below = frames.filter((one) => !c.stack.some((frame) => frame.flow === one.flow));
      const talk = new Talk(model, { c: { ...c, stack: [...below, ...c.stack] }, world: kindWorld }).choose(id);
      expect([place, talk.at, talk.c.stack.length]).toEqual([place, 'main:menu', 1]);
      count += 1;
    }
  }
  expect(count).toBeGreaterThan(8);
});

describe('while somebody looks around', () => {
  test.each(STEPS)('nothing is kept of a step: %s', (step) => {
    const questions = questionsOf(step, 'look');
    for (const before of questions) {
      const talk = copyOf(before).say('menu').choose('way', step);
      expect([talk.at, bare(talk.said).includes('You were here')]).toEqual([questions[0]?.at, false]);
      expect(talk.c.way).toBeUndefined();
    }
    const talk = through(arrived('look').choose('way'), step);
    expect([talk.at, talk.c.way, talk.c.profile]).toEqual(['way:looking', undefined, {}]);
    expect(talk.said).not.toMatch(/\d of \d/);
    expect(talk.labels.map(bare)).toEqual([`▶ ${nameOf('rights')}`, ...STEPS.slice(1).map(nameOf), 'Menu']);
  });
});

describe('what leaves no trace', () => {
  const before = questionsOf('first-month').at(-1) as Talk;

  test('is not a place to go on at: the step goes on before it', () => {
    const talk = copyOf(before).choose('trouble', 'harassment');
    expect(talk.at).toBe('at-work:more');
    expect(talk.choices.map(({ options }) => options.map(({ id }) => id)[0])).toEqual([
      's.safety',
      `a.${talk.visit}.1`,
    ]);
    expect(talk.choices[0]?.options.map(({ id }) => id)).toEqual(['s.safety', 's.services']);
    expect(talk.c.way).toEqual(before.c.way);
    expect(talk.say('menu').choose('way', 'first-month').at).toBe(before.at);
    expect(JSON.stringify(talk.c)).not.toMatch(/at-work|harassment/);
  });

  test('leaves none in the place that is kept afterwards', () => {
    const talk = copyOf(before).choose('trouble', 'harassment', 'back');
    const [place] = talk.c.way?.left['first-month'] ?? [];
    expect([talk.at, place?.vars]).toEqual([before.at, {}]);
  });
});

test('a step that is begun anew above itself takes the flows that it had called along', () => {
  const talk = arrived().choose('way', 'rights', 'recognised').press('s.way').choose('rights');
  const flows = talk.c.stack.map(({ flow }) => flow);
  expect(new Set(flows).size).toBe(flows.length);
  talk.choose('next', 'next', 'menu');
  expect(talk.at).toBe('main:menu');
});

/** The deployed model with other flows, or another way. A question has the texts of the one in whose place it is. */
const deploying = (flows: Flows, way = STEPS): Model =>
  Object.assign(Object.create(model) as Model, {
    flowsOf: () => flows,
    wayOf: () => way,
    textKey: ((pilot, key) => model.textKey(pilot, key.replace(':other.', ':why.') as typeof key)) as Model['textKey'],
  });

/** Flows without one, which no flow calls any more. */
function withoutFlow(flows: Flows, gone: string): Flows {
  const { [gone]: _, ...rest } = structuredClone(flows);
  for (const flow of Object.values(rest))
    for (const [id, step] of Object.entries(flow.steps))
      if (step.kind === 'call' && step.flow === gone) flow.steps[id] = { kind: 'route', routes: [{ next: step.next }] };
  return rest;
}

function withoutQuestion(flows: Flows, { flow: name, step: gone }: Frame): Flows {
  const changed = structuredClone(flows);
  const flow = changed[name];
  if (flow === undefined) throw new Error(name);
  // What led there leads to the end; a flow that began there asks something else.
  flow.steps = JSON.parse(JSON.stringify(flow.steps).replaceAll(`:"${gone}"`, ':"end"'));
  const question = flow.steps[gone];
  delete flow.steps[gone];
  if (flow.start === gone && question !== undefined) Object.assign(flow, { start: 'other' }).steps.other = question;
  return changed;
}

/** Somebody can go on: there is a question, and the menu answers. */
function expectNotStuck(talk: Talk) {
  expect(talk.turn.replies).not.toEqual([]);
  expect(openQuestion(talk.model, startRun(talk.c, WITH_BUTTONS))).toBeDefined();
  expect(copyOf(talk, talk.model).say('menu').at).toBe('main:menu');
}

describe('when a deployment comes while a step is left', () => {
  const lefts = STEPS.flatMap((step) =>
    questionsOf(step).map((talk): [string, string, Talk] => [step, `${talk.at}`, talk]),
  );

  test.each(lefts)('%s at %s, its flow is gone: it is not offered any more, and the rest is', (step, _, left) => {
    const gone = deploying(
      withoutFlow(FLOWS, step),
      STEPS.filter((one) => one !== step),
    );
    const listed = copyOf(left).say('menu').choose('way');
    const shown = listed.c.options.findIndex(({ id }) => id === step) + 1;
    // The list was shown before, and the button is pressed now.
    const talk = copyOf(listed, gone).press(`a.${listed.visit}.${shown}`);
    expect([talk.at, talk.c.options.some(({ id }) => id === step)]).toEqual(['way:kept', false]);
    expect(bare(talk.said)).toContain('of 14 done');
    expectNotStuck(talk);
    expectNotStuck(copyOf(left, gone).say('what now?'));
  });

  test.each(lefts)('%s at %s, a flow that it calls is gone: it goes on', (step, _, left) => {
    for (const { flow } of framesOf(left.c, step).slice(1)) {
      const talk = copyOf(left, deploying(withoutFlow(FLOWS, flow)))
        .say('menu')
        .choose('way', step);
      expect(talk.said).toContain(model.texts.say('en', 'common:step-gone'));
      expectNotStuck(talk);
    }
  });

  test.each(lefts)('%s at %s, its question is gone: it goes on from the nearest start', (step, _, left) => {
    const top = left.c.stack.at(-1) as Frame;
    const talk = copyOf(left, deploying(withoutQuestion(FLOWS, top)))
      .say('menu')
      .choose('way', step);
    expect(bare(talk.said).startsWith(youWereHere(step))).toBe(true);
    expect(talk.said).toContain(model.texts.say('en', 'common:step-gone'));
    expectNotStuck(talk);
  });

  test('a step that the list still names and no flow is behind is passed over, with a line of apology', () => {
    const listed = arrived().choose('way');
    const talk = copyOf(listed, deploying(withoutFlow(FLOWS, 'papers'))).choose('papers');
    expect([talk.at, talk.texts[0]?.startsWith(model.texts.say('en', 'common:step-gone'))]).toEqual([
      'way:after',
      true,
    ]);
    expectNotStuck(talk);
  });
});

describe('a call', () => {
  const flows = around(
    {
      menu: { kind: 'ask', expect: 'choice', save: 'colour', options: ['blue'], next: 'go' },
      go: { kind: 'call', flow: 'trip', with: { colour: 'red' }, take: ['shape'], next: 'taken' },
      taken: {
        kind: 'route',
        routes: [
          { when: { colour: 'blue', shape: 'round', size: 'none' }, next: 'shape-alone' },
          { when: { shape: 'none' }, next: 'nothing' },
          { next: 'too-much' },
        ],
      },
      'shape-alone': { kind: 'ask', expect: 'choice', options: ['on'], next: 'menu' },
      nothing: { kind: 'ask', expect: 'choice', options: ['on'], next: 'menu' },
      'too-much': { kind: 'ask', expect: 'choice', options: ['on'], next: 'menu' },
    },
    {
      flow: 'trip',
      start: 'begun',
      steps: {
        begun: { kind: 'route', routes: [{ when: { colour: 'red' }, next: 'shape' }, { next: 'end' }] },
        shape: { kind: 'ask', expect: 'choice', save: 'shape', options: { round: 'size', none: 'end' }, next: 'size' },
        size: { kind: 'ask', expect: 'choice', save: 'size', options: ['big'], next: 'end' },
      },
    },
  );
  const called = () => new Talk(smallModel(flows)).open().choose('blue');

  test('gives the called flow its variables, and the caller keeps its own', () => {
    expect(called().at).toBe('trip:shape');
  });

  test('takes over what it wants of the called flow, and nothing else', () => {
    expect(called().choose('round', 'big').at).toBe('main:shape-alone');
  });

  test('takes nothing where there is nothing, or where the flow is left', () => {
    expect(called().choose('none').at).toBe('main:nothing');
    expect(called().choose('round').say('menu').c.stack).toMatchObject([{ flow: 'main', vars: {} }]);
  });

  test('takes it as well where a deployment has changed the called flow under way', () => {
    const { trip, ...others } = structuredClone(flows);
    if (trip === undefined) throw new Error('no trip');
    delete trip.steps.size;
    trip.steps.shape = { kind: 'ask', expect: 'choice', save: 'shape', options: ['round'], next: 'end' };
    const talk = new Talk(smallModel({ ...others, trip }), { c: called().choose('round').c }).open();
    expect(talk.at).toBe('trip:shape');
    expect(talk.choose('round').at).toBe('main:shape-alone');
  });
});

describe('what is kept of the way', () => {
  const subset = fc.shuffledSubarray([...STEPS]);
  const flowName = fc.constantFrom(...STEPS, 'main', 'way', 'facts', 'plan', 'booking', 'at-work');
  const frame = fc.record<Frame, 'flow' | 'step' | 'vars' | 'trail'>(
    {
      flow: flowName,
      step: fc.constantFrom('why', 'next'),
      vars: fc.dictionary(fc.constantFrom('status', 'seen'), fc.constantFrom('family', 'a b')),
      trail: fc.constant([]),
      takes: fc.constant(['status']),
      asked: fc.record({ visit: fc.nat(), expect: fc.constant('choice') }),
    },
    { requiredKeys: ['flow', 'step', 'vars', 'trail'] },
  );
  // No flow is twice on a stack.
  const stacks = fc.uniqueArray(frame, { selector: ({ flow }) => flow, maxLength: 8 });
  const plan = (step: string) =>
    fc.record<Plan>({
      step: fc.constant(step),
      day: fc.constantFrom('2026-11-25', '2026-11-26'),
      place: fc.constantFrom(null, 'nsz'),
      remind: fc.boolean(),
    });
  const ways = fc.record<Way>({
    done: subset,
    passed: subset,
    left: subset.chain((steps) => fc.record(Object.fromEntries(steps.map((step) => [step, fc.array(frame)])))),
    plans: subset.chain((steps) => fc.tuple(...steps.map(plan))),
    questions: fc.shuffledSubarray(['a', 'b', 'c', 'd']),
    shared: fc.boolean(),
  });
  const same = (one: Iterable<string>, other: Iterable<string>) =>
    expect([...one].sort()).toEqual([...new Set(other)].sort());

  test('of a place: the newest step with the flows that it called, and nothing that came from the side', () => {
    fc.assert(
      fc.property(ways.map(deepFreeze), stacks.map(deepFreeze), (way, stack) => {
        const kept = withPlace(way, stack, isStep);
        const from = stack.findLastIndex(({ flow }) => isStep(flow));
        const isWhole = from >= 0 && stack.slice(from + 1).every(({ takes }) => takes !== undefined);
        const step = stack[from]?.flow ?? '';
        if (!isWhole) expect(kept).toEqual(way);
        else {
          expect(kept).toEqual({ ...way, left: { ...way.left, [step]: stack.slice(from) } });
          expect(placeIn(kept, step)).toEqual(stack.slice(from).map(({ asked: _, ...one }) => one));
        }
        expect(Object.keys(kept.left).every(isStep)).toBe(true);
      }),
    );
  });

  test('of a step that is done: that it is done, once and as the newest, and no place', () => {
    fc.assert(
      fc.property(ways.map(deepFreeze), fc.constantFrom(...STEPS), (way, step) => {
        const kept = withDone(way, step);
        expect(kept.done).toEqual([...way.done.filter((one) => one !== step), step]);
        expect(placeIn(kept, step)).toEqual([]);
        same(
          Object.keys(kept.left),
          Object.keys(way.left).filter((one) => one !== step),
        );
        expect(kept.passed).toEqual(way.passed.filter((one) => one !== step));
        expect({ ...kept, done: way.done, left: way.left, passed: way.passed }).toEqual(way);
      }),
    );
  });

  test('of a step that is passed over: that it was, once and as the newest, and no place', () => {
    fc.assert(
      fc.property(ways.map(deepFreeze), fc.constantFrom(...STEPS), (way, step) => {
        const kept = withPassed(way, step);
        expect(kept.passed).toEqual([...way.passed.filter((one) => one !== step), step]);
        expect(placeIn(kept, step)).toEqual([]);
        same(
          Object.keys(kept.left),
          Object.keys(way.left).filter((one) => one !== step),
        );
        expect({ ...kept, left: way.left, passed: way.passed }).toEqual(way);
        // Once it is done, it was passed over no more.
        expect(withDone(kept, step).passed).not.toContain(step);
      }),
    );
  });

  test('shows in the list: every step of the pilot once, the next one first, each as it is', () => {
    fc.assert(
      fc.property(subset, fc.option(ways, { nil: undefined }), (steps, way) => {
        const done = way?.done ?? [];
        const next = nextStep(steps, way);
        const open = steps.filter((step) => !done.includes(step));
        expect(next).toBe(open.find((step) => !way?.passed.includes(step)) ?? open[0]);
        const items = stepItems(steps, way);
        const others = steps.filter((step) => step !== next);
        expect(items.map(({ id }) => id)).toEqual(next === undefined ? others : [next, ...others]);
        for (const { id, label } of items) {
          const mark = {
            ...(id === next && { text: 'common:step.next' }),
            ...(done.includes(id) && { text: 'common:step.done' }),
          };
          expect(label).toEqual('text' in mark ? { ...mark, params: { step: stepName(id) } } : stepName(id));
        }
        const shown = Object.fromEntries(WAY_VARIABLES.map((name) => [name, wayVariable(steps, way, name)]));
        // A step that the pilot no longer has counts no more.
        expect(shown).toEqual({
          way: way && (next === undefined ? 'done' : 'kept'),
          steps: items,
          proposed: items.slice(0, 1),
          stepsDone: String(done.filter((step) => steps.includes(step)).length),
          stepsAll: String(steps.length),
          nextStep: next && stepName(next),
          plansShared: way?.shared ? 'yes' : 'no',
        });
      }),
    );
  });

  test('of a conversation: only places in steps, and never in a flow that leaves no trace', () => {
    const seen = STEPS.flatMap((step) => questionsOf(step).map(({ c }) => c.way?.left ?? {}));
    expect(seen.length).toBeGreaterThan(30);
    for (const [step, frames] of seen.flatMap((left) => Object.entries(left))) {
      expect([isStep(step), frames[0]?.flow, isTraceless(FLOWS, frames)]).toEqual([true, step, false]);
    }
  });
});
