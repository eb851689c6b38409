import { describe, expect, test } from 'vitest';
import { type Content, loadContent } from '../../src/content.ts';
import type { Conversation } from '../../src/conversation/conversation.ts';
import type { Reply, Content as Said } from '../../src/conversation/message.ts';
import { createModel } from '../../src/conversation/model.ts';
import { confirmFact, type Hashes } from '../../src/pilot/confirmed.ts';
import { textsOfFact } from '../../src/pilot/facts.ts';
import { type Fact, STATUSES } from '../../src/pilot/pilot.ts';
import { ROOT } from '../../src/root.ts';
import { OWNED } from '../../src/store/belongings.ts';
import { holdingsOf, saveRow } from '../../src/store/holdings.ts';
import { loadPerson } from '../../src/store/people.ts';
import { hashText } from '../../src/text-hash.ts';
import { openConversation } from '../../src/turn/run/open-conversation.ts';
import { DAY } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { turnsOf } from '../fakes/selection.ts';
import { type Instance, openStage, type Stage } from '../fakes/stage.ts';

const { model } = content;
const { texts } = model;
const PILOTS = Object.keys(content.pilots);
const WAY = model.wayOf('serbia');
const isStep = (flow: string) => WAY.includes(flow);

/** Somebody in a chat, who chooses by the ids of options. */
interface Someone {
  say(...said: (Said | string)[]): Promise<void>;
  choose(...ids: string[]): Promise<void>;
  conversation(): Promise<Conversation>;
  /** Where they stand, as `flow:step`. */
  at(): Promise<string>;
  last(): Extract<Reply, { text: string }>;
  /** From now on, another instance hears them. */
  moveTo(instance: Instance): void;
}

/** Somebody new, at the menu of a pilot, who has agreed; or at the very first question. */
async function someone(stage: Stage, handle: string, pilot: string | null, language = 'en'): Promise<Someone> {
  let on: Instance = stage;
  const before = new Set((await stage.rows('person')).map(({ id }) => id));
  const say = async (...said: (Said | string)[]) => {
    for (const one of said) {
      await on.pump.receive([stage.incoming(handle, one)]);
      await on.pump.settle();
    }
  };
  await say({ kind: 'open' });
  const [{ id } = { id: '' }] = (await stage.rows('person')).filter((person) => !before.has(person.id));
  const conversation = async () => {
    const person = await loadPerson(stage.store.read, id);
    if (person === undefined) throw new Error('nobody');
    return openConversation(stage.world, person, stage.world.vault.unwrap(person.id, person.wrapped));
  };
  const one: Someone = {
    say,
    conversation,
    async choose(...ids) {
      for (const chosen of ids) {
        const { stack, options } = await conversation();
        const place = options.findIndex((option) => option.id === chosen) + 1;
        if (place === 0) throw new Error(`no option ${chosen} at ${await one.at()}: ${options.map((each) => each.id)}`);
        await say({ kind: 'tap', button: `a.${stack.at(-1)?.asked?.visit}.${place}` });
      }
    },
    async at() {
      const frame = (await conversation()).stack.at(-1);
      return `${frame?.flow}:${frame?.step}`;
    },
    last() {
      const reply = on.telegram.sent.findLast((sent) => sent.handle === handle)?.reply;
      if (reply === undefined || reply.kind === 'clear') throw new Error(`nothing was said to ${handle}`);
      return reply;
    },
    moveTo(instance) {
      on = instance;
    },
  };
  if (pilot !== null) await one.choose(language, pilot, 'agree', 'woman');
  return one;
}

/** What leads on: a plan is made for tomorrow wherever there can be one, at the first place there is. */
const KIND = ['children', 'papers', 'alone', 'plan', 'yes', 'more', 'next'];
/** What is answered at some questions in any case: only a talk makes some steps done, and one talk of a topic is enough. */
const AT: Readonly<Record<string, string>> = {
  'skills:why': 'talk',
  'cv:why': 'talk',
  'job-offer:why': 'facts',
  'job-offer:ready': 'check',
  ...{ 'offer-check:papers': 'no', 'offer-check:money': 'no', 'offer-check:leave': 'no' },
  ...{ 'offer-check:pay': 'same', 'offer-check:pay-rule': 'same' },
  'strength:offer': 'keep',
  'booking:counsellor': 'any',
  'plan:ask-first': 'no',
};
const KEEPS_QUESTIONS = ['question', ...KIND];

/** Opens the whole list where another step is proposed. */
async function listed(one: Someone, step: string) {
  const { options } = await one.conversation();
  if (/^way:after/.test(String(await one.at())) && !options.some(({ id }) => id === step)) await one.choose('all');
}

