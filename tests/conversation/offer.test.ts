import { describe, expect, test } from 'vitest';
import { optionsOf } from '../../src/conversation/flow.ts';
import { OFFER_QUESTIONS, toAsk } from '../../src/conversation/offer.ts';
import { offerQuestions } from '../../src/pilot/shown.ts';
import { DAY } from '../fakes/clock.ts';
import { endsOf, kindWorld, LANGUAGES, model } from './deployed.ts';
import { bare, Talk } from './talk.ts';

const FLOW = model.flowsOf(null)['offer-check'];
/** The ends of the check, and what each of them says. */
const ENDS = ['clear', 'ask-first', 'get-help'] as const;
type End = (typeof ENDS)[number];
const begins = (end: End) => model.texts.raw('en', `offer-check:${end}.text`)?.split('\n')[0] ?? '';
const SAYS = Object.fromEntries(ENDS.map((end) => [end, begins(end)])) as Record<End, string>;

/** The answers that are a warning sign, and those that are none, written down once more. */
const RED: Record<string, string[]> = { papers: ['yes'], money: ['yes'], leave: ['locked'] };
const GOOD: Record<string, string[]> = {
  papers: ['no'],
  money: ['no'],
  leave: ['no'],
  contract: ['yes'],
  pay: ['same', 'more'],
  hours: ['usual'],
};

type Answers = Record<string, string>;
const saysSo = (table: Record<string, string[]>, [question, answer]: [string, string]) =>
  table[question]?.includes(answer) === true;

/** Where the answers must lead, and the questions for the employer that belong there. */
function expected(answers: Answers): { end: End; asked: string[] } {
  const all = Object.entries(answers);
  if (all.some((one) => saysSo(RED, one))) return { end: 'get-help', asked: [] };
  const asked = all.filter((one) => !saysSo(GOOD, one)).map(([question]) => question);
  return { end: asked.length === 0 ? 'clear' : 'ask-first', asked };
}

/** Somebody at the first question of the check, with rules beside its questions or without. */
function checking(rules: 'told' | 'none'): Talk {
  const world: Talk['world'] = (asks, nth) => {
    if (asks.action === 'offer.rules') return endsOf('offer.rules')[rules === 'told' ? 0 : 1] ?? kindWorld(asks, nth);
    if (asks.action !== 'offer.weigh') return kindWorld(asks, nth);
    const asked = toAsk(asks.vars as Answers);
    return asked.length === 0 ? { outcome: 'clear' } : { outcome: 'ask', set: { asks: offerQuestions(asked) } };
  };
  return new Talk(model, { world }).open().choose('en', 'serbia', 'agree', 'woman', 'way', 'job-offer', 'check');
}

/** Every way through the check: the answers that were given, and where somebody stands after the last. */
function everyWay(talk: Talk, answers: Answers = {}): { answers: Answers; talk: Talk }[] {
  const { flow, step = '' } = talk.c.stack.at(-1) ?? {};
  if (flow !== 'offer-check') return [{ answers, talk }];
  const asks = FLOW?.steps[step];
  if (asks?.kind !== 'ask' || asks.save === undefined) throw new Error(`${step} asks nothing`);
  const { save } = asks;
  return optionsOf(asks).flatMap(({ id }) => {
    // To stop is no answer.
    if (id === 'stop') return [];
    const next = new Talk(model, { c: talk.c, setting: talk.setting, world: talk.world }).choose(id);
    return everyWay(next, { ...answers, [save]: id });
  });
}

