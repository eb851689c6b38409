import { readReference } from '../booking/reference.ts';
import { type Button, readAnswer, readButton, takesWords, typedButton } from './answer.ts';
import type { Conversation } from './conversation.ts';
import { END, type Interrupt } from './flow.ts';
import { readInterrupt, readsDanger } from './interrupt.ts';
import type { Content } from './message.ts';
import type { Model, Setting } from './model.ts';
import { FlowError, interject, openQuestion, type Run, startRun, topFrame } from './run.ts';
import { hint } from './show.ts';
import { type Asks, accept, type Done, done, leadsTo, repair, walk } from './walk.ts';

/** After this long without a message *open* leads to the menu, and numbers begin anew. */
export const IDLE_MS = 30 * 60_000;

/** What begins a turn: something that a person did, or a timer that is due. */
export type Input =
  | { kind: 'content'; content: Content }
  | { kind: 'due'; timer: string; vars: Record<string, string> };

/**
 * One turn: what a message does to a conversation. Pure: the same arguments give the same answer, and the conversation
 * that is passed in stays as it is. Throws `FlowError` where a flow is broken or runs past a limit.
 */
export function advance(model: Model, conversation: Conversation, input: Input, setting: Setting): Done | Asks {
  const run = startRun(conversation, setting);
  if (input.kind === 'due') return due(model, run, input.timer, input.vars);
  const isIdle = setting.now - run.c.at > IDLE_MS;
  if (isIdle) run.c.numbers = { next: 1, buttons: {} };
  run.c.at = setting.now;
  repair(model, run);
  const { content } = input;
  switch (content.kind) {
    case 'open':
      if (isIdle) run.c.stack = [];
      return walk(model, run);
    case 'tap':
      return tap(model, run, readButton(content.button));
    case 'media':
      hint(model, run, content.media === 'voice' ? 'voice' : 'media');
      return walk(model, run);
    case 'text':
      return read(model, run, content.text, conversation);
  }
}

function due(model: Model, run: Run, timer: string, vars: Record<string, string>): Done | Asks {
  const flow = model.find(run.c.pilot, 'timer', timer);
  if (flow === undefined) return done(run);
  interject(run, flow, vars);
  return walk(model, run);
}

function tap(model: Model, run: Run, button: Button | null): Done | Asks {
  if (button === null) return showAgain(model, run);
  if (button.kind === 'standing') {
    const flow = model.find(run.c.pilot, 'act', button.act);
    if (flow === undefined) return showAgain(model, run);
    interject(run, flow, button.target === null ? {} : { target: button.target });
    return walk(model, run);
  }
  const question = openQuestion(model, run);
  if (question?.visit === button.visit) {
    const shown = run.c.options[button.place - 1];
    const answer = shown === undefined ? null : leadsTo(model, run, question.step, shown.id);
    if (answer === null) return showAgain(model, run);
    accept(model, run, answer);
    return walk(model, run);
  }
  // The same press again is acknowledged in silence; an older one shows where the person is.
  return button.visit === run.c.answered ? done(run) : showAgain(model, run);
}

/** For a button whose time is over: the open question once more, but only once. Nothing changes. */
function showAgain(model: Model, run: Run): Done | Asks {
  const question = openQuestion(model, run);
  if (question !== undefined && run.c.reshown === question.visit) return done(run);
  run.c.reshown = question?.visit ?? 0;
  return walk(model, run);
}

/** A typed message: an interrupt, words of danger, a button's number or label, a reference, or an answer, in this order. */
function read(model: Model, run: Run, text: string, shown: Conversation): Done | Asks {
  const { c } = run;
  const question = openQuestion(model, run);
  const takes = question !== undefined && takesWords(question.step);
  const interrupt = readInterrupt(model.words, text, takes);
  if (interrupt !== null) return interrupted(model, run, interrupt);

  const danger = readsDanger(model.words, text) ? model.danger(c.pilot) : undefined;
  const offerSafety = () => {
    if (danger !== undefined) interject(run, danger);
    return walk(model, run);
  };
  if (question === undefined) return offerSafety();

  const button = typedButton(shown, question, text, !run.setting.can.buttons);
  if (button !== null) return tap(model, run, readButton(button));

  const reading = readAnswer(question.step, text);
  if ('value' in reading) {
    accept(model, run, { value: reading.value, option: null, next: question.step.next ?? END });
    return offerSafety();
  }
  if (danger !== undefined) return offerSafety();

  const reference = readReference(text);
  const lookup = model.find(c.pilot, 'act', 'reference');
  if (reference !== null && lookup !== undefined) {
    interject(run, lookup, { target: reference });
    return walk(model, run);
  }
  c.misses += 1;
  const { step } = question;
  const limits =
    step.expect === 'number' ? { min: step.min, max: step.max } : step.expect === 'text' ? { max: step.max } : {};
  hint(model, run, reading.no === 'not-understood' && c.misses > 1 ? 'not-understood-again' : reading.no, limits);
  return walk(model, run);
}

function interrupted(model: Model, run: Run, interrupt: Interrupt): Done | Asks {
  if (interrupt === 'back') back(model, run);
  else {
    const flow = model.find(run.c.pilot, 'interrupt', interrupt);
    if (flow === undefined) throw new FlowError(`no flow for the word ${interrupt}`);
    interject(run, flow);
  }
  return walk(model, run);
}

/** To the question before: of this flow, else of the one that called it. At the very first, the same again. */
function back(model: Model, run: Run): void {
  const { stack } = run.c;
  for (let frame = topFrame(run); frame !== undefined; frame = topFrame(run)) {
    const step = frame.trail.at(-1);
    if (step !== undefined && model.flowsOf(run.c.pilot)[frame.flow]?.steps[step] !== undefined) {
      frame.trail = frame.trail.slice(0, -1);
      frame.step = step;
      delete frame.asked;
      return;
    }
    if (stack.length === 1) return;
    stack.pop();
    if (topFrame(run)?.asked !== undefined) return;
  }
}