/** Goes through a step, and returns the questions that it came to. */
async function through(one: Someone, step: string, onward: readonly string[]): Promise<string[]> {
  const places: string[] = [];
  await listed(one, step);
  await one.choose(step);
  for (let n = 0; n < 40; n += 1) {
    const { stack, options } = await one.conversation();
    if (!stack.some(({ flow }) => isStep(flow))) return places;
    const place = await one.at();
    places.push(place);
    if (place === 'strength:example') {
      await one.say('I taught a child to read.');
      continue;
    }
    const offered = options.map(({ id }) => id);
    const liked = AT[place] ?? onward.find((id) => offered.includes(id));
    await one.choose(liked ?? offered[place === 'plan:day' ? 1 : 0] ?? '');
  }
  throw new Error(`${step} has no end: ${places}`);
}

/** Every turn was answered as it should be: none failed, and none was apologised for. */
async function expectAllWell(stage: Stage) {
  expect((await stage.rows('inbox')).filter(({ state }) => state !== 'done')).toEqual([]);
  const failed = texts.languages.map(({ tag }) => texts.say(tag, 'common:failed'));
  const said = stage.telegram.sent.flatMap(({ reply }) => (reply.kind === 'clear' ? [] : [reply.text]));
  expect(said.filter((text) => failed.some((one) => text.includes(one)))).toEqual([]);
}

const all = PILOTS.flatMap((pilot) =>
  (['asylum-seeker', 'recognised', 'temporary'] as const).map((status) => [pilot, status] as const),
);

test.each(all)('in %s, somebody with the status %s comes to the end of every step', async (pilot, status) => {
  await using stage = await openStage('sqlite');
  const way = model.wayOf(pilot);
  const one = await someone(stage, '42', pilot);
  await one.choose('way');
  const unsure = new Set<string>();
  for (const step of way) {
    const places = await through(one, step, [status, ...KIND]);
    expect(places.length).toBeGreaterThan(0);
    expect(await one.at()).toBe('way:after-check');
    if (places.includes('plan:ask-first')) unsure.add(step);
  }
  expect(one.last().text).toContain('15 of 15 steps done');
  const planned = way.filter(
    (step) =>
      // Where to go with this status is a question for a counsellor.
      !unsure.has(step) &&
      Object.values(model.flowsOf(pilot)[step]?.steps ?? {}).some(
        (each) => each.kind === 'call' && each.flow === 'plan',
      ),
  );
  expect(planned.length + unsure.size).toBeGreaterThan(5);
  expect(planned.length).toBeGreaterThan(unsure.size);
  const kept = (await one.conversation()).way;
  expect(kept).toMatchObject({ done: way, passed: [], left: {}, shared: false, strength: { strength: 'reliable' } });
  expect(kept?.plans.map(({ step, day, remind }) => ({ step, day, remind }))).toEqual(
    planned.map((step) => ({ step, day: '2026-11-25', remind: true })),
  );
  expect((await stage.rows('timer')).map(({ kind, target }) => [kind, target])).toEqual(
    expect.arrayContaining(planned.map((step) => ['plan-reminder', step])),
  );
  const finished = (await stage.rows('event')).filter(({ kind }) => kind === 'flow-finished');
  expect(finished.map(({ data }) => (data as { flow: string }).flow)).toEqual(expect.arrayContaining([...way]));
  await expectAllWell(stage);
});

/** Changes every fact of a pilot. */
async function changeFacts({ store }: Stage, pilot: string, to: (fact: Fact) => Fact): Promise<Fact[]> {
  const facts = (await holdingsOf(store.read, pilot)).facts.map(to);
  await store.tx(async (q) => {
    for (const fact of facts) await saveRow(q, pilot, 'facts', fact);
  });
  return facts;
}

/** The hashes of a fact's texts in every language in which they are written. */
function hashesOf(pilot: string, { id }: Fact): Hashes {
  const written = texts.languages.filter(({ derivedFrom }) => derivedFrom === undefined);
  const said = (tag: string) => textsOfFact(pilot, id).flatMap((key) => texts.raw(tag, key) ?? []);
  return Object.fromEntries(written.map(({ tag }) => [tag, hashText(said(tag).join('\n'))]));
}

const hasText = (pilot: string, { id }: Fact) => texts.raw('en', `${pilot}:facts.${id}.text`) !== undefined;
const isFact = (place: string) => place.startsWith('facts:') && place !== 'facts:pause';

