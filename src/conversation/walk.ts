import type { CodedEvent } from '../evaluation/events.ts';
import { ACTIONS, type ActionName } from './actions.ts';
import { readButton } from './answer.ts';
import { answered } from './answers.ts';
import { askWho, isBarred, noteHeard } from './away.ts';
import { holds } from './condition.ts';
import type { Conversation, Frame, Value } from './conversation.ts';
import {
  type AskStep,
  END,
  type Flow,
  isOwnMatter,
  optionsOf,
  outsOf,
  PASS,
  REST,
  ROOT,
  type Step,
  TOP,
} from './flow.ts';
import type { Reply } from './message.ts';
import { hasConsent, type Model, wayKept } from './model.ts';
import { FlowError, lookUp, MAX_STEPS, MAX_VISITS, push, type Run, topFrame } from './run.ts';
import { compact, hint, optionsShown, putQuestion, say } from './show.ts';
import type { Skills } from './skills.ts';
import { stands } from './stranded.ts';
import { isTraceless, tracelessFrame } from './traceless.ts';
import { placeIn, stepName, withDone, withPassed, withPlace } from './way.ts';

/** A finished turn: the conversation and the events to store, and the replies to send. */
export interface Done {
  kind: 'done';
  conversation: Conversation;
  replies: Reply[];
  /** Whether the replies are one question and nothing else. */
  asksOnly: boolean;
  events: CodedEvent[];
  tallies: string[];
  wipe: boolean;
}

/** A turn that waits for the world: the caller carries the action out and then calls `resume`. */
export interface Asks {
  kind: 'action';
  action: ActionName;
  /** The variables that the action reads. */
  vars: Record<string, Value | undefined>;
  run: Run;
}

/** The result of an action, which `resume` takes. */
export interface ActionResult {
  outcome: string;
  set?: Record<string, Value>;
  /** The fields of the conversation that change about the person. */
  person?: Partial<
    Pick<
      Conversation,
      | 'pilot'
      | 'consent'
      | 'looking'
      | 'away'
      | 'young'
      | 'pseudonym'
      | 'profile'
      | 'way'
      | 'skills'
      | 'thread'
      | 'request'
      | 'rated'
    >
  >;
  events?: CodedEvent[];
  /** The last instant (epoch ms) at which the replies that follow this action may be sent. */
  until?: number;
  /** The person asked to be forgotten: after the confirmation, all their data is deleted. */
  forget?: true;
  /** The person wants to hear nothing: no news of their appointments follows this answer. */
  quiet?: true;
}

export function done(run: Run): Done {
  const { c: conversation, events, tallies, wipe } = run;
  return {
    kind: 'done',
    conversation,
    replies: compact(run.replies, run.setting.can),
    asksOnly: asksOnly(run),
    events,
    tallies,
    wipe,
  };
}

/** Whether the only reply is one question with its answers. */
const asksOnly = ({ replies: [only, ...others] }: Run): boolean =>
  others.length === 0 && only?.kind === 'choice' && only.options.every(({ id }) => readButton(id)?.kind !== 'standing');

/**
 * Walks from step to step until a question is put, an action is needed, or nothing is left to say. Throws a `FlowError`
 * where a flow is broken or runs past a limit.
 */