describe.each(['told', 'none'] as const)('the check of a job offer, rules beside it: %s', (rules) => {
  const ways = everyWay(checking(rules));

  test('ends for every answer in exactly one way: any warning sign in help, and nothing but good answers in no sign', () => {
    // Six questions, of which three end at once: 1 + 2 + 4 + 4 * 3 * 3 * 4 * 3.
    expect(ways).toHaveLength(439);
    const counts = { clear: 0, 'ask-first': 0, 'get-help': 0 };
    for (const { answers, talk } of ways) {
      const said = bare(talk.said);
      const { end, asked } = expected(answers);
      expect([answers, ENDS.filter((one) => said.includes(SAYS[one]))]).toEqual([answers, [end]]);
      const shown = OFFER_QUESTIONS.filter((one) => said.includes(model.texts.raw('en', `offers:${one}`) ?? 'none'));
      expect([answers, shown]).toEqual([answers, asked]);
      expect(talk.at).toBe('job-offer:signs');
      counts[end] += 1;
    }
    expect(counts).toEqual({ clear: 2, 'ask-first': 430, 'get-help': 7 });
  });

  test('leads from a warning sign to the numbers, to a human and to services', () => {
    for (const { answers, talk } of ways.filter((one) => expected(one.answers).end === 'get-help')) {
      const acts = talk.choices[0]?.options.map(({ id }) => id);
      expect([answers, acts]).toEqual([answers, ['s.safety', 's.human', 's.services']]);
    }
  });

  test('leaves no answer, no event and no place to go on at', () => {
    for (const { talk } of ways) {
      expect(JSON.stringify(talk.c)).not.toMatch(/offer-check|unknown|locked|usual|payRule/);
      expect([talk.turn.wipe, talk.turn.events, talk.turn.tallies]).toEqual([true, [], []]);
      expect(talk.turn.replies.slice(0, -1).every((reply) => 'card' in reply && reply.card)).toBe(true);
    }
    const begun = checking(rules);
    expect(begun.turn.tallies).toEqual(['offer-check']);
    expect(begun.turn.events).toEqual([]);
    expect(JSON.stringify(begun.c.way)).not.toContain('offer-check');
    expect(begun.say('menu').choose('way', 'job-offer').at).toBe('job-offer:why');
  });

  test('ends when the person is silent for long, and an answer pressed once more then shows where they are', () => {
    const talk = checking(rules);
    const first = talk.choices[0]?.options[0]?.id ?? '';
    talk.choose('no');
    talk.setting = { ...talk.setting, now: talk.setting.now + 40 * DAY };
    talk.press(first);
    expect(JSON.stringify(talk.c)).not.toContain('offer-check');
    talk.choose('me');
    expect([talk.at, talk.turn.replies.length > 0]).toEqual(['job-offer:signs', true]);
  });

  test('hears words of danger at each of its questions, and goes on there', () => {
    const heard = new Set<string>();
    for (let talk = checking(rules); talk.c.stack.at(-1)?.flow === 'offer-check'; ) {
      const { at = '' } = talk;
      heard.add(at ?? '');
      expect(talk.say('he hits me').turn.tallies).toEqual(['danger']);
      expect(talk.at).toBe(at);
      talk = talk.choose(
        ['no', 'yes', 'same', 'usual'].find((id) => talk.c.options.some((one) => one.id === id)) ?? '',
      );
      if (at?.endsWith(':contract')) expect(talk.at).toMatch(rules === 'told' ? /:pay-rule$/ : /:pay$/);
    }
    expect(heard.size).toBe(6);
  });
});

test('an answer that is missing, or that nobody knows, is one to ask', () => {
  expect(toAsk({})).toEqual(OFFER_QUESTIONS);
  const sound = Object.fromEntries(Object.entries(GOOD).map(([question, [answer = '']]) => [question, answer]));
  expect(toAsk(sound)).toEqual([]);
  for (const question of OFFER_QUESTIONS)
    for (const answer of ['', 'something', 'unknown'])
      expect(toAsk({ ...sound, [question]: answer })).toEqual([question]);
});

test('no end calls an offer good or usual, in any language', () => {
  const GOOD_WORDS: Record<string, RegExp> = {
    en: /\b(looks|usual\b(?<!unusual)|good offer|is safe|fine|score|points?)\b/i,
    de: /\b(üblich|in Ordnung|gutes Angebot|Punkte)\b/i,
    it: /\b(va bene|buona offerta|punti)\b/i,
    sv: /\b(ser bra ut|bra erbjudande|poäng)\b/i,
    'sr-Cyrl': /(у реду|добра понуда|бодова)/i,
    ar: /(العرض جيد|طبيعي|نقاط)/,
    fa: /(پیشنهاد خوب|عادی است|امتیاز)/,
  };
  for (const tag of LANGUAGES.filter((one) => one !== 'sr-Latn'))
    for (const end of ENDS)
      expect(model.texts.raw(tag, `offer-check:${end}.text`)).not.toMatch(GOOD_WORDS[tag] ?? /^$/);
});

test('a question with a rule is put in the bridge language where it stands, and nothing is lost of it', () => {
  const talk = checking('told');
  talk.c = { ...talk.c, language: 'ar' };
  talk.choose('no', 'no', 'no', 'yes');
  expect(talk.at).toBe('offer-check:pay-rule');
  const { c } = talk;
  talk.press('s.bridge.en_offer-check_pay-rule');
  expect(bare(talk.said)).toContain('5 of 6: What pay did they tell you?');
  expect([talk.at, talk.c.stack]).toEqual(['offer-check:pay-rule', c.stack]);
  // Once it is answered, its button would begin the check anew: it has expired.
  talk.choose('same');
  const before = talk.c.stack;
  talk.press('s.bridge.en_offer-check_pay-rule');
  expect([talk.at, talk.c.stack.at(-1)?.vars]).toEqual(['offer-check:hours-rule', before.at(-1)?.vars]);
  expect(talk.turn.tallies).toEqual([]);
});
