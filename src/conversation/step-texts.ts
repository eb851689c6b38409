import { type Flow, type Flows, optionsOf, type Step } from './flow.ts';

/** A text that a step shows. */
export interface Needed {
  key: string;
  label: boolean;
  /** One button for each item of a list: the label says which, by `{{item}}`. */
  item: boolean;
}

/** Where a text of the model is to be found: at its own key, or at that of a pilot's wording. */
export type KeyOf = (key: string) => string;

/** A step among flows, with the flow that it belongs to. */
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
export const textKeys = (flows: Flows, keyOf: KeyOf = asItIs): string[] =>
  stepsOf(flows).flatMap(({ flow, id, step }) => textsOf(flow, id, step, keyOf).map(({ key }) => key));

/** Where a pilot's folder keeps its own wording of a text: `work:path.text` is `milan:flows.work.path.text`. */
export const ownKey = (pilot: string, key: string): string => `${pilot}:flows.${key.replace(':', '.')}`;

const asItIs: KeyOf = (key) => key;
