import { callable } from '../conversation/check-together.ts';
import type { Finding } from '../conversation/finding.ts';
import { type AskStep, type Flow, type Flows, optionsOf, type SayStep } from '../conversation/flow.ts';
import type { Model } from '../conversation/model.ts';
import { numbered } from '../conversation/numbered.ts';
import { AT_ONCE } from '../conversation/show.ts';
import { stepsOf } from '../conversation/step-texts.ts';
import type { TextKey } from '../text/keys.ts';
import { graphemes, isLonger } from '../text/measure.ts';
import { MissingTextError, type Param } from '../text/texts.ts';
import type { Pilot } from './pilot.ts';
import { APPOINTMENTS, ITEMS, samplesOf, UNKNOWN, type Values } from './samples.ts';

/** How options are shown: as buttons, or as numbers in the text (`whatsapp-web`, `terminal`). */
const SHOWN = ['buttons', 'numbers'] as const;

/** A message that begins with the text of a step, with the longest values that it can have. */
export interface Rendered {
  language: string;
  shown: (typeof SHOWN)[number];
  /** `flow:step` */
  step: string;
  text: string;
}

/**
 * Checks that no message of any pilot is longer than `AT_ONCE`, in any language: people choose a language before their
 * place, so any can meet any.
 */
export const checkLengths = (model: Model, pilots: readonly Pilot[]): Finding[] =>
  pilots.flatMap((pilot) =>
    renderedMessages(
      model,
      pilot,
      model.texts.languages.map(({ tag }) => tag),
    )
      .filter(({ text }) => isLonger(text, AT_ONCE))
      .map(({ language, step, shown, text }) => ({
        where: `${pilot.pilot}: ${language} ${step}`,
        what: `is ${graphemes(text)} characters at once where options are ${shown}; ${AT_ONCE} are the most`,
      })),
  );

/** Every message of a pilot in these languages. */
export function renderedMessages(model: Model, pilot: Pilot, languages: readonly string[]): Rendered[] {
  const flows = model.flowsOf(pilot.pilot);
  const steps = stepsOf(flows).filter(({ step }) => step.kind === 'say' || step.kind === 'ask');
  const values = samplesOf(pilot, model.texts);
  const known = { model, flows, pilot: pilot.pilot, values, fitting: new Map(), lengths: new Map(), said: new Map() };
  return languages.flatMap((language) =>
    SHOWN.flatMap((shown) =>
      steps.map(({ flow, id }) => ({
        language,
        shown,
        step: `${flow.flow}:${id}`,
        text: messageFrom({ ...known, language, shown }, flow, id, new Set()),
      })),
    ),
  );
}

interface Rendering {
  model: Model;
  flows: Flows;
  pilot: string;
  language: string;
  values: readonly Values[];
  shown: Rendered['shown'];
  /** The values that differ for a text, by its key: they are the same in every language. */
  fitting: Map<string, readonly Values[]>;
  /** The lengths of values, by language. */
  lengths: Map<string, Map<Param, number>>;
  /** What was said already, by language and key: most texts stand in many messages. */
  said: Map<string, string>;
}

/**
 * The longest message that can begin at a step: texts are joined until there is something to choose, and as long as
 * they can be seen at once, as a turn joins them. Lists and calls count once, so that no circle is walked for ever.
 */
function messageFrom(render: Rendering, flow: Flow, id: string, walked: Set<string>): string {
  const step = flow.steps[id];
  const place = `${flow.flow}:${id}`;
  if (step === undefined || walked.has(place)) return '';
  const seen = new Set([...walked, place]);
  const longestOf = (steps: readonly string[]) => longest(steps.map((next) => messageFrom(render, flow, next, seen)));
  switch (step.kind) {
    case 'say': {
      const said = bodyOf(render, `${place}.text`, step.critical);
      const labels = [...buttonsOf(render, place, step), ...bridgeOf(render, step)];
      if (labels.length > 0 || step.card) return withOptions(render, said, labels);
      const rest = messageFrom(render, flow, step.next, seen);
      const joined = rest === '' ? said : `${said}\n\n${rest}`;
      return joined.length <= AT_ONCE ? joined : said;
    }
    case 'ask': {
      const options = optionsOf(step).map((option) => longestSaid(render, `${place}.options.${option.id}`));
      const items = step.expect === 'choice' && step.from !== undefined ? ITEMS : [];
      const labels = [...items, ...options, ...bridgeOf(render, step)];
      return withOptions(render, bodyOf(render, `${place}.text`, step.critical), labels);
    }
    case 'route':
      return longestOf(step.routes.map(({ next }) => next));
    case 'do':
      return longestOf(Object.values(step.on));
    case 'milestone':
      return longestOf([step.next]);
    case 'call': {
      const called = callable(step, render.flows).flatMap((name) => render.flows[name] ?? []);
      return longest(called.map((each) => messageFrom(render, each, each.start, seen)));
    }
  }
}