describe.each(PILOTS)('the facts in %s', (pilot) => {
  // Every fact is told for every status in another test (`facts-shown`).
  const statuses = turnsOf(STATUSES, 3, PILOTS.indexOf(pilot));

  test('are not told while none is sure, and each is a question that can be kept', async () => {
    await using stage = await openStage('sqlite');
    const facts = await changeFacts(stage, pilot, ({ confirmedBy: _, confirmedOn: __, ...fact }) => ({
      ...fact,
      state: 'O',
    }));
    const kept = new Set<string>();
    for (const status of statuses) {
      const one = await someone(stage, status, pilot);
      await one.choose('way');
      for (const step of model.wayOf(pilot)) {
        const places = await through(one, step, [status, ...KEEPS_QUESTIONS]);
        expect(places.filter((place) => isFact(place) && place !== 'facts:unsure')).toEqual([]);
      }
      const { questions = [] } = (await one.conversation()).way ?? {};
      expect(questions).toEqual(facts.filter((fact) => fact.for?.includes(status) ?? true).map(({ id }) => id));
      for (const id of questions) kept.add(id);
    }
    const theirs = facts.filter((fact) => fact.for?.some((one) => statuses.includes(one)) ?? true);
    expect([...kept].sort()).toEqual(theirs.map(({ id }) => id).sort());
    const said = statuses.flatMap((status) => stage.texts(status)).join('\n');
    const toldOf = (part: 'text' | 'question') =>
      facts.filter(({ id }) => said.includes(texts.raw('en', `${pilot}:facts.${id}.${part}`) ?? '(none)'));
    expect(toldOf('text')).toEqual([]);
    expect(toldOf('question')).toEqual(expect.arrayContaining(theirs));
    await expectAllWell(stage);
  });

  /** Somebody in each language; there are more languages than statuses. */
  const people = texts.languages.map(({ tag }, i) => [tag, STATUSES[i % STATUSES.length] ?? 'other'] as const);

  test('are told as confirmed in every language, once all that have a text are confirmed', async () => {
    await using stage = await openStage('sqlite');
    const facts = await changeFacts(stage, pilot, (fact) =>
      hasText(pilot, fact) ? confirmFact(fact, 'Ana', '2026-11-24', hashesOf(pilot, fact)) : fact,
    );
    expect(new Set(people.map(([, status]) => status)).size).toBe(STATUSES.length);
    for (const [language, status] of turnsOf(people, 3, PILOTS.indexOf(pilot))) {
      const one = await someone(stage, language, pilot, language);
      await one.choose('way');
      const places: string[] = [];
      for (const step of model.wayOf(pilot)) places.push(...(await through(one, step, [status, ...KIND])));
      const theirs = facts.filter((fact) => fact.for?.includes(status) ?? true);
      expect(places.filter(isFact).sort()).toEqual(
        theirs.map((fact) => (hasText(pilot, fact) ? 'facts:confirmed' : 'facts:unsure')).sort(),
      );
    }
    await expectAllWell(stage);
  });

  test('that have no text are questions, also if somebody has confirmed them', async () => {
    await using stage = await openStage('sqlite');
    const facts = await changeFacts(stage, pilot, (fact) =>
      confirmFact(fact, 'Ana', '2026-11-24', hashesOf(pilot, fact)),
    );
    const bare = facts.filter((fact) => !hasText(pilot, fact));
    expect(bare.length).toBeGreaterThan(0);
    for (const status of statuses) {
      const one = await someone(stage, status, pilot);
      await one.choose('way');
      const places: string[] = [];
      for (const step of model.wayOf(pilot)) places.push(...(await through(one, step, [status, ...KIND])));
      const theirs = bare.filter((fact) => fact.for?.includes(status) ?? true);
      expect(places.filter((place) => place === 'facts:unsure')).toHaveLength(theirs.length);
    }
    await expectAllWell(stage);
  });
});

/** Somebody with a step that is done, a plan with a reminder, and a question for the counsellor, at the menu. */
async function onTheWay(stage: Stage, handle: string): Promise<Someone> {
  const one = await someone(stage, handle, 'serbia');
  await one.choose('way', 'rights', 'family', 'question', 'next');
  await one.choose('all', 'letter', 'plan', 'plan', '2026-11-25', 'yes');
  await one.say('menu');
  expect((await one.conversation()).way).toEqual({
    done: ['rights', 'letter'],
    passed: [],
    left: {},
    plans: [{ step: 'letter', day: '2026-11-25', place: null, remind: true }],
    questions: ['right-family'],
    shared: false,
  });
  return one;
}

