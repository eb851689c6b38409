import type { CodedEvent } from '../evaluation/events.ts';
import type { Conversation, Frame, Item, Value } from './conversation.ts';
import { type AskStep, type Flow, type Flows, isOwnMatter } from './flow.ts';
import type { Reply } from './message.ts';
import { builtIn, type Model, type Setting } from './model.ts';
import { tracelessFrame } from './traceless.ts';

/**
 * Limits of one turn: a flow that exceeds one is broken, and the turn fails rather than run on. Turns are not counted,
 * since people stay for years.
 */
export const MAX_STEPS = 100;
export const MAX_VISITS = 10;
/** The most flows that may call each other, one inside the other. `interject` keeps as many flows under way. */
export const CALL_DEPTH = 10;
export const MAX_DEPTH = 2 * CALL_DEPTH;

/** A turn under way: plain JSON, like the conversation in it. */
export interface Run {
  c: Conversation;
  setting: Setting;
  replies: Reply[];
  events: CodedEvent[];
  /** Counts without a pseudonym, which belong to no person. */
  tallies: string[];
  /** The words of this message must not be kept. */
  wipe: boolean;
  /** A reply came from the side (a reminder, a safety card), so the open question is not put again. */
  aside: boolean;
  /** Somebody writes for the first time after a long silence: nothing of theirs is an answer before it is known who writes. */
  isBack?: true;
  /** Set where a long question was read twice already: its options come again without it. */
  again?: true;
  /** The index (from 0) of the first option to show, where one reply cannot show all options of the open question. */
  page: number;
  /** The language of this turn, where the person asked to read a text in another language than their own. */
  language?: string;
  steps: number;
  visits: Record<string, number>;
}

/** A defect of a flow that the check should have found; the turn fails and is tried again after a repair. */
export class FlowError extends Error {
  override name = 'FlowError';
}

/** Begins a turn on a copy: the conversation passed in stays as it is. */
export function startRun(conversation: Conversation, setting: Setting): Run {
  const c = { ...conversation, stack: conversation.stack.map((frame) => ({ ...frame })) };
  return { c, setting, replies: [], events: [], tallies: [], wipe: false, aside: false, page: 0, steps: 0, visits: {} };
}

/** Whether nothing of a text of this flow may be kept: the flow leaves no trace, or the one that has called it. */
export function leavesNoTrace(model: Model, { c }: Run, flow: string): boolean {
  const flows = model.flowsOf(c.pilot);
  return flows[flow]?.traceless === true || tracelessFrame(flows, c.stack) !== undefined;
}

export const topFrame = ({ c }: Pick<Run, 'c'>): Frame | undefined => c.stack.at(-1);

/**
 * Begins a flow on top of the stack; `takes` is set where another flow calls it. A flow that is on the stack already
 * begins anew, so no flow is there twice. Throws a `FlowError` where the stack is full.
 */
export function push(model: Model, run: Run, flow: Flow, vars: Record<string, Value> = {}, takes?: string[]): void {
  run.c.stack = flow.replaces ? [] : without(model.flowsOf(run.c.pilot), run.c.stack, flow.flow);
  if (run.c.stack.length >= MAX_DEPTH) throw new FlowError(`more than ${MAX_DEPTH} flows deep at ${flow.flow}`);
  run.c.stack.push({ flow: flow.flow, step: flow.start, vars, trail: [], ...(takes && { takes }) });
  if (flow.danger || flow.traceless) {
    run.wipe = true;
    run.tallies.push(flow.flow);
  } else if (tracelessFrame(model.flowsOf(run.c.pilot), run.c.stack) === undefined) {
    run.events.push({ kind: 'flow-started', flow: flow.flow });
  }
}

/**
 * The flows under way without this one, and without those that it has called. The flow that has called it calls it again
 * later, unless it is a matter of its own: else what it tells would be lost in the midst.
 */
function without(flows: Flows, stack: Frame[], flow: string): Frame[] {
  const from = stack.findIndex((frame) => frame.flow === flow);
  if (from < 0) return stack;
  const called = stack.slice(from + 1).findIndex((frame) => frame.takes === undefined);
  const caller = stack[from - 1];
  if (called >= 0 && caller !== undefined && stack[from]?.takes !== undefined && !isOwnMatter(flows, flow)) {
    const calls = Object.entries(flows[caller.flow]?.steps ?? {}).find(
      ([, step]) => step.kind === 'call' && step.flow === flow && step.next === caller.step,
    );
    if (calls !== undefined) caller.step = calls[0];
  }
  return [...stack.slice(0, from), ...(called < 0 ? [] : stack.slice(from + 1 + called))];
}

/**
 * Begins a flow in the midst of another: by a word, a standing button or a timer. Older flows between the first and the
 * newest are dropped, so that no person can pile up flows until the stack is full.
 */
export function interject(model: Model, run: Run, flow: Flow, vars: Record<string, Value> = {}): void {
  const { stack } = run.c;
  if (stack.length > CALL_DEPTH) stack.splice(1, stack.length - CALL_DEPTH);
  push(model, run, flow, vars);
}

/** The question that waits for an answer, if there is one. */
export function openQuestion(
  model: Model,
  run: Pick<Run, 'c'>,
): { frame: Frame; step: AskStep; visit: number } | undefined {
  const frame = topFrame(run);
  const step = frame && model.flowsOf(run.c.pilot)[frame.flow]?.steps[frame.step];
  if (frame?.asked === undefined || step?.kind !== 'ask') return undefined;
  return { frame, step, visit: frame.asked.visit };
}

/** The value of a variable: of this flow, else of a flow below it on the stack, else built in. */
export function lookUp(model: Model, run: Run, name: string): Value | undefined {
  for (let i = run.c.stack.length - 1; i >= 0; i -= 1) {
    const value = run.c.stack[i]?.vars[name];
    if (value !== undefined) return value;
  }
  return builtIn(model, run.c, run.setting, name);
}

/** The items of a list variable; empty where the variable holds something else. */
export function listOf(model: Model, run: Run, name: string | undefined): Item[] {
  const value = name === undefined ? undefined : lookUp(model, run, name);
  return Array.isArray(value) ? value : [];
}
