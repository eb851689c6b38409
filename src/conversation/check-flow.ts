import { ACTIONS } from './actions.ts';
import { BRIDGE } from './bridge.ts';
import { callable, traceless } from './check-together.ts';
import type { Finding } from './finding.ts';
import { END, exits, type Flow, type Flows, hasWayOut, PASS, REST, ROOT, type Step, TARGETS, TOP } from './flow.ts';
import { BUILT_IN } from './model.ts';
import { LISTEN } from './recording.ts';

/**
 * The built-in names under which a question may save its answer: `accept` stores the first two in the conversation, and
 * the profile holds the others.
 */
const SAVED_BUILT_IN: readonly string[] = [
  'language',
  'pilot',
  'gender',
  'status',
  'born',
  'education',
  'employment',
  'children',
];

/** Checks the rules that a flow must keep by itself. `name` is the name of its file. */
export function checkFlow(name: string, flow: Flow, flows: Flows): Finding[] {
  const found: Finding[] = [];
  const say = (step: string, what: string) => found.push({ where: `${flow.flow}:${step}`, what });
  if (name !== flow.flow) say('', `the file is called ${name}`);
  for (const word of TARGETS) if (flow.steps[word] !== undefined) say(word, 'is not a name for a step');
  if (flow.act === LISTEN) say('', `the button ${LISTEN} plays recordings and begins no flow`);
  if (flow.act === BRIDGE) say('', `the button ${BRIDGE} shows texts in another language and begins no flow`);
  if (flow.steps[flow.start] === undefined) say(flow.start, 'the start is missing');
  const isQuiet = traceless(flows).has(flow.flow);
  for (const [id, step] of Object.entries(flow.steps)) {
    for (const next of exits(step))
      if (!TARGETS.includes(next) && flow.steps[next] === undefined) say(id, `leads to ${next}, which is missing`);
    if (exits(step).includes(PASS) && !flow.way) say(id, 'leads to `pass`, and is in no step of the way');
    for (const what of [...checkStep(step, flows), ...checkAside(flow, step), ...checkWayOut(flow, step)])
      say(id, what);
    if (isQuiet) for (const what of checkTraceless(flow, step)) say(id, what);
  }
  const reached = reachable(flow);
  for (const id of Object.keys(flow.steps)) if (!reached.has(id)) say(id, 'cannot be reached');
  for (const id of silentLoops(flow, flows)) say(id, 'lies on a loop without a question');
  return found;
}

function checkStep(step: Step, flows: Flows): string[] {
  switch (step.kind) {
    case 'ask':
      return checkAsk(step);
    case 'do': {
      const outcomes: readonly string[] = ACTIONS[step.action].outcomes;
      const unhandled = outcomes.filter((outcome) => step.on[outcome] === undefined);
      const unknown = Object.keys(step.on).filter((outcome) => !outcomes.includes(outcome));
      return [
        ...unhandled.map((outcome) => `does not handle ${step.action}: ${outcome}`),
        ...unknown.map((outcome) => `${step.action} never ends in ${outcome}`),
      ];
    }
    case 'route': {
      const last = step.routes.length - 1;
      const isOpen = step.routes.every((route, i) => (route.when === undefined) === (i === last));
      return isOpen ? [] : ['the last route, and only that, has no condition'];
    }
    case 'say': {
      const acts = Object.keys(step.buttons ?? {});
      const unknown = acts.filter((act) => !Object.values(flows).some((other) => other.act === act));
      return unknown.map((act) => `no flow begins with the button ${act}`);
    }
    default:
      return [];
  }
}

function checkAsk(step: Extract<Step, { kind: 'ask' }>): string[] {
  const found: string[] = [];
  if (step.save !== undefined && (BUILT_IN as readonly string[]).includes(step.save))
    if (!SAVED_BUILT_IN.includes(step.save)) found.push(`${step.save} is built in and cannot be saved`);
  if (step.expect === 'number' && step.min > step.max) found.push(`no number is from ${step.min} to ${step.max}`);
  if (step.expect === 'choice') {
    if (step.from === undefined && step.options === undefined) found.push('has nothing to choose');
    if (step.next === undefined && (step.from !== undefined || Array.isArray(step.options)))
      found.push('has no `next`');
  }
  return found;
}

/** Checks that a button leads out of every question, since not everybody knows the words that do. */
function checkWayOut(flow: Flow, step: Step): string[] {
  if (step.kind !== 'ask') return [];
  if (hasWayOut(flow, step)) return step.must === undefined ? [] : ['has a way out: it needs no `must`'];
  return step.must === undefined ? ['no button leads out of it'] : [];
}

/** Checks a flow that comes from the side (a timer, danger, safety): it must leave the open question as it is. */
function checkAside(flow: Flow, step: Step): string[] {
  const isTraceless = flow.danger === true || flow.traceless === true;
  const isBegun = flow.act !== undefined || flow.interrupt !== undefined;
  if (!(flow.danger || flow.timer !== undefined || (isTraceless && isBegun))) return [];
  const found: string[] = [];
  if (step.kind === 'ask') found.push('comes from the side: it cannot ask');
  if (step.kind === 'call' || leavesAll(step) || flow.replaces)
    found.push('comes from the side: it cannot call, rest or replace');
  return found;
}

const leavesAll = (step: Step): boolean => [REST, TOP].some((target) => exits(step).includes(target));

/** The actions of these keep nothing beyond a flow that leaves no trace. */
const KEEPS_NOTHING = /^(?:offer|safety|skill|cv|document)\./;

/** Checks a step that leaves no trace, because its flow leaves none, or one that calls it. */
function checkTraceless(flow: Flow, step: Step): string[] {
  const found: string[] = [];
  // What it calls may lead to the menu: all its answers go with the flows under way.
  const rests = exits(step).includes(REST) || (flow.traceless === true && leavesAll(step));
  if (rests || flow.replaces || flow.way)
    found.push('leaves no trace: it cannot rest, replace or be a step of the way');
  if (step.kind === 'milestone') found.push('leaves no trace: it has no milestone');
  if (step.kind === 'ask' && step.expect === 'choice' && step.keep !== undefined)
    found.push('leaves no trace: it keeps no answer');
  if (step.kind === 'do' && !KEEPS_NOTHING.test(step.action))
    found.push(`leaves no trace: ${step.action} keeps something`);
  return found;
}

function reachable(flow: Flow): Set<string> {
  const reached = new Set<string>();
  const todo = [flow.start];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const step = flow.steps[id];
    if (step === undefined || reached.has(id)) continue;
    reached.add(id);
    todo.push(...exits(step));
  }
  return reached;
}

const asks = (flow: Flow | undefined): boolean => Object.values(flow?.steps ?? {}).some((step) => step.kind === 'ask');

/**
 * The steps that lie on a loop without a question. The end of the root flow leads to its start, since the root then
 * begins again.
 */
function silentLoops(flow: Flow, flows: Flows): string[] {
  const silent = (id: string) => {
    const step = flow.steps[id];
    if (step === undefined || step.kind === 'ask') return [];
    if (step.kind === 'call' && callable(step, flows).every((name) => asks(flows[name]))) return [];
    return exits(step).map((next) => (next === END && flow.flow === ROOT ? flow.start : next));
  };
  return Object.keys(flow.steps).filter((start) => {
    const seen = new Set<string>();
    const todo = silent(start);
    for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
      if (id === start) return true;
      if (seen.has(id)) continue;
      seen.add(id);
      todo.push(...silent(id));
    }
    return false;
  });
}
