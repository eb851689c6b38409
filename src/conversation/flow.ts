import { z } from 'zod';
import { ACTIONS, type ActionName } from './actions.ts';

/**
 * The format of the files in `flows/**`, which authors write. It holds no text; the key of a text is made of flow and
 * step.
 */

export const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens');
export const variable = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'use a camelCase name');

export const next = id.describe(
  'The step that follows; `end` ends the flow and goes back to where it was called, `top` goes to the menu, `rest` says nothing more until the person writes, `pass` ends a step of the way that is not done.',
);

const condition = z
  .record(variable, z.union([z.string(), z.array(z.string()).min(1)]))
  .describe(
    'All must hold: variable -> value, or one of several values. A variable without a value is `none`, one whose value is no word `some`.',
  );

const target = z.union([
  z.literal(true).describe('No target: the act alone says it.'),
  variable.describe('The variable that holds the target.'),
  z.strictObject({ from: variable.describe('A list variable: one button for each of its items.') }),
]);

const critical = z
  .union([
    z.literal(true).describe('A button shows the text in the bridge language.'),
    z.literal('beneath').describe('The bridge language stands underneath: for a few words, or where nobody can press.'),
  ])
  .optional()
  .describe(
    'Decides something (consent, law, safety, deletion): until reviewed, it can be read in the bridge language too.',
  );

const Say = z.strictObject({
  kind: z.literal('say').describe('Says a text and goes on.'),
  critical,
  card: z.literal(true).optional().describe('Shown once, never replayed, removed at quick exit where the channel can.'),
  clear: z.literal(true).optional().describe('First forget the answers given before.'),
  document: variable.optional().describe('Sends the file whose id this variable holds; the text stands beside it.'),
  buttons: z.record(id, target).optional().describe('Standing buttons: act -> its target. They stay valid for days.'),
  next,
});

const ask = {
  kind: z.literal('ask').describe('Asks, and waits for the answer.'),
  critical,
  pause: z.literal(true).optional().describe('A sitting ends here: the person can go on another day.'),
  save: variable.optional().describe('Where the answer goes, until the flow ends.'),
  must: z
    .string()
    .min(1)
    .optional()
    .describe('Why no button leads out of this question, as every other one has it: a reason for the reader.'),
};
const beside = z.record(id, next).optional().describe('Buttons beside the question, such as `skip`: option -> step.');
const AskChoice = z.strictObject({
  ...ask,
  expect: z.literal('choice').describe('One of the options, shown as buttons or as a numbered list.'),
  keep: z
    .enum(['gender', 'status', 'education', 'employment', 'children'])
    .optional()
    .describe('Also keep the answer, which is a code, in the profile, if the person has consented.'),
  everyLanguage: z.literal(true).optional().describe('Put the question in every offered language at once.'),
  from: variable.optional().describe('A list variable whose items are offered first.'),
  options: z
    .union([z.array(id).min(1), z.record(id, next)])
    .optional()
    .describe('Fixed options: a list (all go to `next`), or option -> step.'),
  out: z
    .record(id, next)
    .optional()
    .describe('Buttons that lead out of the question and are no answer, such as `menu`: nothing is saved.'),
  before: next
    .optional()
    .describe(
      'For a later page of a list: where the word *back* leads instead of to the question before, with the answer `earlier`.',
    ),
  next: next
    .optional()
    .describe('Where a listed option or an item of `from` leads. Needed with either of them; useless without.'),
});
const AskText = z.strictObject({
  ...ask,
  expect: z.literal('text').describe('Free words.'),
  max: z.int().min(1).max(3000).describe('Longest answer, in characters.'),
  thread: z
    .literal(true)
    .optional()
    .describe(
      'A message to staff: where the flow comes back to the question at once, it waits for more without a word. Voice notes, pictures and PDF files are taken, too.',
    ),
  options: beside,
  next,
});
const AskNumber = z.strictObject({
  ...ask,
  expect: z.literal('number').describe('A whole number, in the digits of any language.'),
  min: z.int().describe('The lowest that is taken.'),
  max: z.int().describe('The highest that is taken.'),
  options: beside,
  next,
});
const AskDate = z.strictObject({
  ...ask,
  expect: z.literal('date').describe('Day, month, year in this order, or an ISO date.'),
  options: beside,
  next,
});
const AskPhone = z.strictObject({
  ...ask,
  expect: z
    .literal('phone')
    .describe('A telephone number that can be called, with its country or as it is written in the pilot.'),
  options: beside,
  next,
});
const Ask = z.discriminatedUnion('expect', [AskChoice, AskText, AskNumber, AskDate, AskPhone]);

const Route = z.strictObject({
  kind: z.literal('route').describe('Chooses the next step by the stored answers, and says nothing.'),
  routes: z
    .array(z.strictObject({ when: condition.optional(), next }))
    .min(1)
    .describe('The first whose condition holds is taken; the last has none.'),
});

const Call = z.strictObject({
  kind: z.literal('call').describe('Goes through another flow and comes back.'),
  flow: z
    .union([
      id.describe('The flow. It can read the variables of this one.'),
      z.strictObject({ from: variable.describe('The variable that names the step of the way to work.') }),
    ])
    .describe('The flow, or `from`: the variable that names a step of the way to work.'),
  with: z.record(variable, id).optional().describe('Variables that the called flow begins with: variable -> code.'),
  take: z.array(variable).min(1).optional().describe('Variables of the called flow that this one takes over.'),
  next,
});

