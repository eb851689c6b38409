import { z } from 'zod';
import type { Finding } from './finding.ts';
import { type AskStep, Flow, type Flows, id, next, optionsOf, outsOf, Step } from './flow.ts';

const header = {
  $schema: z.string().optional().describe('The JSON Schema, for editors that want it here and not in the first line.'),
  overlay: id.describe('The flow of the model that is adapted; the file has the same name.'),
};

/** A pilot's changes to one flow of the model. */
export const Overlay = z.strictObject({
  ...header,
  steps: z
    .record(id, Step.nullable())
    .optional()
    .describe('Step -> what it is here. A new name adds a step, null takes one away.'),
  options: z
    .record(id, z.record(id, next.nullable()))
    .optional()
    .describe('Question -> option -> the step it leads to. A new name adds an option at the end, null takes one away.'),
});

/** The removal of a flow of the model from a pilot. */
export const Removal = z.strictObject({ ...header, removed: z.literal(true).describe('The pilot has no such flow.') });

/**
 * A file in a pilot's folder: a flow of its own, which replaces the model's flow of that name, or a change of the
 * model's flow.
 */
export type Change = Flow | z.infer<typeof Overlay> | z.infer<typeof Removal>;
export type Changes = Readonly<Record<string, Change>>;

/**
 * The schema of a file in a pilot's folder. One field chooses it, so that an error is about the format that the author
 * meant.
 */
export function changeSchema(data: unknown): z.ZodType<Change> {
  if (typeof data !== 'object' || data === null || !('overlay' in data)) return Flow;
  return 'removed' in data ? Removal : Overlay;
}

/** The format as JSON Schema, for editors: `flows/overlay.schema.json` holds it. */
export const overlaySchema = () => z.toJSONSchema(z.union([Overlay, Removal]), { io: 'input' });

type Say = (step: string, what: string) => void;

/**
 * The flows of a pilot: the model's with these changes (by file name). The findings name the changes that do not fit
 * the model.
 */
export function overlay(base: Flows, changes: Changes): { flows: Flows; findings: Finding[] } {
  // The same flows are checked once.
  if (Object.keys(changes).length === 0) return { flows: base, findings: [] };
  const flows: Record<string, Flow> = { ...base };
  const findings: Finding[] = [];
  for (const [name, change] of Object.entries(changes)) {
    const say: Say = (step, what) => findings.push({ where: `${name}:${step}`, what });
    if ('flow' in change) {
      flows[name] = change;
      continue;
    }
    const flow = base[name];
    if (change.overlay !== name) say('', `the file is called ${name} and adapts ${change.overlay}`);
    else if (flow === undefined) say('', 'adapts a flow that the model does not have');
    else if ('removed' in change) delete flows[name];
    else flows[name] = adapt(flow, change, say);
  }
  return { flows, findings };
}

function adapt(flow: Flow, { steps = {}, options = {} }: z.infer<typeof Overlay>, say: Say): Flow {
  const adapted = new Map(Object.entries(flow.steps));
  for (const [id, step] of Object.entries(steps)) {
    if (step !== null) adapted.set(id, step);
    else if (!adapted.delete(id)) say(id, 'is taken away, and the model does not have it');
  }
  for (const [id, changes] of Object.entries(options)) {
    const step = adapted.get(id);
    if (step?.kind === 'ask')
      adapted.set(
        id,
        withOptions(step, changes, (what) => say(id, what)),
      );
    else say(id, 'gets other options and is no question');
  }
  return { ...flow, steps: Object.fromEntries(adapted) };
}

function withOptions(step: AskStep, changes: Record<string, string | null>, say: (what: string) => void): AskStep {
  const outs = new Map(Object.entries(outsOf(step)));
  const options = new Map(optionsOf(step).flatMap(({ id, next }) => (outs.has(id) ? [] : [[id, next] as const])));
  for (const [id, next] of Object.entries(changes)) {
    const changed = outs.has(id) ? outs : options;
    if (next !== null) changed.set(id, next);
    else if (!changed.delete(id)) say(`loses the option ${id}, and the model does not have it`);
  }
  const { options: _, ...rest } = step;
  const others = { ...rest, ...(options.size > 0 && { options: Object.fromEntries(options) }) };
  return others.expect === 'choice' && others.out ? { ...others, out: Object.fromEntries(outs) } : others;
}
