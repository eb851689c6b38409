import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { checkFlow } from '../../src/conversation/check-flow.ts';
import { newConversation } from '../../src/conversation/conversation.ts';
import { exits, type Flows, optionsOf } from '../../src/conversation/flow.ts';
import { createModel, type Model } from '../../src/conversation/model.ts';
import { type Change, changeSchema, overlay } from '../../src/conversation/overlay.ts';
import { recordingKey } from '../../src/conversation/recording.ts';
import { checkContent } from '../../src/pilot/check.ts';
import { PILOT_TEXTS } from '../../src/pilot/new.ts';
import type { Pilot } from '../../src/pilot/pilot.ts';
import { deployed } from './deployed.ts';
import { PILOT, smallTexts, TOUR, TOUR_TEXTS, type Written } from './small-model.ts';
import { Talk } from './talk.ts';

const base = deployed.model.flowsOf(null);
const asChange = (data: object): Change => changeSchema(data).parse(data);
/** The flows and the findings of one file, by its name. */
const changed = (flows: Flows, name: string, data: object) => overlay(flows, { [name]: asChange(data) });
const flowNames = fc.constantFrom(...Object.keys(base));
const stepsOf = (name: string) => Object.keys(base[name]?.steps ?? {});

describe('a change of the model', () => {
  test('that is empty changes nothing', () => {
    expect(overlay(base, {})).toEqual({ flows: base, findings: [] });
    fc.assert(
      fc.property(flowNames, fc.boolean(), fc.boolean(), (name, steps, options) => {
        const empty = { overlay: name, ...(steps && { steps: {} }), ...(options && { options: {} }) };
        expect(changed(base, name, empty)).toEqual({ flows: base, findings: [] });
      }),
    );
  });

  test('touches no other flow, and never the model itself', () => {
    const before = structuredClone(base);
    fc.assert(
      fc.property(flowNames, fc.nat(), (name, n) => {
        const steps = stepsOf(name);
        const { flows } = changed(base, name, { overlay: name, steps: { [steps[n % steps.length] ?? '']: null } });
        for (const other of Object.keys(base)) if (other !== name) expect(flows[other]).toBe(base[other]);
        expect(base).toEqual(before);
      }),
    );
  });

  test('that takes away a step to which something leads is found by the check', () => {
    let count = 0;
    for (const [name, flow] of Object.entries(base)) {
      for (const id of Object.keys(flow.steps)) {
        const { flows, findings } = changed(base, name, { overlay: name, steps: { [id]: null } });
        expect(findings).toEqual([]);
        const found = checkFlow(name, flows[name] ?? flow, flows);
        const before = Object.entries(flow.steps).filter(([from, step]) => from !== id && exits(step).includes(id));
        for (const [from] of before)
          expect(found).toContainEqual({ where: `${name}:${from}`, what: `leads to ${id}, which is missing` });
        if (flow.start === id) expect(found).toContainEqual({ where: `${name}:${id}`, what: 'the start is missing' });
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(50);
  });

  test('replaces, adds and takes away steps and options; the order of the rest stays', () => {
    const { flows, findings } = changed(TOUR, 'main', {
      overlay: 'main',
      steps: { thanks: { kind: 'say', next: 'more' }, more: { kind: 'say', next: 'colour' }, inner: null },
      options: {
        colour: { green: null, black: 'shape' },
        shape: { square: null, circle: 'age' },
        name: { skip: null },
      },
    });
    expect(findings).toEqual([]);
    const steps = flows.main?.steps ?? {};
    expect(Object.keys(steps)).toEqual(['colour', 'shape', 'name', 'age', 'born', 'thanks', 'more']);
    expect(steps.thanks).toEqual({ kind: 'say', next: 'more' });
    const options = (id: string) => {
      const step = steps[id];
      return step?.kind === 'ask' ? optionsOf(step) : undefined;
    };
    expect(options('colour')).toEqual([
      { id: 'red', next: 'shape' },
      { id: 'blue', next: 'shape' },
      { id: 'black', next: 'shape' },
    ]);
    expect(options('shape')).toEqual([{ id: 'circle', next: 'age' }]);
    expect(options('name')).toEqual([]);
  });

  test('leaves a flow out, replaces one, and adds one', () => {
    const note = { flow: 'note', start: 'a', timer: 'note', steps: { a: { kind: 'say', next: 'end' } } };
    const own = { flow: 'own', start: 'a', act: 'own', steps: { a: { kind: 'say', next: 'end' } } };
    const { flows, findings } = overlay(TOUR, {
      inner: asChange({ overlay: 'inner', removed: true }),
      note: asChange(note),
      own: asChange(own),
    });
    expect(findings).toEqual([]);
    const { inner: _, ...rest } = TOUR;
    expect(flows).toEqual({ ...rest, note, own });
  });

  test.each<[string, string, object, string]>([
    ['a step that is not there', 'main', { overlay: 'main', steps: { gone: null } }, 'main:gone'],
    ['an option that is not there', 'main', { overlay: 'main', options: { colour: { pink: null } } }, 'main:colour'],
    ['options of what is no question', 'main', { overlay: 'main', options: { thanks: { x: 'end' } } }, 'main:thanks'],
    ['options of a step that is not there', 'main', { overlay: 'main', options: { gone: { x: 'end' } } }, 'main:gone'],
    ['a flow that is not there', 'gone', { overlay: 'gone', steps: {} }, 'gone:'],
    ['the removal of a flow that is not there', 'gone', { overlay: 'gone', removed: true }, 'gone:'],
    ['another flow than the file says', 'main', { overlay: 'inner', steps: {} }, 'main:'],
  ])('cannot be of %s', (_, name, data, where) => {
    const { findings } = changed(TOUR, name, data);
    expect(findings.map((finding) => finding.where)).toEqual([where]);
  });

  test.each([
    { overlay: 'main', removed: true, steps: {} },
    { overlay: 'main', steps: { colour: { kind: 'say' } } },
    { overlay: 'main', step: {} },
    { overlay: 'main', removed: false },
    {},
  ])('is refused where it is malformed: %j', (data) => {
    expect(changeSchema(data).safeParse(data).success).toBe(false);
  });
});

const NOTHING: Pilot = {
  ...PILOT,
  pilot: 'here',
  country: 'RS',
  host: 'sr-Latn',
  controller: { name: 'Ministry', state: 'O' },
  contact: null,
  consentAge: { years: 15, state: 'U' },
  childProtection: null,
  places: ['Here'],
  languages: ['en'],
  targets: { people: 0, women: 0 },
  topics: [],
  facts: [],
  services: [],
  offices: [],
};
const pilots = { here: NOTHING, there: { ...NOTHING, pilot: 'there' } };
const NAMES = Object.fromEntries(
  Object.keys(pilots).flatMap((pilot) => PILOT_TEXTS.map((part) => [`pilots:${pilot}.${part}`, pilot])),
);
/** The tour with one more colour and a step of its own here; there it is as in the model. */
const adapted = overlay(TOUR, {
  main: asChange({
    overlay: 'main',
    options: { colour: { black: 'why' } },
    steps: { why: { kind: 'say', next: 'shape' } },
  }),
}).flows;
const OWN: Written = { 'here:flows.main.why.text': 'Why black?', 'here:flows.main.colour.options.black': 'Black' };

const modelWith = (written: Written): Model =>
  createModel(smallTexts(TOUR, { ...TOUR_TEXTS, ...NAMES, ...written }), pilots, TOUR, { here: adapted });
const talkIn = (pilot: string, written: Written = OWN) =>
  new Talk(modelWith(written), { c: { ...newConversation(), language: 'en', pilot } }).open();
const find = (written: Written) => checkContent(modelWith(written), pilots);

describe('the texts of a pilot', () => {
  it('says its own steps and options', () => {
    const talk = talkIn('here');
    expect(talk.labels).toEqual(['Red', 'Green', 'Blue', 'Black']);
    expect(talk.tap('Black').said).toBe('Why black?\n\nmain/shape');
  });

  it("words the model's steps in its own way, and nobody else's", () => {
    const own = {
      ...OWN,
      'here:flows.main.colour.text': 'Which colour, here?',
      'here:flows.main.colour.options.red': 'Rot',
    };
    expect(talkIn('here', own).said).toBe('Which colour, here?');
    expect(talkIn('here', own).labels[0]).toBe('Rot');
    expect(talkIn('there', own).said).toBe('main/colour');
    expect(talkIn('there', own).labels).toEqual(['Red', 'Green', 'Blue']);
  });

  it('are not heard in the words of the model', () => {
    const written = { ...OWN, 'common:listen': 'Listen', 'here:flows.main.colour.text': 'Which colour, here?' };
    const texts = smallTexts(TOUR, { ...TOUR_TEXTS, ...NAMES, ...written });
    const spoken = new Map(
      [
        ['main', 'colour'],
        ['main', 'shape'],
      ].map(([flow = '', step = '']) => [
        recordingKey('en', flow, step),
        { language: 'en', flow, step, file: `en/audio/${flow}.${step}.ogg`, version: '1' },
      ]),
    );
    const model = createModel(texts, pilots, TOUR, { here: adapted }, spoken);
    const heard = (pilot: string) => {
      const talk = new Talk(model, { c: { ...newConversation(), language: 'en', pilot } }).open();
      const first = talk.question?.audio?.file;
      return [first, talk.tap('Red').question?.audio?.file];
    };
    expect(heard('there')).toEqual(['en/audio/main.colour.ogg', 'en/audio/main.shape.ogg']);
    expect(heard('here')).toEqual([undefined, 'en/audio/main.shape.ogg']);
  });

  it('passes the check when they are all there', () => {
    expect(find(OWN)).toEqual([]);
    expect(find({ ...OWN, 'here:flows.main.shape.text': 'Which?' })).toEqual([]);
  });

  test.each<[string, Written, string, string]>([
    ['a text that is missing', { ...OWN, 'here:flows.main.why.text': '' }, 'en here:flows.main.why.text', 'is missing'],
    [
      'a text that no step shows',
      { ...OWN, 'here:flows.main.old.text': 'Old' },
      'en here:flows.main.old.text',
      'is used nowhere',
    ],
    [
      "a text of another pilot's step",
      { ...OWN, 'there:flows.main.why.text': 'Why?' },
      'en there:flows.main.why.text',
      'is used nowhere',
    ],
    [
      'a label that a channel would cut',
      { ...OWN, 'here:flows.main.colour.options.black': 'x'.repeat(25) },
      'here: en here:flows.main.colour.options.black',
      `"${'x'.repeat(25)}" is longer than the 24 characters of a button`,
    ],
    [
      'a label that reads like another',
      { ...OWN, 'here:flows.main.colour.options.black': 'RED' },
      'here: en here:flows.main.colour.options.black',
      'reads like main:colour.options.red',
    ],
    [
      'a label that is a word of its own',
      { ...OWN, 'here:flows.main.colour.options.black': 'Help' },
      'here: en here:flows.main.colour.options.black',
      '"Help" is also the word for help',
    ],
    [
      'a text with a variable that nothing sets',
      { ...OWN, 'here:flows.main.colour.text': 'Which, {{nobody}}?' },
      'here: en here:flows.main.colour.text',
      'the variable nobody is never set',
    ],
  ])('are checked for %s', (_, written, where, what) => {
    expect(find(written)).toContainEqual({ where, what });
  });
});
