import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Input } from '../../src/conversation/advance.ts';
import { TIMERS } from '../../src/conversation/beginnings.ts';
import { type Conversation, newConversation, type Way } from '../../src/conversation/conversation.ts';
import { INTERRUPTS } from '../../src/conversation/flow.ts';
import { wordsFor } from '../../src/conversation/interrupt.ts';
import { MEDIA, type Reply } from '../../src/conversation/message.ts';
import { hasConsent, type Setting, wayKept } from '../../src/conversation/model.ts';
import { MAX_DEPTH, openQuestion, startRun } from '../../src/conversation/run.ts';
import { isTraceless } from '../../src/conversation/traceless.ts';
import type { Asks, Done } from '../../src/conversation/walk.ts';
import { newWay } from '../../src/conversation/way.ts';
import { CodedEvent } from '../../src/evaluation/events.ts';
import { fold } from '../../src/text/fold.ts';
import { DAY, MINUTE, START } from '../fakes/clock.ts';
import { deployed, everyQuestion, kindWorld, LANGUAGES, model, RAW, worldOf, writesMore } from './deployed.ts';
import { carefulTurn, turn, WITH_BUTTONS, WITHOUT_BUTTONS } from './talk.ts';

/** One thing that somebody does next; `n` chooses among what there is. */
type Deed =
  | { does: 'tap' | 'old' | 'number' | 'label' | 'word' | 'due'; n: number }
  | { does: 'button' | 'text'; text: string }
  | { does: 'media'; n: number }
  | { does: 'open' }
  | { does: 'wait'; ms: number };

const n = fc.nat(1000);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom('yes', '2', '٣', 'he hits me', 'KXWD-4721', '/', '', 'menu menu', '\ud83d', '\u202e1', '24.11.2026'),
);
const button = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.tuple(fc.nat(60), fc.nat(12)).map(([visit, place]) => `a.${visit}.${place}`),
  fc.constantFrom(
    's.menu',
    's.human',
    's.way',
    's.plans',
    's.book',
    's.safety',
    's.bridge.en_my-data_kept',
    's.bridge.en_safety_card',
    's.bridge.de_facts_published',
    's.cancel',
    's.cancel.KXWD-4721',
    's.keep.BCDF-2345',
    's.reference',
    's.no',
  ),
);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ does: fc.constantFrom('tap', 'number', 'label'), n }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('old', 'word'), n }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('due'), n }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('button'), text: button }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('text'), text }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('media'), n }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('open') }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('wait'), ms: fc.constantFrom(MINUTE, 31 * MINUTE, 40 * DAY) }),
  },
);

/** What happens in a walk: a language, where it begins, a channel, and deeds with what the world answers to each. */
const walks = fc.record({
  language: fc.constantFrom(...LANGUAGES),
  from: n,
  setting: fc.constantFrom(WITH_BUTTONS, WITHOUT_BUTTONS, { ...WITH_BUTTONS, demo: false }),
  deeds: fc.array(fc.tuple(deed, fc.array(fc.nat(5), { maxLength: 6 })), { minLength: 1, maxLength: 40 }),
});

const WORDS = LANGUAGES.flatMap((tag) => INTERRUPTS.flatMap((interrupt) => wordsFor(model.texts, tag, interrupt)));
const at = <T>(items: readonly T[], index: number): T | undefined => items[index % Math.max(items.length, 1)];

interface Seen {
  c: Conversation;
  /** Every button that was ever shown. */
  buttons: string[];
  /** Those of the newest question. */
  newest: Extract<Reply, { kind: 'choice' }> | undefined;
}