export function walk(model: Model, run: Run): Done | Asks {
  for (;;) {
    run.steps += 1;
    if (run.steps > MAX_STEPS) throw new FlowError(`more than ${MAX_STEPS} steps in one turn`);
    const frame = topFrame(run);
    if (run.aside && (frame === undefined || frame.asked !== undefined)) return done(run);
    if (frame === undefined) {
      push(model, run, rootFlow(model, run));
      continue;
    }
    if (isBarred(model, run) && askWho(model, run)) continue;
    const flow = model.flowsOf(run.c.pilot)[frame.flow];
    if (frame.step === REST) {
      run.c.stack = [];
      return done(run);
    }
    if (flow !== undefined && (frame.step === END || frame.step === PASS || frame.step === TOP)) {
      leave(model, run, frame, flow);
      if (frame.step === TOP) run.c.stack = [];
      continue;
    }
    const step = flow?.steps[frame.step];
    if (flow === undefined || step === undefined) {
      repair(model, run);
      continue;
    }
    countVisit(run, frame);
    switch (step.kind) {
      case 'say':
        say(model, run, frame.flow, frame.step, step);
        frame.step = step.next;
        break;
      case 'ask': {
        if (frame.asked === undefined && waits(frame, step)) {
          frame.asked = { visit: frame.put.visit, expect: step.expect };
          frame.trail = before(frame.trail, frame.step);
          run.c.options = optionsShown(model, run, frame.flow, frame.step, step);
          return done(run);
        }
        if (frame.asked === undefined) {
          run.c.visit += 1;
          frame.trail = before(frame.trail, frame.step);
          frame.asked = { visit: run.c.visit, expect: step.expect };
          if (isToStaff(step)) frame.put = { step: frame.step, visit: run.c.visit };
          else delete frame.put;
        }
        putQuestion(model, run, frame.flow, frame.step, step, frame.asked.visit);
        keepPlace(model, run);
        return done(run);
      }
      case 'route':
        frame.step = choose(step, (name) => lookUp(model, run, name));
        break;
      case 'call':
        frame.step = step.next;
        call(model, run, step);
        break;
      case 'milestone':
        run.events.push({ kind: 'milestone', name: step.milestone });
        frame.step = step.next;
        break;
      case 'do': {
        const vars = Object.fromEntries(ACTIONS[step.action].reads.map((name) => [name, lookUp(model, run, name)]));
        return { kind: 'action', action: step.action, vars, run };
      }
    }
  }
}

/**
 * Continues the turn with the result of its action. Throws a `FlowError` where the step does not handle the outcome.
 */
export function resume(model: Model, { action, run }: Asks, result: ActionResult): Done | Asks {
  const frame = topFrame(run);
  const step = frame && model.flowsOf(run.c.pilot)[frame.flow]?.steps[frame.step];
  const next = step?.kind === 'do' ? step.on[result.outcome] : undefined;
  if (frame === undefined || next === undefined)
    throw new FlowError(`${action} ended in ${result.outcome}: no next step`);
  changePerson(model, run.c, result.person ?? {});
  if (result.person?.away === false) noteHeard(run.c, run.setting.contact ?? '', run.setting.now);
  frame.vars = { ...frame.vars, ...result.set };
  frame.step = next;
  run.events.push(...(result.events ?? []));
  return walk(model, run);
}

/** Whether a message to staff was just taken: the question that took it waits for more, with the buttons that it had. */
const waits = (frame: Frame, step: AskStep): frame is Frame & { put: NonNullable<Frame['put']> } =>
  isToStaff(step) && frame.put?.step === frame.step;

/**
 * Keeps where the person stands in a step of the way. A flow that leaves no trace is no such place, nor is a booking,
 * another matter of its own or a message to staff: there, the question before it stays the place.
 */
function keepPlace(model: Model, run: Run): void {
  const flows = model.flowsOf(run.c.pilot);
  const way = wayKept(model, run.c);
  const isStep = (name: string) => flows[name]?.way === true;
  const within = run.c.stack.slice(run.c.stack.findLastIndex(({ flow }) => isStep(flow)) + 1);
  if (within.some(({ flow }) => isOwnMatter(flows, flow) || takesMessages(flows[flow]))) return;
  if (way !== undefined && !isTraceless(flows, run.c.stack)) run.c.way = withPlace(way, run.c.stack, isStep);
}

/** Whether a question takes a message to staff. */
const isToStaff = (step: Step): boolean => step.kind === 'ask' && step.expect === 'text' && step.thread === true;

/** Whether a flow takes messages to staff. */
const takesMessages = (flow: Flow | undefined): boolean => Object.values(flow?.steps ?? {}).some(isToStaff);

