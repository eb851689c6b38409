import type { z } from 'zod';
import common from '../../locales/en/common.json' with { type: 'json' };
import { Flow, type Flows, hasWayOut } from '../../src/conversation/flow.ts';
import { createModel, type Model, type PilotFacts } from '../../src/conversation/model.ts';
import { type Recording, recordingKey } from '../../src/conversation/recording.ts';
import { textsOf } from '../../src/conversation/step-texts.ts';
import { type Language, makeTexts, type Texts } from '../../src/text/texts.ts';

export type FlowInput = z.input<typeof Flow>;
/** What is unlike what `smallTexts` makes up: a text by its key. */
export type Written = Record<string, string | string[]>;

const ENGLISH: Language = { tag: 'en', endonym: 'English', direction: 'ltr', reviewedBy: null };
const WORDS: Written = {
  'interrupts:menu': ['menu', 'home'],
  'interrupts:help': ['help', '?'],
  'interrupts:stop': ['stop'],
  'interrupts:enough': ['enough'],
  'interrupts:language': ['language'],
  'interrupts:back': ['back'],
  'interrupts:human': ['human'],
  'interrupts:exit': ['exit'],
  'patterns:danger': ['hits me', 'self-harm'],
};
/** The names of the texts in `common.json`. */
export const COMMON_TEXTS = Object.entries(common).flatMap(([name, text]) =>
  typeof text === 'string' ? [name] : Object.keys(text).map((leaf) => `${name}.${leaf}`),
);
const COMMON: Written = {
  ...Object.fromEntries(COMMON_TEXTS.map((name) => [`common:${name}`, `(${name})`])),
  'common:too-long': '(at most {{max}})',
  'common:number': '({{min}} to {{max}})',
};

/** Flows by name, as an author's files hold them; a question without a way out is excused. */
export const flowsOf = (...flows: FlowInput[]): Flows =>
  Object.fromEntries(flows.map((flow) => [flow.flow, excused(Flow.parse(flow))]));

function excused(flow: Flow): Flow {
  const steps = Object.entries(flow.steps).map(([id, step]) => {
    const isOpen = step.kind !== 'ask' || hasWayOut(flow, step);
    return [id, isOpen ? step : { ...step, must: 'It is a small model.' }];
  });
  return { ...flow, steps: Object.fromEntries(steps) };
}

/** A text for every key that the flows need: `flow/step`, and for a label the option's name with a capital. */
export function smallTexts(flows: Flows, written: Written = {}, languages: Language[] = [ENGLISH]): Texts {
  const texts: Written = { ...WORDS, ...COMMON };
  for (const flow of Object.values(flows)) {
    for (const [id, step] of Object.entries(flow.steps)) {
      for (const { key, label, item } of textsOf(flow, id, step)) {
        const name = key.split('.').at(-1) ?? '';
        texts[key] = label
          ? `${name[0]?.toUpperCase()}${name.slice(1)}${item ? ' {{item}}' : ''}`
          : `${flow.flow}/${id}`;
      }
    }
  }
  Object.assign(texts, written);
  const tree: Record<string, Record<string, unknown>> = {};
  for (const [key, text] of Object.entries(texts)) {
    const [flow = '', path = ''] = key.split(':');
    tree[flow] = { ...tree[flow], [path]: text };
  }
  return makeTexts(languages, Object.fromEntries(languages.map(({ tag }) => [tag, tree])));
}

export const PILOT: PilotFacts = {
  controller: {},
  contact: null,
  consentAge: { years: 15 },
  childProtection: null,
  country: 'RS',
  zone: 'Europe/Belgrade',
  languages: ['en'],
  places: ['Here'],
  notice: 1,
};

export function smallModel(flows: Flows, written: Written = {}, pilots: Record<string, PilotFacts> = {}): Model {
  return createModel(smallTexts(flows, written), pilots, flows, {});
}