function inputOf(deed: Deed, { buttons, newest }: Seen): Input {
  const said = (words: string): Input => ({ kind: 'content', content: { kind: 'text', text: words } });
  const tapped = (id: string): Input => ({ kind: 'content', content: { kind: 'tap', button: id } });
  const options = newest?.options ?? [];
  switch (deed.does) {
    case 'tap':
      return tapped(at(options, deed.n)?.id ?? 's.menu');
    case 'old':
      return tapped(at(buttons, deed.n) ?? 'a.1.1');
    case 'number':
      return said(String((newest?.from ?? 1) + (deed.n % (options.length + 1))));
    case 'label':
      return said(at(options, deed.n)?.label ?? 'menu');
    case 'word':
      return said(`${deed.n % 2 === 0 ? '/' : ''}${at(WORDS, deed.n)}`);
    case 'button':
      return tapped(deed.text);
    case 'text':
      return said(deed.text);
    case 'media':
      return {
        kind: 'content',
        content: {
          kind: 'media',
          media: at(MEDIA, deed.n) ?? 'other',
          // Every second one can be passed on, every fourth is too large for it, every third has words beneath it, and
          // every fifth belongs to an album.
          ...(deed.n % 2 === 0 && { file: { ref: 'x', bytes: deed.n % 4 === 0 ? 20 * 1024 * 1024 : 9 } }),
          ...(deed.n % 5 === 0 && { album: 'A' }),
          ...(deed.n % 3 === 0 && { caption: at(WORDS, deed.n) ?? 'menu' }),
        },
      };
    case 'due':
      return { kind: 'due', timer: at(TIMERS, deed.n) ?? '', vars: { target: 'KXWD-4721', words: 'Hello' } };
    default:
      return { kind: 'content', content: { kind: 'open' } };
  }
}

/** A world in which an appointment that is moved is not booked anew: that would be one message too many. */
const likely =
  (world: ReturnType<typeof worldOf>): ReturnType<typeof worldOf> =>
  (asks, nth) => {
    const end = world(asks, nth);
    return end.outcome === 'booked' && asks.vars.moving !== undefined ? { ...end, outcome: 'moved' } : end;
  };

/** A world that keeps what the person plans and asks on the way to work, and forgets what is done. */
const keeping =
  (world: ReturnType<typeof worldOf>): ReturnType<typeof worldOf> =>
  (asks, nth) => {
    const end = world(asks, nth);
    const way = wayKept(model, asks.run.c);
    const changed = way && wayAfter(way, asks, end.outcome);
    return changed === undefined ? end : { ...end, person: { ...end.person, way: changed } };
  };

function wayAfter(way: Way, { action, vars }: Asks, outcome: string): Way | undefined {
  const step = String(vars.errand);
  const others = way.plans.filter((plan) => plan.step !== step);
  switch (action) {
    case 'plan.keep':
      if (outcome === 'past') return undefined;
      return { ...way, plans: [...others, { step, day: String(vars.day), place: null, remind: false }] };
    case 'plan.done':
    case 'plan.drop':
      return { ...way, plans: others };
    case 'question.keep':
      return { ...way, questions: [...new Set([...way.questions, String(vars.row)])] };
    case 'question.clear':
      return { ...way, questions: [] };
    case 'plan.share':
      return { ...way, shared: vars.share === 'yes' };
    default:
      return undefined;
  }
}

/** What is kept of the way: only with consent, places in steps alone, and none where nothing may leave a trace. */
function holdsOfWay(c: Conversation) {
  if (c.consent === null) expect(c.way).toBeUndefined();
  const { done, passed, left, plans } = c.way ?? newWay();
  const steps = model.wayOf(c.pilot);
  expect([...done, ...passed, ...Object.keys(left)].filter((step) => !steps.includes(step))).toEqual([]);
  expect(new Set(done).size).toBe(done.length);
  expect(new Set(passed).size).toBe(passed.length);
  expect(new Set(plans.map(({ step }) => step)).size).toBe(plans.length);
  for (const [step, frames] of Object.entries(left)) {
    expect(frames[0]?.flow).toBe(step);
    expect(isTraceless(model.flowsOf(c.pilot), frames)).toBe(false);
  }
}

/**
 * The most messages of a turn. A text with buttons of its own stands apart; and the list of the steps to work is too long
 * to be joined with what is said before it, where its options are numbers.
 */
const mostMessages = (messages: readonly Reply[], c: Conversation, { can }: Setting): number =>
  isApartIn(messages) ? 4 : c.stack.at(-1)?.flow === 'way' && !can.buttons ? 3 : 2;

/** Whether a text is among them that stands apart from the question, with buttons of its own. */
const isApartIn = (messages: readonly Reply[]): boolean =>
  messages.some(
    (reply) => reply.kind === 'choice' && reply.options.some(({ id }) => /^s\.(bridge|consent-details)/.test(id)),
  );

