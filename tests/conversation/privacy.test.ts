import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../src/conversation/conversation.ts';
import type { Model, PilotFacts } from '../../src/conversation/model.ts';
import { DAY, START } from '../fakes/clock.ts';
import { around, PILOT, smallModel } from './small-model.ts';
import { Talk, type World } from './talk.ts';

const FLOWS = around({
  gate: {
    kind: 'route',
    routes: [
      { when: { pilot: 'none' }, next: 'place' },
      { when: { consent: 'none' }, next: 'agree' },
      { when: { status: 'none' }, next: 'status' },
      { next: 'menu' },
    ],
  },
  place: { kind: 'ask', expect: 'choice', from: 'pilots', save: 'pilot', next: 'gate' },
  agree: { kind: 'ask', expect: 'choice', options: { yes: 'give', look: 'looking' } },
  give: { kind: 'do', action: 'consent.give', on: { done: 'gate' } },
  looking: { kind: 'do', action: 'consent.look', on: { done: 'gate' } },
  status: {
    kind: 'ask',
    expect: 'choice',
    save: 'status',
    keep: 'status',
    options: ['family', 'other'],
    next: 'menu',
  },
  menu: { kind: 'ask', expect: 'choice', options: { move: 'place', again: 'gate' } },
});
const WRITTEN = { 'pilots:here.name': 'Here', 'pilots:there.name': 'There' };
const modelWith = (here: Partial<PilotFacts> = {}): Model =>
  smallModel(FLOWS, WRITTEN, { here: { ...PILOT, ...here }, there: PILOT });

/** Consents to whatever notice of the pilot is in force. */
const world =
  (model: Model): World =>
  ({ action, run: { c } }) => {
    if (action === 'consent.look') return { outcome: 'done', person: { looking: true } };
    const consent = {
      pilot: c.pilot ?? '',
      notice: model.pilots[c.pilot ?? '']?.notice ?? 0,
      language: 'en',
      at: START,
    };
    return { outcome: 'done', person: { consent, looking: false, pseudonym: `of ${c.pilot}` } };
  };
const talkIn = (model: Model, c?: Conversation) => new Talk(model, { world: world(model), ...(c && { c }) });
const consenting = () => talkIn(modelWith()).open().tap('Here').tap('Yes').tap('Family');

describe('before consent', () => {
  it('no answer is kept about the person, and none is told as theirs', () => {
    const talk = talkIn(modelWith()).open().tap('Here').tap('Look').tap('Family');
    expect([talk.at, talk.c.profile, talk.c.pseudonym]).toEqual(['main:menu', {}, null]);
    expect(talk.turn.events).toEqual([]);
  });

  it('no action keeps anything either', () => {
    const model = modelWith();
    const eager: World = (asked, before) => {
      const result = world(model)(asked, before);
      return { ...result, person: { ...result.person, profile: { counsellor: 'woman' } } };
    };
    const held = (choice: string) => new Talk(model, { world: eager }).open().tap('Here').tap(choice).c.profile;
    expect([held('Look'), held('Yes')]).toEqual([{}, { counsellor: 'woman' }]);
  });

  it('with it, the answer is kept and told', () => {
    const talk = consenting();
    expect([talk.c.profile, talk.c.pseudonym]).toEqual([{ status: 'family' }, 'of here']);
    expect(talk.turn.events).toContainEqual({ kind: 'person-coded', dimension: 'status', value: 'family' });
  });
});

describe('consent does not count', () => {
  it('for a newer notice: it is asked anew, and nothing is counted under the old name', () => {
    const before = { ...consenting().c, stack: [] };
    const newer = modelWith({ notice: 2 });
    const talk = talkIn(newer, before).open();
    expect([talk.at, talk.c.pseudonym]).toEqual(['main:agree', null]);
    // What was kept is not read meanwhile, and is there again when she agrees.
    expect(talkIn(newer, talk.c).open().tap('Look').at).toBe('main:status');
    expect(talkIn(newer, talk.c).open().tap('Yes').at).toBe('main:menu');
  });

  it('for a notice before the oldest that holds, and for none after the present one', () => {
    const agreed = (notice: number) => {
      const { consent, ...c } = consenting().c;
      return { ...c, stack: [], consent: consent && { ...consent, notice } };
    };
    const holds = (notice: number) =>
      talkIn(modelWith({ notice: 3, noticeSince: 2 }), agreed(notice)).open().at !== 'main:agree';
    expect([1, 2, 3, 4].map(holds)).toEqual([false, true, true, false]);
  });

  it('for another pilot', () => {
    const talk = consenting();
    const foreign: Conversation = { ...talk.c, pilot: 'there' };
    expect(talkIn(modelWith(), foreign).open().tap('Again').at).toBe('main:agree');
  });

  it('for a pilot that is no longer served: the place is asked anew', () => {
    const gone: Conversation = { ...consenting().c, pilot: 'elsewhere', stack: [] };
    expect(talkIn(modelWith(), gone).open().at).toBe('main:place');
  });
});

describe('another pilot', () => {
  it('drops consent, pseudonym and profile', () => {
    const talk = consenting().tap('Move').tap('There');
    const { pilot, consent, looking, pseudonym, profile } = talk.c;
    expect({ pilot, consent, looking, pseudonym, profile }).toEqual({
      pilot: 'there',
      consent: null,
      looking: false,
      pseudonym: null,
      profile: {},
    });
    expect(talk.at).toBe('main:agree');
  });

  it('also for somebody who looks around', () => {
    const talk = talkIn(modelWith()).open().tap('Here').tap('Look').tap('Family').tap('Move').tap('There');
    expect([talk.at, talk.c.looking]).toEqual(['main:agree', false]);
  });

  it('the same pilot again drops nothing', () => {
    const talk = consenting();
    const { consent, profile, pseudonym } = talk.c;
    expect(talk.tap('Move').tap('Here').c).toMatchObject({ consent, profile, pseudonym });
  });
});

describe('a timer', () => {
  it('says its words from the side and leaves the open question as it is', () => {
    const talk = consenting();
    const before = talk.c;
    talk.wait(3 * DAY).due('note');
    expect(talk.texts).toEqual(['note/note']);
    expect(talk.c).toEqual(before);
    expect(talk.press(`a.${before.visit}.2`).at).toBe('main:menu');
  });

  it('leaves it alone even where it has to be mended, until the person writes', () => {
    const before = consenting().c;
    const stack = before.stack.map((frame) => ({ ...frame, step: 'gone' }));
    const talk = talkIn(modelWith(), { ...before, stack }).due('note');
    expect([talk.texts, talk.c.stack]).toEqual([['note/note'], stack]);
    expect(talk.say('hello').said).toContain('(step-gone)');
  });

  it('says its words at rest, and to somebody new', () => {
    for (const talk of [consenting().say('stop'), talkIn(modelWith())]) {
      talk.due('note');
      expect([talk.texts, talk.at]).toEqual([['note/note'], null]);
    }
  });

  it('that nothing knows any more says nothing', () => {
    const talk = consenting();
    const before = talk.c;
    expect(talk.due('forgotten').turn.replies).toEqual([]);
    expect(talk.c).toEqual(before);
  });

  it('leaves no half an hour behind: it is no message of the person', () => {
    const talk = consenting();
    expect(talk.wait(DAY).due('note').c.at).toBe(START);
  });
});