/** What a person may say at any time, as small as can be. */
const WORD_FLOWS: FlowInput[] = [
  {
    flow: 'help',
    interrupt: 'help',
    start: 'help',
    steps: { help: { kind: 'say', buttons: { menu: true }, next: 'end' } },
  },
  { flow: 'stop', interrupt: 'stop', start: 'stopped', steps: { stopped: { kind: 'say', next: 'rest' } } },
  {
    flow: 'enough',
    interrupt: 'enough',
    start: 'sure',
    steps: {
      sure: { kind: 'ask', expect: 'choice', options: { stop: 'stop', 'go-on': 'end' } },
      stop: { kind: 'call', flow: 'stop', next: 'end' },
    },
  },
  { flow: 'human', interrupt: 'human', act: 'human', start: 'soon', steps: { soon: { kind: 'say', next: 'end' } } },
  {
    flow: 'language',
    interrupt: 'language',
    start: 'which',
    steps: { which: { kind: 'ask', expect: 'choice', from: 'languages', save: 'language', next: 'end' } },
  },
  {
    flow: 'exit',
    interrupt: 'exit',
    replaces: true,
    start: 'hello',
    steps: {
      hello: { kind: 'say', clear: true, next: 'which' },
      which: { kind: 'ask', expect: 'choice', from: 'languages', next: 'end' },
    },
  },
  {
    flow: 'danger',
    danger: true,
    start: 'offer',
    steps: { offer: { kind: 'say', card: true, buttons: { safety: true, menu: true }, next: 'end' } },
  },
  {
    flow: 'safety',
    act: 'safety',
    traceless: true,
    start: 'card',
    steps: { card: { kind: 'say', card: true, critical: true, next: 'end' } },
  },
  { flow: 'note', timer: 'note', start: 'note', steps: { note: { kind: 'say', next: 'end' } } },
];

/** A root flow, whose steps are given, with all that must stand beside it. */
export const around = (steps: FlowInput['steps'], ...others: FlowInput[]): Flows =>
  flowsOf(
    { flow: 'main', interrupt: 'menu', act: 'menu', replaces: true, start: Object.keys(steps)[0] ?? '', steps },
    ...WORD_FLOWS,
    ...others,
  );

/** Every kind of question, one after the other, with a flow of two questions in between. */
export const TOUR = around(
  {
    colour: { kind: 'ask', expect: 'choice', save: 'colour', options: ['red', 'green', 'blue'], next: 'shape' },
    shape: { kind: 'ask', expect: 'choice', options: { circle: 'name', square: 'inner' } },
    inner: { kind: 'call', flow: 'inner', next: 'name' },
    name: { kind: 'ask', expect: 'text', max: 40, save: 'name', options: { skip: 'age' }, next: 'age' },
    age: { kind: 'ask', expect: 'number', min: 1, max: 120, save: 'age', next: 'born' },
    born: { kind: 'ask', expect: 'date', save: 'born', next: 'thanks' },
    thanks: { kind: 'say', next: 'colour' },
  },
  {
    flow: 'inner',
    start: 'first',
    steps: {
      first: { kind: 'ask', expect: 'choice', options: ['one', 'two'], next: 'second' },
      second: { kind: 'ask', expect: 'choice', options: ['left', 'right'], next: 'end' },
    },
  },
);
export const TOUR_TEXTS: Written = { 'main:thanks.text': 'Thanks, {{name}}, {{age}}, {{born}}.' };
export const tour = (): Model => smallModel(TOUR, TOUR_TEXTS);

/** The same model, with these texts recorded, each as `<language> <flow>:<step>`. */
export function recorded(model: Model, ...keys: string[]): Model {
  const recordings = keys.map((key): Recording => {
    const [language = '', flow = '', step = ''] = key.split(/[ :]/);
    return { language, flow, step, file: `${language}/${flow}.${step}.ogg`, version: 'v1' };
  });
  return {
    ...model,
    recordings: new Map(recordings.map((each) => [recordingKey(each.language, each.flow, each.step), each])),
  };
}