/** Begins the called flow; a step of the way goes on where the person has left it. */
function call(model: Model, run: Run, step: Extract<Step, { kind: 'call' }>): void {
  const name = typeof step.flow === 'string' ? step.flow : lookUp(model, run, step.flow.from);
  const found = typeof name === 'string' ? model.flowsOf(run.c.pilot)[name] : undefined;
  const called = typeof step.flow === 'string' || found?.way ? found : undefined;
  if (called !== undefined) {
    push(model, run, called, step.with, step.take ?? []);
    if (called.way) goOn(model, run, called.flow);
  } else if (typeof step.flow === 'string') throw new FlowError(`no flow ${step.flow}`);
  // A deployment has taken this step away since the list was shown.
  else hint(model, run, 'step-gone');
}

/** Puts the flows that were under way back in the place of the step that has just begun. */
function goOn(model: Model, run: Run, step: string): void {
  const [own, ...called] = placeIn(wayKept(model, run.c), step);
  const begun = topFrame(run);
  if (own === undefined || begun === undefined) return;
  const frames = [{ ...own, ...(begun.takes && { takes: begun.takes }) }, ...called];
  const last = frames.at(-1);
  // What an action has listed days ago is listed anew.
  if (last !== undefined && isOfList(model, run, last)) {
    const flow = model.flowsOf(run.c.pilot)[last.flow];
    frames[frames.length - 1] = { ...last, step: flow?.start ?? last.step, trail: [] };
  }
  run.c.stack = [...run.c.stack.slice(0, -1), ...frames];
  hint(model, run, 'you-were-here', { step: stepName(step) });
  repair(model, run);
}

/** Whether a question offers a list that the flow itself has made, such as days or places. */
function isOfList(model: Model, run: Run, { flow, step, vars }: Frame): boolean {
  const asks = model.flowsOf(run.c.pilot)[flow]?.steps[step];
  return asks?.kind === 'ask' && asks.expect === 'choice' && asks.from !== undefined && vars[asks.from] !== undefined;
}

/** Ends a flow: its caller takes over what it wants of it. */
function leave(model: Model, run: Run, { step, vars, takes = [] }: Frame, flow: Flow): void {
  const isQuiet = tracelessFrame(model.flowsOf(run.c.pilot), run.c.stack) !== undefined;
  run.c.stack.pop();
  const caller = topFrame(run);
  const taken = Object.entries(vars).filter(([name]) => takes.includes(name));
  if (caller !== undefined && taken.length > 0) caller.vars = { ...caller.vars, ...Object.fromEntries(taken) };
  // Who leaves a step of the way for the menu has not done it, and finds it where they were.
  const isLeft = flow.way && step === TOP;
  const way = flow.way && !isLeft && wayKept(model, run.c);
  if (way) run.c.way = step === PASS ? withPassed(way, flow.flow) : withDone(way, flow.flow);
  if (flow.danger || flow.traceless || flow.timer !== undefined) run.aside = true;
  else if (step !== PASS && !isLeft && !isQuiet) run.events.push({ kind: 'flow-finished', flow: flow.flow });
}

/** The trail before a question that is put again: so *back* leads out of a loop, and no trail grows with the years. */
function before(trail: string[], step: string): string[] {
  const at = trail.indexOf(step);
  return at < 0 ? trail : trail.slice(0, at);
}

function choose(step: Extract<Step, { kind: 'route' }>, lookup: (name: string) => Value | undefined): string {
  const route = step.routes.find((candidate) => holds(candidate.when, lookup));
  if (route === undefined) throw new FlowError('no route holds');
  return route.next;
}

function countVisit(run: Run, frame: Frame): void {
  const key = `${frame.flow}:${frame.step}`;
  const visits = (run.visits[key] ?? 0) + 1;
  run.visits[key] = visits;
  if (visits > MAX_VISITS) throw new FlowError(`${key} is visited more than ${MAX_VISITS} times in one turn`);
}

function rootFlow(model: Model, run: Run): Flow {
  const root = model.flowsOf(run.c.pilot)[ROOT];
  if (root === undefined) throw new FlowError(`no flow ${ROOT}`);
  return root;
}

/**
 * Moves a person whose step a deployment has removed or changed to another kind. They go to the nearest surviving
 * start, with one line of apology, and keep everything else.
 */
