import type { CodedEvent } from '../evaluation/events.ts';
import type { Conversation, Frame, Item, Value } from './conversation.ts';
import type { AskStep, Flow } from './flow.ts';
import type { Reply } from './message.ts';
import { builtIn, type Model, type Setting } from './model.ts';

/** Limits of one turn. A flow that reaches one is broken, and the turn fails rather than run on. People stay for years: turns are not counted. */
export const MAX_STEPS = 100;
export const MAX_VISITS = 10;
/** How deep flows may call each other; so much of what is under way is kept, too, when something comes in between. */
export const CALL_DEPTH = 8;
export const MAX_DEPTH = 2 * CALL_DEPTH;

/** A turn under way: plain JSON, like the conversation in it. */
export interface Run {
  c: Conversation;
  setting: Setting;
  replies: Reply[];
  events: CodedEvent[];
  /** Bare counts that belong to nobody. */
  tallies: string[];
  /** The words of this message must not be kept. */
  wipe: boolean;
  /** Something was said from the side (a reminder, a safety card): the open question isn't put again. */
  aside: boolean;
  /** The place from which the open question's options are shown, where one reply cannot show them all. */
  page: number;
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

export const topFrame = (run: Run): Frame | undefined => run.c.stack.at(-1);

/** Begins a flow on top of what is under way. One that lies there already begins anew: no flow lies on the stack twice. */
export function push(run: Run, flow: Flow, vars: Record<string, Value> = {}): void {
  run.c.stack = flow.replaces ? [] : run.c.stack.filter((frame) => frame.flow !== flow.flow);
  if (run.c.stack.length >= MAX_DEPTH) throw new FlowError(`more than ${MAX_DEPTH} flows deep at ${flow.flow}`);
  run.c.stack.push({ flow: flow.flow, step: flow.start, vars, trail: [] });
  if (flow.danger || flow.traceless) {
    run.wipe = true;
    run.tallies.push(flow.flow);
  } else {
    run.events.push({ kind: 'flow-started', flow: flow.flow });
  }
}

/**
 * Begins a flow that comes in the midst of another: a word, a standing button, a timer. Old ones in between are let
 * go, so that nobody can pile up flows until the stack is full.
 */
export function interject(run: Run, flow: Flow, vars: Record<string, Value> = {}): void {
  const { stack } = run.c;
  if (stack.length > CALL_DEPTH) stack.splice(1, stack.length - CALL_DEPTH);
  push(run, flow, vars);
}

/** The question that waits for an answer, if one does. */
export function openQuestion(model: Model, run: Run): { frame: Frame; step: AskStep; visit: number } | undefined {
  const frame = topFrame(run);
  const step = frame && model.flowsOf(run.c.pilot)[frame.flow]?.steps[frame.step];
  if (frame?.asked === undefined || step?.kind !== 'ask') return undefined;
  return { frame, step, visit: frame.asked.visit };
}

/** The value of a variable: of this flow, else of those that called it, else of the conversation. */
export function lookUp(model: Model, run: Run, name: string): Value | undefined {
  for (let i = run.c.stack.length - 1; i >= 0; i -= 1) {
    const value = run.c.stack[i]?.vars[name];
    if (value !== undefined) return value;
  }
  return builtIn(model, run.c, run.setting, name);
}

/** The items of a list variable; none where it holds something else. */
export function listOf(model: Model, run: Run, name: string | undefined): Item[] {
  const value = name === undefined ? undefined : lookUp(model, run, name);
  return Array.isArray(value) ? value : [];
}
