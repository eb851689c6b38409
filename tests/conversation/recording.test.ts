import { describe, expect, it, test } from 'vitest';
import { readButton } from '../../src/conversation/answer.ts';
import { checkFlow } from '../../src/conversation/check-flow.ts';
import type { Setting } from '../../src/conversation/model.ts';
import { createModel } from '../../src/conversation/model.ts';
import { checkRecordings } from '../../src/conversation/recording.ts';
import type { Language } from '../../src/text/texts.ts';
import { around, type FlowInput, flowsOf, recorded, smallModel, smallTexts, tour } from './small-model.ts';
import { Talk, WITH_BUTTONS, WITHOUT_BUTTONS } from './talk.ts';

const ASK: FlowInput['steps'][string] = { kind: 'ask', expect: 'choice', options: ['on'], next: 'ask' };
const LISTEN = { file: 'en/main.colour.ogg', version: 'v1', listen: { id: 's.listen.main_colour', label: '(listen)' } };

describe('a text that was recorded', () => {
  it('can be heard where the channel plays, and only there', () => {
    const model = recorded(tour(), 'en main:colour');
    const audioFor = (setting: Setting) => new Talk(model, { setting }).open().turn.replies.map(({ audio }) => audio);
    expect(audioFor(WITH_BUTTONS)).toEqual([LISTEN]);
    expect(audioFor(WITHOUT_BUTTONS)).toEqual([undefined]);
    expect(new Talk(model).open().labels).toEqual(['Red', 'Green', 'Blue']);
  });

  it('is played when asked for, again and again, and what is open stays as it is', () => {
    const talk = new Talk(recorded(tour(), 'en main:colour')).open();
    const before = talk.c;
    const played = { kind: 'audio', language: 'en', text: 'main/colour', audio: LISTEN };
    for (const _ of [1, 2]) {
      talk.press('s.listen.main_colour');
      expect(talk.turn).toEqual({
        kind: 'done',
        conversation: before,
        replies: [played],
        asksOnly: false,
        events: [],
        tallies: [],
        wipe: false,
      });
    }
    expect(talk.press('a.1.1').at).toBe('main:shape');
    // Days later, from an old message, with another question open.
    expect(talk.press('s.listen.main_colour').turn.replies).toEqual([played]);
    expect(talk.at).toBe('main:shape');
  });

  it('is heard by whoever has gone to rest, who stays at rest', () => {
    const model = recorded(tour(), 'en main:colour');
    const talk = new Talk(model).press('s.listen.main_colour');
    expect(talk.turn.replies.map(({ kind }) => kind)).toEqual(['audio']);
    expect(talk.c.stack).toEqual([]);
  });

  it('whose step is gone meanwhile is followed by the question to which the apology leads', () => {
    const model = recorded(tour(), 'en main:colour');
    const { c } = new Talk(model).open();
    const gone = { ...c, stack: c.stack.map((frame) => ({ ...frame, step: 'gone' })) };
    const talk = new Talk(model, { c: gone }).press('s.listen.main_colour');
    expect(talk.turn.replies.map(({ kind }) => kind)).toEqual(['text', 'audio', 'choice']);
    expect(talk.at).toBe('main:colour');
  });

  it.each([
    's.listen.main_shape',
    's.listen.main_gone',
    's.listen.gone_colour',
    's.listen.main',
    's.listen',
    's.listen.main_inner',
  ])('is not what %s names: the question is shown once more', (button) => {
    const talk = new Talk(recorded(tour(), 'en main:colour')).open().press(button);
    expect(talk.said).toBe('main/colour');
    expect(talk.press(button).turn.replies).toEqual([]);
    expect(talk.wait(3_001).press(button).said).toBe('main/colour');
  });

  it('of a card goes with the card, and asking for it leaves no words', () => {
    const talk = new Talk(recorded(tour(), 'en safety:card', 'en danger:offer')).open();
    for (const button of ['s.listen.safety_card', 's.listen.danger_offer']) {
      talk.press(button);
      expect(talk.turn).toMatchObject({
        replies: [{ kind: 'audio', card: true }],
        events: [],
        tallies: [],
        wipe: true,
      });
    }
  });

  it('is heard in the language that the person has now, and in one that is made from it', () => {
    const language = (tag: string, more: Partial<Language> = {}): Language => ({
      tag,
      endonym: tag,
      direction: 'ltr',
      reviewedBy: null,
      ...more,
    });
    const flows = around({
      which: { kind: 'ask', expect: 'choice', from: 'languages', save: 'language', next: 'ask' },
      ask: ASK,
    });
    const languages = [language('en'), language('sr-Cyrl'), language('sr-Latn', { derivedFrom: 'sr-Cyrl' })];
    const plain = createModel(smallTexts(flows, {}, languages), {}, flows, {});
    const model = recorded(plain, 'sr-Cyrl main:ask');
    const fileIn = (tag: string) => {
      const talk = new Talk(model).open().say(tag);
      return [talk.turn.replies[0]?.audio?.file, talk.press('s.listen.main_ask').turn.replies[0]?.kind];
    };
    expect(fileIn('en')).toEqual([undefined, 'choice']);
    expect(fileIn('sr-Cyrl')).toEqual(['sr-Cyrl/main.ask.ogg', 'audio']);
    expect(fileIn('sr-Latn')).toEqual(['sr-Cyrl/main.ask.ogg', 'audio']);
  });

  it('keeps a message of its own beside another', () => {
    const model = smallModel(around({ a: { kind: 'say', next: 'ask' }, ask: ASK }));
    const texts = (...keys: string[]) => new Talk(recorded(model, ...keys)).open().texts;
    expect(texts('en main:a')).toEqual(['main/a\n\nmain/ask']);
    expect(texts('en main:a', 'en main:ask')).toEqual(['main/a', 'main/ask']);
  });
});

