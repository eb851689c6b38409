import type { CodedEvent } from '../evaluation/events.ts';
import type { Conversation, Frame, Item, Value } from './conversation.ts';
import type { AskStep, Flow } from './flow.ts';
import type { Reply } from './message.ts';
import { builtIn, type Model, type Setting } from './model.ts';

/** Limits of one turn. A flow that reaches one is broken, and the turn fails rather than run on. People stay for years: turns are not counted. */
export const MAX_STEPS = 100;
export const MAX_VISITS = 10;
export const MAX_DEPTH = 8;

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
  steps: number;
  visits: Record<string, number>;
}

/** A defect of a flow that the check should have found; the turn fails and is tried again after a repair. */
export class FlowError extends Error {
  override name = 'FlowError';
}

/** Begins a turn on a copy: the conversation passed in stays as it is. */
export function startRun(conversation: Conversation, setting: Setting): Run {
  const c = { ...conversation, stack: conversation.stack.map((frame) => ({ ...frame })), standing: [] };
  return { c, setting, replies: [], events: [], tallies: [], wipe: false, aside: false, steps: 0, visits: {} };
}

export const topFrame = (run: Run): Frame | undefined => run.c.stack.at(-1);

/** Begins a flow on top of what is under way. */
export function push(run: Run, flow: Flow, vars: Record<string, Value> = {}): void {
  if (flow.replaces) run.c.stack = [];
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
 * Begins a flow that the person called for in the midst of another. One that is open already begins anew instead of
 * lying on top of itself, and very old ones underneath are let go, so that nobody can pile up flows.
 */
export function interject(run: Run, flow: Flow, vars: Record<string, Value> = {}): void {
  const { stack } = run.c;
  const open = stack.findIndex((frame) => frame.flow === flow.flow);
  if (open > 0) stack.length = open;
  if (stack.length > MAX_DEPTH / 2) stack.splice(1, stack.length - MAX_DEPTH / 2);
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