/** Begins a step; where it goes on to a second question, answers the first. Returns the place. */
async function inTheMidst(one: Someone, step: string): Promise<string> {
  await one.choose('way', step);
  const { options } = await one.conversation();
  const [id] = ['children', 'papers'].filter((each) => options.some((option) => option.id === each));
  if (id !== undefined) await one.choose(id);
  const c = await one.conversation();
  expect(Object.keys(c.way?.left ?? {})).toContain(step);
  return one.at();
}

/** Somebody in the list of steps has neither plans nor questions. */
async function expectNothingPlanned(one: Someone) {
  await one.choose('plans');
  expect(one.last().text).toContain('You have no plans');
  await one.choose('questions');
  expect(one.last().text).toContain('You have no questions');
}

const withoutVisit = ({ stack }: Conversation) => stack.map(({ asked: _, ...frame }) => frame);

describe('in the midst of a step', () => {
  test('another language puts the same question in it, and all stays', async () => {
    await using stage = await openStage('sqlite');
    const one = await onTheWay(stage, '42');
    const { languages = [] } = content.pilots.serbia ?? {};
    for (const [i, step] of WAY.entries()) {
      const place = await inTheMidst(one, step);
      const before = await one.conversation();
      const language = languages[(i + 1) % languages.length] ?? '';
      await one.say('/language');
      await one.choose(language);
      const now = await one.conversation();
      expect([await one.at(), withoutVisit(now), now.way?.plans]).toEqual([
        place,
        withoutVisit(before),
        before.way?.plans,
      ]);
      expect(one.last().language).toBe(language);
      expect(now.options.map(({ label }) => label)).toEqual(
        now.options.map(({ id }) => texts.say(language, `${place}.options.${id}`)),
      );
      await one.say('/menu');
    }
    expect((await one.conversation()).way).toMatchObject({ done: ['rights', 'letter'], questions: ['right-family'] });
    await expectAllWell(stage);
  });

  test('a restart takes nothing away: the question is put again, and its buttons still count', async () => {
    await using stage = await openStage('sqlite');
    const one = await onTheWay(stage, '42');
    for (const step of WAY) {
      const place = await inTheMidst(one, step);
      const before = await one.conversation();
      one.moveTo(stage.beside());
      await one.say('what now?');
      const now = await one.conversation();
      expect([await one.at(), now.stack, now.way]).toEqual([place, before.stack, before.way]);
      await one.choose(now.options.at(-1)?.id ?? '');
      expect((await one.conversation()).answered).toBe(before.stack.at(-1)?.asked?.visit);
      await one.say('menu');
    }
    await expectAllWell(stage);
  });

  test.each(turnsOf(WAY, 3, 0))('STOP takes away steps, places, plans and questions: %s', async (step) => {
    await using stage = await openStage('sqlite');
    const one = await onTheWay(stage, '42');
    await inTheMidst(one, step);
    await one.say('stop');
    const { way, consent, pseudonym, profile, stack } = await one.conversation();
    expect({ way, consent, pseudonym, profile, stack }).toEqual({
      way: undefined,
      consent: null,
      pseudonym: null,
      profile: {},
      stack: [],
    });
    expect(await stage.rows('timer')).toEqual([]);
    await one.say('hello');
    expect(await one.at()).toBe('consent:agree');
    await one.choose('agree', 'woman', 'way');
    expect(one.last().text).toContain('0 of 15 done');
    await expectNothingPlanned(one);
    await expectAllWell(stage);
  });

  const elsewhere = loadContent(ROOT, ['berlin', 'vienna']);
  test.each(turnsOf(WAY, 3, 1))('another city takes away steps, places, plans and questions: %s', async (step) => {
    await using stage = await openStage('sqlite');
    const one = await onTheWay(stage, '42');
    await inTheMidst(one, step);
    // Another city can be chosen once the own one is no longer served.
    const instance = stage.beside({ content: elsewhere });
    one.moveTo(instance);
    await one.say('menu');
    await one.choose('berlin');
    const { way, consent, pseudonym, profile } = await one.conversation();
    expect({ way, consent, pseudonym, profile }).toEqual({
      way: undefined,
      consent: null,
      pseudonym: null,
      profile: {},
    });
    await one.choose('agree', 'woman', 'way');
    expect(one.last().text).toContain('0 of 15 done');
    await expectNothingPlanned(one);
    // The reminder of the plan there was says nothing.
    const said = instance.telegram.sent.length;
    stage.clock.now += DAY;
    await instance.pump.settle();
    expect(instance.telegram.sent).toHaveLength(said);
    await expectAllWell(stage);
  });

  test.each(turnsOf(WAY, 3, 2))('an erasure takes away everything: %s', async (step) => {
    await using stage = await openStage('sqlite');
    const one = await onTheWay(stage, '42');
    await inTheMidst(one, step);
    await one.say({ kind: 'tap', button: 's.delete-everything' });
    await one.choose('yes', 'delete');
    expect(one.last().text).toContain('Everything about you is being deleted');
    for (const table of ['person', 'timer', ...OWNED] as const) expect(await stage.rows(table)).toEqual([]);
    stage.clock.now += DAY;
    await stage.pump.settle();
    await one.say('hello');
    expect(one.last().text).toContain('Choose your language');
  });
});

