import type { TextKey } from '../text/keys.ts';
import { type Flow, type Flows, optionsOf, type Step } from './flow.ts';

/** A text that a step shows. */
export interface Needed {
  key: TextKey;
  label: boolean;
  /** Whether there is one button for each item of a list, whose label names the item by `{{item}}`. */
  item: boolean;
}

/** Maps the key of a model's text to the key in use: its own, or that of a pilot's wording. */
export type KeyOf = (key: TextKey) => TextKey;

/** Every step of these flows, with its id and its flow. */
export const stepsOf = (flows: Flows) =>
  Object.values(flows).flatMap((flow) => Object.entries(flow.steps).map(([id, step]) => ({ flow, id, step })));

/** Every text that a step shows. */
export function textsOf(flow: Flow, id: string, step: Step, keyOf: KeyOf = asItIs): Needed[] {
  const key = `${flow.flow}:${id}`;
  const text = { key: keyOf(`${key}.text`), label: false, item: false };
  if (step.kind === 'say') {
    const buttons = Object.entries(step.buttons ?? {}).map(([act, target]) => ({
      key: keyOf(`${key}.buttons.${act}`),
      label: true,
      item: typeof target === 'object',
    }));
    return [text, ...buttons];
  }
  if (step.kind !== 'ask') return [];
  const options = optionsOf(step).map(({ id }) => ({ key: keyOf(`${key}.options.${id}`), label: true, item: false }));
  return [text, ...options];
}

/** The key of every text that these flows show. */
export const textKeys = (flows: Flows, keyOf: KeyOf = asItIs): TextKey[] =>
  stepsOf(flows).flatMap(({ flow, id, step }) => textsOf(flow, id, step, keyOf).map(({ key }) => key));

/** The key of a pilot's own wording of a text: `work:path.text` becomes `milan:flows.work.path.text`. */
export const ownKey = (pilot: string, key: string): TextKey => `${pilot}:flows.${key.replace(':', '.')}`;

const asItIs: KeyOf = (key) => key;
