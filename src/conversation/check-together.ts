import { ACTIONS } from './actions.ts';
import { ACTS, TIMERS } from './beginnings.ts';
import type { Finding } from './finding.ts';
import { type Flow, type Flows, INTERRUPTS, ROOT, type Step } from './flow.ts';
import { BUILT_IN } from './model.ts';
import { CALL_DEPTH } from './run.ts';

/** Checks that each of `TIMERS` and `ACTS`, which the program begins, has its flow. */
export function checkNeeded(flows: Flows): Finding[] {
  const all = Object.values(flows);
  const lacks = (header: 'timer' | 'act', names: readonly string[]) =>
    names
      .filter((name) => !all.some((flow) => flow[header] === name))
      .map((name): Finding => ({ where: header, what: `no flow for ${name}, which the program begins` }));
  return [...lacks('timer', TIMERS), ...lacks('act', ACTS)];
}

/**
 * Checks that something begins every flow, that no two flows begin in the same way, and that the root, every interrupt
 * and danger have their flow.
 */
export function checkBeginnings(flows: Flows): Finding[] {
  const all = Object.values(flows);
  const found: Finding[] = [];
  for (const header of ['interrupt', 'act', 'timer'] as const) {
    const names = all.map((flow) => flow[header]).filter((name) => name !== undefined);
    for (const name of new Set(names))
      if (names.filter((other) => other === name).length > 1)
        found.push({ where: header, what: `${name} begins two flows` });
  }
  for (const interrupt of INTERRUPTS) {
    if (interrupt !== 'back' && !all.some((flow) => flow.interrupt === interrupt))
      found.push({ where: 'interrupt', what: `no flow for ${interrupt}` });
  }
  if (flows[ROOT] === undefined) found.push({ where: ROOT, what: 'the flow is missing' });
  if (all.filter((flow) => flow.danger).length !== 1)
    found.push({ where: 'danger', what: 'exactly one flow answers words of danger' });
  const called = new Set(all.flatMap((flow) => calledBy(flow, flows)));
  for (const flow of all) {
    if (!beginsItself(flow) && !called.has(flow.flow))
      found.push({ where: flow.flow, what: 'nothing begins this flow' });
  }
  return found;
}

const beginsItself = (flow: Flow): boolean =>
  flow.flow === ROOT ||
  flow.danger === true ||
  [flow.interrupt, flow.act, flow.timer].some((name) => name !== undefined);

/** The flows that each flow calls; one that calls a step of the way may call any. */
const calls = new WeakMap<Flows, Map<Flow, readonly string[]>>();

function calledBy(flow: Flow, flows: Flows): readonly string[] {
  const known = calls.get(flows) ?? new Map<Flow, readonly string[]>();
  calls.set(flows, known);
  const called =
    known.get(flow) ?? Object.values(flow.steps).flatMap((step) => (step.kind === 'call' ? callable(step, flows) : []));
  known.set(flow, called);
  return called;
}

/** The flows that a call may begin. */
export const callable = ({ flow }: Extract<Step, { kind: 'call' }>, flows: Flows): string[] =>
  typeof flow === 'string' ? [flow] : Object.values(flows).flatMap((each) => (each.way === true ? [each.flow] : []));

/** The flows of which nothing is kept: those that leave no trace, and all that they call. */
export function traceless(flows: Flows): Set<string> {
  const all = new Set<string>();
  const todo = Object.values(flows).filter(({ danger, traceless }) => danger || traceless);
  for (let flow = todo.pop(); flow !== undefined; flow = todo.pop()) {
    all.add(flow.flow);
    todo.push(...calledBy(flow, flows).flatMap((name) => (all.has(name) ? [] : (flows[name] ?? []))));
  }
  return all;
}

/** Checks that calls lead to existing flows, never in a circle, and no deeper than `CALL_DEPTH`. */
export function checkCalls(flows: Flows): Finding[] {
  return Object.values(flows).flatMap((flow) => {
    const found: Finding[] = [];
    for (const name of calledBy(flow, flows))
      if (flows[name] === undefined) found.push({ where: flow.flow, what: `calls ${name}, which is missing` });
    const depth = depthOf(flow, flows, []);
    if (depth === Number.POSITIVE_INFINITY) found.push({ where: flow.flow, what: 'its calls lead in a circle' });
    else if (beginsItself(flow) && depth > CALL_DEPTH)
      found.push({ where: flow.flow, what: `its calls are ${depth} flows deep; ${CALL_DEPTH} are the most` });
    return found;
  });
}

/** The number of flows in the longest chain of calls from this flow; infinite where calls lead in a circle. */
function depthOf(flow: Flow, flows: Flows, above: readonly string[]): number {
  if (above.includes(flow.flow)) return Number.POSITIVE_INFINITY;
  const called = calledBy(flow, flows).flatMap((name) => flows[name] ?? []);
  return 1 + Math.max(0, ...called.map((next) => depthOf(next, flows, [...above, flow.flow])));
}

/** Checks that no step reads a variable that is never set. */
export function checkVariables(flows: Flows): Finding[] {
  return Object.values(flows).flatMap((flow) => {
    const known = variablesOf(flow, flows);
    return Object.entries(flow.steps).flatMap(([id, step]) =>
      readBy(step)
        .filter((name) => !known.has(name))
        .map((name) => ({ where: `${flow.flow}:${id}`, what: `the variable ${name} is never set` })),
    );
  });
}

/** Every variable that may have a value inside a flow: built in, its own, or set by a flow that calls it. */
export function variablesOf(flow: Flow, flows: Flows): Set<string> {
  const names = new Set<string>([...BUILT_IN, ...setBy(flow)]);
  const seen = new Set([flow.flow]);
  const todo = [flow.flow];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    for (const caller of Object.values(flows)) {
      if (seen.has(caller.flow) || !calledBy(caller, flows).includes(name)) continue;
      seen.add(caller.flow);
      todo.push(caller.flow);
      for (const variable of setBy(caller)) names.add(variable);
    }
  }
  return names;
}

/** The variables that a flow sets itself. */
function setBy(flow: Flow): string[] {
  const header = flow.timer !== undefined ? ['target', 'words'] : flow.act !== undefined ? ['target'] : [];
  return Object.values(flow.steps).reduce<string[]>((names, step) => {
    if (step.kind === 'ask' && step.save !== undefined) names.push(step.save);
    if (step.kind === 'do') names.push(...ACTIONS[step.action].sets);
    if (step.kind === 'call') names.push(...Object.keys(step.with ?? {}), ...(step.take ?? []));
    return names;
  }, header);
}

function readBy(step: Step): string[] {
  switch (step.kind) {
    case 'say':
      return Object.values(step.buttons ?? {}).flatMap((target) =>
        target === true ? [] : [typeof target === 'string' ? target : target.from],
      );
    case 'ask':
      return step.expect === 'choice' && step.from !== undefined ? [step.from] : [];
    case 'route':
      return step.routes.flatMap((route) => Object.keys(route.when ?? {}));
    case 'call':
      return typeof step.flow === 'string' ? [] : [step.flow.from];
    case 'do':
      return [...ACTIONS[step.action].reads];
    default:
      return [];
  }
}
