import type { Button } from './answer.ts';
import { BRIDGE, showBridge } from './bridge.ts';
import type { Flow } from './flow.ts';
import type { Model } from './model.ts';
import { LISTEN } from './recording.ts';
import { interject, openQuestion, type Run } from './run.ts';
import { listen } from './show.ts';
import { accept, leadsTo } from './walk.ts';

/** Two presses within this time (ms) are a double tap. */
const DOUBLE_TAP_MS = 3_000;

/** Whether this button, or another answer to the question just answered, was pressed a moment ago: a slip of the finger. */
export function isDoubleTap({ c: { pressed, answered }, setting }: Run, id: string, button: Button | null): boolean {
  if (pressed === undefined || setting.now - pressed.at > DOUBLE_TAP_MS) return false;
  if (pressed.expired !== undefined) return pressed.expired === id;
  return button?.kind === 'answer' && button.visit === answered;
}

/** Whether a flow of a pilot would begin before a language and a pilot are chosen: they are asked first. */
function lacksPlace({ pilots, texts }: Model, { c }: Run, { interrupt, traceless }: Flow): boolean {
  if (interrupt !== undefined || traceless || Object.keys(pilots).length === 0) return false;
  return pilots[c.pilot ?? ''] === undefined || !texts.languages.some(({ tag }) => tag === c.language);
}

/** Plays a text, or shows it in the bridge language: beside what is going on, of which nothing changes. */
export function besides(model: Model, run: Run, button: Button | null): boolean {
  if (button?.kind !== 'standing' || button.target === null) return false;
  if (button.act === LISTEN) return listen(model, run, button.target);
  return button.act === BRIDGE && showBridge(model, run, button.target);
}

/** Does what a button stands for; false where the button has expired. */
export function press(model: Model, run: Run, button: Button | null): boolean {
  if (button === null) return false;
  if (button.kind === 'standing') {
    const flow = model.find(run.c.pilot, 'act', button.act);
    if (flow !== undefined && button.target === null && lacksPlace(model, run, flow)) run.c.stack = [];
    else if (flow !== undefined) interject(model, run, flow, button.target === null ? {} : { target: button.target });
    return flow !== undefined;
  }
  const question = openQuestion(model, run);
  if (question?.visit !== button.visit) return false;
  if (button.kind === 'page') {
    run.page = button.from;
    return true;
  }
  const shown = run.c.options[button.place - 1];
  const answer = shown === undefined ? null : leadsTo(model, run, question.step, shown.id);
  if (answer !== null) accept(model, run, answer);
  return answer !== null;
}