/** Only a double tap, a picture of an album, a timer with nothing to say, and more words to staff may meet silence. */
function mayBeSilent(before: Conversation, input: Input, after: Conversation, { now }: Setting): boolean {
  if (input.kind === 'due' || (writesMore(before) && writesMore(after))) return true;
  if (input.content.kind === 'tap') return before.pressed !== undefined && now - before.pressed.at <= 3_000;
  if (input.content.kind !== 'media' || input.content.album === undefined) return false;
  return input.content.album === before.album?.name;
}

/** What holds after every turn, whatever happened. */
function holds(
  before: Conversation,
  input: Input,
  { conversation: c, replies, events, tallies, wipe }: Done,
  setting: Setting,
) {
  const messages = replies.filter((reply) => reply.kind !== 'clear');
  expect(messages.length).toBeLessThanOrEqual(mostMessages(messages, c, setting));
  expect(replies.findIndex(({ kind }) => kind === 'clear')).toBeLessThanOrEqual(0);
  for (const reply of messages) {
    expect(reply.text).not.toMatch(RAW);
    expect(reply.text.trim()).not.toBe('');
    if (reply.kind !== 'choice') continue;
    const labels = reply.options.map(({ label }) => fold(label));
    expect(new Set(labels).size).toBe(labels.length);
    for (const { id, label } of reply.options) {
      expect(id).toMatch(/^(a\.\d+\.\d+|s\.[a-z-]+(\.[\w-]+)?)$/);
      expect(label).not.toMatch(RAW);
    }
  }
  if (replies.length === 0) expect(mayBeSilent(before, input, c, setting)).toBe(true);
  for (const event of events) CodedEvent.parse(event);
  if (!hasConsent(model, before) && !hasConsent(model, c)) {
    expect(events.filter(({ kind }) => kind === 'person-coded')).toEqual([]);
    expect([c.pseudonym, c.profile]).toEqual([null, {}]);
  }
  holdsOfWay(c);
  if (tallies.length > 0) expect(wipe).toBe(true);
  expect(c.stack.length).toBeLessThanOrEqual(MAX_DEPTH);
  expect(JSON.stringify(c).length).toBeLessThan(16_000);
  expect(c.stack.length === 0 || openQuestion(model, startRun(c, setting)) !== undefined).toBe(true);
  const answers = (words: string) =>
    turn(model, c, { kind: 'content', content: { kind: 'text', text: words } }, setting, kindWorld).replies.length;
  if (!writesMore(c)) expect(answers('what now?')).toBeGreaterThan(0);
  for (const words of ['menu', 'help', 'human', 'stop', '/menu', '/help', '/human', '/stop'])
    expect(answers(words)).toBeGreaterThan(0);
}

const PILOTS = Object.keys(deployed.pilots);
const QUESTIONS = new Map(
  LANGUAGES.map((tag) => [
    tag,
    [newConversation(), ...PILOTS.flatMap((pilot) => [...everyQuestion(tag, model, pilot).values()])],
  ]),
);
/** `npm run torture -- walks` walks more. */
const RUNS = Number(process.env.WALKS ?? 600);

let turns = 0;

test('whatever somebody does, they are answered and can go on', () => {
  fc.assert(
    fc.property(walks, ({ language, from, setting, deeds }) => {
      const start = at(QUESTIONS.get(language) ?? [], from) ?? newConversation();
      const seen: Seen = { c: start, buttons: [], newest: undefined };
      let now = START;
      for (const [deed, picks] of [[{ does: 'open' }, []], ...deeds] as [Deed, number[]][]) {
        if (deed.does === 'wait') {
          now += deed.ms;
          continue;
        }
        const input = inputOf(deed, seen);
        const around = { ...setting, now };
        const done = carefulTurn(model, seen.c, input, around, keeping(likely(worldOf(picks))));
        turns += 1;
        holds(seen.c, input, done, around);
        seen.c = done.conversation;
        const shown = done.replies.filter((reply) => reply.kind === 'choice');
        seen.buttons.push(...shown.flatMap(({ options }) => options.map(({ id }) => id)));
        seen.newest = shown.at(-1) ?? seen.newest;
      }
    }),
    { numRuns: RUNS, ...(process.env.SEED !== undefined && { seed: Number(process.env.SEED) }) },
  );
  if (process.env.WALKS !== undefined) process.stdout.write(`${turns} turns\n`);
}, 600_000);