const Do = z.strictObject({
  kind: z.literal('do').describe('Asks the world to do something: to book, to look up, to forget.'),
  action: z
    .enum(Object.keys(ACTIONS) as [ActionName, ...ActionName[]])
    .describe('One of the actions below; it sets variables, and its outcome decides the way.'),
  on: z.record(id, next).describe('Every outcome of the action -> step.'),
});

const Milestone = z.strictObject({
  kind: z.literal('milestone').describe('Counts as progress in the evaluation.'),
  milestone: id.describe('Its name in the statistics.'),
  next,
});

export const Step = z.discriminatedUnion('kind', [Say, Ask, Route, Call, Do, Milestone]);
export type Step = z.infer<typeof Step>;
export type AskStep = z.infer<typeof Ask>;
export type SayStep = z.infer<typeof Say>;

/**
 * The words that a person may say at any time; each has one flow and its words in `interrupts.json`. `enough` holds the
 * everyday words that may mean *stop* or only "that is all".
 */
export const INTERRUPTS = ['menu', 'help', 'stop', 'enough', 'language', 'back', 'human', 'exit'] as const;
export type Interrupt = (typeof INTERRUPTS)[number];

export const Flow = z.strictObject({
  $schema: z.string().optional().describe('The JSON Schema, for editors that want it here and not in the first line.'),
  flow: id.describe('The name of the flow; the file has the same.'),
  start: id.describe('Where it begins, and where people go whose step is gone.'),
  interrupt: z
    .enum(INTERRUPTS)
    .exclude(['back'])
    .optional()
    .describe('The flow begins when a person says this word; *back* begins nothing.'),
  replaces: z.literal(true).optional().describe('Leaves everything else behind, instead of coming back to it.'),
  act: id
    .optional()
    .describe('Begins when a standing button `s.<act>.<target>` is tapped; the target is in the variable `target`.'),
  timer: id.optional().describe('Begins when a timer of this kind is due.'),
  way: z.literal(true).optional().describe('A step of the way to work; people find it in the list of steps.'),
  danger: z.literal(true).optional().describe('Begins when words of danger are read; leaves no trace.'),
  anyone: z
    .literal(true)
    .optional()
    .describe('Shows nothing that was said or booked before: it needs no word on who writes after a long silence.'),
  traceless: z.literal(true).optional().describe('Nothing of it is kept or counted under a person.'),
  steps: z.record(id, Step).describe('The steps by their names, in any order.'),
});
export type Flow = z.infer<typeof Flow>;
export type Flows = Readonly<Record<string, Flow>>;

/** Ends the flow. Not a step. */
export const END = 'end';
/** Leaves everything and says nothing more until the person writes. Not a step. */
export const REST = 'rest';
/** Ends a step of the way without its being done: it is proposed again after the others. Not a step. */
export const PASS = 'pass';
/** Leaves everything and goes to the menu, wherever the flow was called. Not a step. */
export const TOP = 'top';
/** The words that can stand in place of a step's name. */
export const TARGETS: readonly string[] = [END, REST, PASS, TOP];

/** The flow with which every conversation begins and to which it falls back. */
export const ROOT = 'main';

/** Whether a flow can also begin from the menu: then it is a matter of its own (a booking, services) in a step too. */
export const isOwnMatter = (flows: Flows, name: string): boolean =>
  Object.values(flows[ROOT]?.steps ?? {}).some((step) => step.kind === 'call' && step.flow === name);

/** The fixed options of a question, in order, each with the step to which it leads. */
export function optionsOf(step: AskStep): { id: string; next: string }[] {
  const { options = [] } = step;
  const asPairs = (all: Readonly<Record<string, string>>) => Object.entries(all).map(([id, next]) => ({ id, next }));
  const answers = Array.isArray(options) ? options.map((id) => ({ id, next: step.next ?? END })) : asPairs(options);
  return [...answers, ...asPairs(outsOf(step))];
}

/** The buttons that lead out of a question and are no answer. */
export const outsOf = (step: AskStep): Readonly<Record<string, string>> =>
  (step.expect === 'choice' ? step.out : undefined) ?? {};

/**
 * Whether one of a question's buttons leads out of it: to the end of the flow or to the menu, with no more than a few
 * words on the way. What is listed to choose from (`from`, or `options` that all lead to `next`) is an answer. Out of a
 * question in free words any button leads, such as one that skips it.
 */
export function hasWayOut(flow: Flow, step: AskStep): boolean {
  if (step.expect !== 'choice') return optionsOf(step).length > 0;
  const answers = Array.isArray(step.options) ? step.options : [];
  return optionsOf(step).some(({ id, next }) => !answers.includes(id) && leadsOut(flow, next, []));
}

function leadsOut(flow: Flow, id: string, before: readonly string[]): boolean {
  if (TARGETS.includes(id)) return true;
  const step = flow.steps[id];
  if (step === undefined || before.includes(id)) return false;
  const isPassed = step.kind === 'say' || step.kind === 'route' || step.kind === 'milestone';
  return isPassed && exits(step).every((next) => leadsOut(flow, next, [...before, id]));
}

/** Every step that a step may lead to. */
export function exits(step: Step): string[] {
  switch (step.kind) {
    case 'route':
      return step.routes.map((route) => route.next);
    case 'do':
      return Object.values(step.on);
    case 'ask':
      return [
        ...(step.next === undefined ? [] : [step.next]),
        ...(step.expect === 'choice' && step.before !== undefined ? [step.before] : []),
        ...optionsOf(step).map((option) => option.next),
      ];
    default:
      return [step.next];
  }
}

/** The format as JSON Schema, for editors: `flows/flow.schema.json` holds it. */
export const flowSchema = () => z.toJSONSchema(Flow, { io: 'input' });