describe('the check', () => {
  const flows = around(
    {
      ask: ASK,
      fills: { kind: 'say', next: 'every' },
      every: { kind: 'ask', expect: 'choice', everyLanguage: true, from: 'languages', save: 'language', next: 'route' },
      route: { kind: 'route', routes: [{ next: 'ask' }] },
    },
    {
      flow: 'a-name-that-is-rather-long',
      start: 'and-a-step-as-well',
      steps: { 'and-a-step-as-well': { kind: 'say', next: 'end' } },
    },
  );
  const texts = smallTexts(flows, { 'main:fills.text': 'On {{when}}' });
  const check = (...keys: string[]) => {
    const { recordings } = recorded(smallModel(flows), ...keys);
    return checkRecordings(recordings.values(), [flows], texts).map(({ where, what }) => `${where} ${what}`);
  };

  it('has nothing against a recording that says what everybody reads', () => {
    expect(check('en main:ask', 'en help:help')).toEqual([]);
  });

  test.each([
    ['en main:gone', 'there is no text of a step main:gone'],
    ['en gone:ask', 'there is no text of a step gone:ask'],
    ['en main:route', 'there is no text of a step main:route'],
    ['en main:fills', 'cannot speak the values of: {{when}}'],
    ['en main:every', 'is put in every language at once, which no recording can say'],
    ['en a-name-that-is-rather-long:and-a-step-as-well', 'the names of flow and step are longer than a button holds'],
  ])('refuses %s', (key, what) => {
    expect(check(key)).toEqual([`audio ${key.replace(' ', '/').replace(':', '.')}.ogg ${what}`]);
  });

  it('wants the names of flow and step, with what is between them, to be no longer than 40', () => {
    const checked = (step: string) => {
      const long = flowsOf({
        flow: 'twenty-letters-of-it',
        start: step,
        steps: { [step]: { kind: 'say', next: 'end' } },
      });
      const key = `en twenty-letters-of-it:${step}`;
      const { recordings } = recorded(smallModel(long), key);
      const target = readButton(`s.listen.twenty-letters-of-it_${step}`);
      return [checkRecordings(recordings.values(), [long], smallTexts(long)).length, target !== null];
    };
    expect(checked('a'.repeat(19))).toEqual([0, true]);
    expect(checked('a'.repeat(20))).toEqual([1, false]);
  });

  it('refuses a second recording of the same text', () => {
    const one = { language: 'en', flow: 'main', step: 'ask', version: 'v1' };
    const both = [
      { ...one, file: 'en/main.ask.mp3' },
      { ...one, file: 'en/main.ask.ogg' },
    ];
    expect(checkRecordings(both, [flows], texts)).toEqual([
      { where: 'audio en/main.ask.ogg', what: 'is the second recording of this text' },
    ]);
  });

  it('refuses a flow that would begin with the button that plays', () => {
    const own = flowsOf({ flow: 'listen', act: 'listen', start: 'a', steps: { a: { kind: 'say', next: 'end' } } });
    const [flow] = Object.values(own);
    if (flow === undefined) throw new Error('no flow');
    expect(checkFlow('listen', flow, own)).toEqual([
      { where: 'listen:', what: 'the button listen plays recordings and begins no flow' },
    ]);
  });
});
