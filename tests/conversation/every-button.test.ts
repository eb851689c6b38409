import { describe, expect, test } from 'vitest';
import type { Input } from '../../src/conversation/advance.ts';
import { TIMERS } from '../../src/conversation/beginnings.ts';
import { type Conversation, newConversation } from '../../src/conversation/conversation.ts';
import { INTERRUPTS } from '../../src/conversation/flow.ts';
import { CHANNELS, type ChannelName } from '../../src/conversation/message.ts';
import type { Setting } from '../../src/conversation/model.ts';
import type { Done } from '../../src/conversation/walk.ts';
import { isTurn, isWhole } from '../fakes/selection.ts';
import { deployed, everyEnd, everyQuestion, kindWorld, LANGUAGES, model, stepOf, writesMore } from './deployed.ts';
import { buttonsOn, pressing, type Screen, settingOf, shownAfter } from './screen.ts';
import { placeOf, turn } from './talk.ts';

/**
 * Every button that a person sees gives an answer: on every channel, at every step of every flow and after every way in
 * which its actions can end, every button that the channel still shows is pressed. Only a double tap may meet silence. A run
 * takes one pilot for each channel, and the usual end of what an old button asks for; `npm run torture -- products` all.
 */

/** A moment (ms) that is too long for a double tap. */
const LATER = 4_000;

/** Somebody who stands somewhere, and what they see there. */
interface Place {
  c: Conversation;
  screen: Screen;
  /** `flow:step`, or after which step nothing was open any more. */
  name: string;
}

const said = (text: string): Input => ({ kind: 'content', content: { kind: 'text', text } });
/** What leads on, beside the buttons that a person sees. */
const ELSE: Input[] = [
  ...[...INTERRUPTS.filter((word) => word !== 'back'), 'hits me', 'KXWD-4721'].map(said),
  { kind: 'content', content: { kind: 'tap', button: 's.app-linked.written' } },
];
/** An answer to every question that takes words. */
const WORDS = said('+381 60 1234567');
const DUE: Input[] = TIMERS.map((timer) => ({ kind: 'due', timer, vars: { target: 'KXWD-4721', words: 'Hello' } }));

/** Goes through everything in a pilot on a channel. Returns the places, and the presses that met silence. */
function pressAll(channel: ChannelName, pilot: string) {
  const base = settingOf(channel);
  const reached = new Set<string>();
  /** Where somebody stood already, and the acts of the buttons that they saw. */
  const known = new Set<string>();
  const silent = new Set<string>();
  const todo: Place[] = [];
  let presses = 0;

  const arrive = (to: Place): void => {
    reached.add(to.name);
    const what = [
      // Looking around is another life than with consent.
      `${to.name} ${stepOf(to.c, model)} ${to.c.consent !== null}`,
      ...to.c.standing.map(({ id }) => id.split('.')[1] ?? ''),
    ];
    if (what.every((one) => known.has(one))) return;
    for (const one of what) known.add(one);
    todo.push(to);
  };

  const begun = turn(model, newConversation(), { kind: 'content', content: { kind: 'open' } }, base, kindWorld);
  arrive({ c: begun.conversation, screen: shownAfter([], base, begun), name: placeOf(begun.conversation) ?? '' });
  for (let from = todo.shift(); from !== undefined; from = todo.shift()) {
    const { c, screen, name } = from;
    const setting: Setting = { ...base, now: c.at + LATER };
    // Where there are no buttons, an old number is words for staff as well.
    const isHeard = setting.can.buttons || !writesMore(c);
    const hold = (button: string, replies: readonly unknown[]): void => {
      presses += 1;
      if (replies.length === 0 && isHeard) silent.add(`${button} at ${name}`);
    };

    const usual = (input: Input): Done[] => [turn(model, c, input, setting, kindWorld)];
    const all = (input: Input): Done[] => everyEnd(model, c, input, setting);

    const newest = newestOf(from, pilot);
    for (const button of buttonsOn(screen, c, setting)) {
      const input = pressing(button, c, setting);
      if (input === undefined || newest.includes(button)) continue;
      for (const { replies } of isWhole ? all(input) : usual(input)) hold(button, replies);
    }

    const go = (ends: Done[], button?: string): void => {
      for (const done of ends) {
        if (button !== undefined) hold(button, done.replies);
        const to = done.conversation;
        const rest = name.startsWith('after ') ? name : `after ${name}`;
        arrive({ c: to, screen: shownAfter(screen, setting, done, button), name: placeOf(to) ?? rest });
      }
    };
    for (const button of newest) {
      const input = pressing(button, c, setting);
      if (input !== undefined) go(all(input), button);
    }
    go(all(WORDS));
    const isCalm = placeOf(c) === null || placeOf(c) === 'main:menu';
    for (const input of ELSE) go(isCalm || isWhole ? all(input) : usual(input));
    if (isCalm) for (const input of DUE) go(all(input));
    // Somebody whose request is open, and who writes what is not understood.
    if (isCalm) go(everyEnd(model, { ...c, request: 'REQUEST-1' }, said('hm'), setting));
  }
  return { reached, silent, presses };
}

/** The buttons of the newest turn: they lead on. English and one pilot are enough. */
function newestOf({ c, name }: Place, pilot: string): string[] {
  const visit = c.stack.at(-1)?.asked?.visit;
  const isWanted = (id: string, i: number): boolean => {
    if (name.endsWith(':language')) return i === LANGUAGES.indexOf('en');
    return name !== 'place:place' || id === pilot;
  };
  const answers = c.options.flatMap(({ id }, i) => (isWanted(id, i) ? [`a.${visit}.${i + 1}`] : []));
  return [...answers, ...c.standing.map(({ id }) => id)];
}

const PILOTS = Object.keys(deployed.pilots);

describe.each(CHANNELS)('on %s', (channel) => {
  const pilots = PILOTS.filter((_, i) => isTurn(CHANNELS.length, i, CHANNELS.indexOf(channel)));

  test.each(pilots)('every button that can be seen is answered, in the pilot %s', (pilot) => {
    const { reached, silent, presses } = pressAll(channel, pilot);
    expect([...silent]).toEqual([]);
    const questions = [...everyQuestion('en', model, pilot).keys()];
    expect(questions.filter((place) => !reached.has(place))).toEqual([]);
    expect(presses).toBeGreaterThan(10_000);
  });
});