export function repair(model: Model, run: Run): void {
  const { stack } = run.c;
  const flows = model.flowsOf(run.c.pilot);
  let isMended = false;
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const flow = flows[frame.flow];
    if (stands(flows, frame)) break;
    isMended = true;
    stack.pop();
    if (flow !== undefined) {
      const { vars, takes } = frame;
      stack.push({ flow: flow.flow, step: flow.start, vars, trail: [], ...(takes && { takes }) });
      break;
    }
  }
  if (isMended) hint(model, run, 'step-gone');
}

/** Stores an answer and moves on to the step to which it leads. Throws a `FlowError` where no question is open. */
export function accept(model: Model, run: Run, answer: { value: string; next: string }): void {
  const { c } = run;
  const frame = topFrame(run);
  const step = frame && model.flowsOf(c.pilot)[frame.flow]?.steps[frame.step];
  if (frame?.asked === undefined || step?.kind !== 'ask') throw new FlowError('an answer without a question');
  c.answered = frame.asked.visit;
  c.options = [];
  frame.trail = [...frame.trail, frame.step];
  delete frame.asked;
  frame.step = answer.next;
  if (Object.hasOwn(outsOf(step), answer.value)) return;
  if (step.save === 'language') {
    c.language = answer.value;
    if (hasConsent(model, c)) run.events.push({ kind: 'person-coded', dimension: 'language', value: answer.value });
  } else if (step.save === 'pilot') changePilot(c, answer.value);
  else if (step.save !== undefined) frame.vars = { ...frame.vars, [step.save]: answer.value };
  if (step.expect === 'choice' && step.keep !== undefined && hasConsent(model, c)) {
    const { profile, event } = answered(c.profile, step.keep, answer.value);
    c.profile = profile;
    run.events.push(event);
  }
}

/** Without consent an action may take entries out of the profile, and may not put any in. */
function changePerson(
  model: Model,
  c: Conversation,
  { profile, way, skills, ...rest }: NonNullable<ActionResult['person']>,
): void {
  // The values of texts that were shown, and the programme, are of the pilot that the person leaves.
  if (rest.pilot !== undefined && rest.pilot !== c.pilot) {
    delete c.values;
    delete c.programme;
  }
  Object.assign(c, rest);
  if (way !== undefined && hasConsent(model, c)) c.way = way;
  if (skills !== undefined) keepSkills(model, c, skills);
  if (rest.consent === null) {
    delete c.thread;
    delete c.request;
    dropAnswers(c);
  }
  if (profile === undefined) return;
  const consented = hasConsent(model, c);
  const kept = Object.entries(profile).filter(([name, value]) => consented || c.profile[name] === value);
  c.profile = Object.fromEntries(kept);
}

/** Keeps them with consent; where nothing is to leave a trace, until the flow ends. */
function keepSkills(model: Model, c: Conversation, skills: Skills): void {
  const frame = tracelessFrame(model.flowsOf(c.pilot), c.stack);
  if (frame !== undefined) frame.skills = skills;
  else if (hasConsent(model, c)) c.skills = skills;
}

/** Another pilot is another controller, so consent and profile are not taken along. */
function changePilot(c: Conversation, pilot: string): void {
  if (pilot === c.pilot) return;
  delete c.young;
  Object.assign(c, { pilot, consent: null, looking: false, pseudonym: null, profile: {} });
  dropAnswers(c);
}

/** Drops what the person has said so far on the way to work, and what staff have noted of it. */
function dropAnswers(c: Conversation): void {
  delete c.values;
  delete c.programme;
  delete c.way;
  delete c.skills;
  for (const frame of c.stack) delete frame.skills;
}

/** Finds the answer `id` among the fixed options of the step and the items of its list; null where it is in neither. */
export function leadsTo(
  model: Model,
  run: Run,
  step: Extract<Step, { kind: 'ask' }>,
  id: string,
): { value: string; next: string } | null {
  const fixed = optionsOf(step).find((option) => option.id === id);
  if (fixed !== undefined) return { value: id, next: fixed.next };
  const from = step.expect === 'choice' && step.from !== undefined ? lookUp(model, run, step.from) : undefined;
  const isOffered = Array.isArray(from) && from.some((item) => item.id === id);
  return isOffered ? { value: id, next: step.next ?? END } : null;
}