test.each([
  ['the steps to work', 's.way'],
  ['the plans', 's.plans'],
])('a button of %s from before an erasure leads to what must be known first', async (_, button) => {
  await using stage = await openStage('sqlite');
  const one = await onTheWay(stage, '42');
  await one.say({ kind: 'tap', button: 's.delete-everything' });
  await one.choose('yes', 'delete');
  const again = await someone(stage, '42', null);
  await again.say({ kind: 'tap', button });
  expect(await again.at()).toBe('language:language');
  await again.choose('en');
  await again.say({ kind: 'tap', button });
  expect(await again.at()).toBe('place:place');
  await again.choose('serbia', 'look');
  await again.say({ kind: 'tap', button });
  expect(await again.at()).toBe(button === 's.way' ? 'way:looking' : 'consent:agree');
  await expectAllWell(stage);
});

/** The same content, with a newer notice in Serbia. */
function withNewerNotice(): Content {
  const { serbia } = content.pilots;
  if (serbia === undefined) throw new Error('no pilot in Serbia');
  const pilots = { ...content.pilots, serbia: { ...serbia, notice: serbia.notice + 1, noticeSince: undefined } };
  const newer = createModel(texts, pilots, model.flowsOf(null), {}, model.recordings, model.wayOf(null));
  return { ...content, pilots, model: newer };
}

/** Where something of the way is kept or changed: how one comes there, and what one answers. */
const CHANGING: [place: string, to: string[], answers: string[]][] = [
  ['facts:published', ['register', 'unemployed'], ['question', 'next']],
  ['plan:want', ['recognition', 'papers', 'next', 'next'], ['plan', 'no']],
  ['plan:known', ['letter', 'plan'], ['day', 'keep', 'done']],
  ['plan:day', ['letter', 'plan', 'day'], ['no', '2026-11-26']],
  ['plan:reminder', ['letter', 'plan', 'day', '2026-11-26'], ['yes', 'no']],
  ['plans:some', ['plans'], ['share', 'menu', 'letter', 'questions']],
  ['plans:asked', ['plans', 'questions'], ['clear', 'back', 'talk']],
  ['plans:home', ['plans', 'letter'], ['done', 'day', 'drop', 'keep']],
  ['plans:hidden', ['plans', 'share'], ['yes', 'back']],
];
const changes = CHANGING.flatMap(([place, to, answers]) => answers.map((answer) => [place, answer, to] as const));

describe('when the notice is newer in the midst of it', () => {
  test.each(changes)('at %s, somebody who answers %s is asked for their consent', async (place, answer, to) => {
    await using stage = await openStage('sqlite');
    const one = await onTheWay(stage, '42');
    await one.choose('way', ...to);
    expect(await one.at()).toBe(place);
    const before = (await one.conversation()).way;
    one.moveTo(stage.beside({ content: withNewerNotice() }));
    await one.choose(answer);
    expect(await one.at()).toBe('consent:agree');
    // Nothing is changed without it.
    expect((await one.conversation()).way ?? before).toEqual(before);
    await one.say('menu');
    expect(await one.at()).toBe('consent:agree');
    await one.choose('agree');
    expect(await one.at()).toBe('main:menu');
    await expectAllWell(stage);
  });
});

test('a plan that is done while the list of plans waits is no more to be had there', async () => {
  await using stage = await openStage('sqlite');
  const one = await onTheWay(stage, '42');
  await one.say({ kind: 'tap', button: 's.plans' });
  await one.say({ kind: 'tap', button: 's.way' });
  await one.choose('letter', 'plan', 'done');
  // The list waits as it was shown.
  for (let n = 0; n < 5 && (await one.at()) !== 'plans:some'; n += 1) await one.say('back');
  expect(await one.at()).toBe('plans:some');
  await one.choose('letter');
  expect(await one.at()).toBe('plans:none');
  await one.choose('menu');
  expect(await one.at()).toBe('main:menu');
  await expectAllWell(stage);
});