function bodyOf(render: Rendering, key: TextKey, critical: SayStep['critical']): string {
  const said = longestSaid(render, key);
  const bridge = critical === 'beneath' ? render.model.texts.bridgeOf(render.language) : undefined;
  return bridge === undefined ? said : `${said}\n\n${longestSaid(render, key, bridge)}`;
}

function bridgeOf({ model, language }: Rendering, step: SayStep | AskStep): string[] {
  const bridge = step.critical === true ? model.texts.bridgeOf(language) : undefined;
  return bridge === undefined ? [] : [model.texts.language(bridge).endonym];
}

const buttonsOf = (render: Rendering, place: string, { buttons = {} }: SayStep): string[] =>
  Object.entries(buttons).flatMap(([act, target]) => {
    const label = longestSaid(render, `${place}.buttons.${act}`);
    return typeof target === 'object' ? APPOINTMENTS.map(() => label) : [label];
  });

function withOptions({ shown, language }: Rendering, text: string, labels: readonly string[]): string {
  if (shown === 'buttons' || labels.length === 0) return text;
  const options = labels.map((label) => ({ id: '', label }));
  return numbered({ kind: 'choice', language, text, options, from: 1 }) ?? text;
}

/** A text with the values that make it longest. */
function longestSaid(render: Rendering, of: TextKey, tag = render.language): string {
  const place = `${tag} ${of}`;
  const known = render.said.get(place);
  if (known !== undefined) return known;
  const said = sayLongest(render, of, tag);
  render.said.set(place, said);
  return said;
}

function sayLongest(render: Rendering, of: TextKey, tag: string): string {
  const { model, pilot, values, fitting } = render;
  const key = model.textKey(pilot, of);
  const fit = fitting.get(key) ?? fittingFor(model.texts.placeholders(key), values);
  fitting.set(key, fit);
  const [one, ...more] = fit;
  if (one === undefined || more.length === 0) return sayOrNothing(model, tag, key, one ?? {});
  // The text around the values is the same for all: the longest values make the longest text.
  const names = model.texts.raw(tag, key)?.match(/(?<={{\s*)\w+(?=\s*}})/g) ?? [];
  const lengths = fit.map((each) => names.reduce((sum, name) => sum + shownLength(render, tag, each[name] ?? ''), 0));
  return sayOrNothing(model, tag, key, fit[lengths.indexOf(Math.max(...lengths))] ?? {});
}

/** How long a value is in a text. */
function shownLength({ model, lengths }: Rendering, tag: string, value: Param): number {
  const known = lengths.get(tag) ?? new Map<Param, number>();
  lengths.set(tag, known);
  const length = known.get(value) ?? model.texts.show(tag, value).length;
  known.set(value, length);
  return length;
}

function fittingFor(names: readonly string[], values: readonly Values[]): Values[] {
  if (names.length === 0) return [{}];
  const fitting = new Map<string, Values>();
  for (const each of values) {
    const needed = Object.fromEntries(names.map((name) => [name, each[name] ?? UNKNOWN]));
    fitting.set(JSON.stringify(needed), needed);
  }
  return [...fitting.values()];
}

/** A text that is missing is a finding of its own, and has no length. */
function sayOrNothing({ texts }: Model, tag: string, key: TextKey, values: Values): string {
  try {
    return texts.say(tag, key, values);
  } catch (error) {
    if (error instanceof MissingTextError) return '';
    throw error;
  }
}

const longest = (texts: readonly string[]): string =>
  texts.reduce((most, text) => (text.length > most.length ? text : most), '');
