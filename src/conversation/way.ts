import type { Frame, Item, Value, Way } from './conversation.ts';

/** The most facts that a sitting tells: more are for a second one. */
export const FACTS_A_SITTING = 4;

export const newWay = (): Way => ({ done: [], passed: [], left: {}, plans: [], questions: [], shared: false });

/** The name of a step, as a list shows it. */
export const stepName = (step: string) => ({ text: `steps:${step}` }) as const;

/** The step to propose: the first that is not done; those that the person has passed over come after the others. */
export function nextStep(steps: readonly string[], way: Pick<Way, 'done' | 'passed'> | undefined): string | undefined {
  const open = steps.filter((step) => !way?.done.includes(step));
  return open.find((step) => !way?.passed.includes(step)) ?? open[0];
}

/** The steps of a pilot as a list to choose from: the proposed one first, then all others in their order. */
export function stepItems(steps: readonly string[], way: Way | undefined): Item[] {
  const done = way?.done ?? [];
  const next = nextStep(steps, way);
  const marked = (step: string): Item => {
    const name = stepName(step);
    if (step === next) return { id: step, label: { text: 'common:step.next', params: { step: name } } };
    return { id: step, label: done.includes(step) ? { text: 'common:step.done', params: { step: name } } : name };
  };
  const others = steps.filter((step) => step !== next);
  return [...(next === undefined ? [] : [next]), ...others].map(marked);
}

/** The variables about the way that every flow can read. */
export const WAY_VARIABLES = ['way', 'steps', 'proposed', 'stepsDone', 'stepsAll', 'nextStep', 'plansShared'] as const;

/** The value of such a variable. `steps`: those of the pilot; `way`: undefined where nothing is kept. */
export function wayVariable(
  steps: readonly string[],
  way: Way | undefined,
  name: (typeof WAY_VARIABLES)[number],
): Value | undefined {
  const next = nextStep(steps, way);
  switch (name) {
    case 'way':
      return way === undefined ? undefined : next === undefined ? 'done' : 'kept';
    case 'steps':
      return stepItems(steps, way);
    case 'proposed':
      return stepItems(steps, way).slice(0, 1);
    case 'stepsDone':
      return String(steps.filter((step) => way?.done.includes(step)).length);
    case 'stepsAll':
      return String(steps.length);
    case 'nextStep':
      return next === undefined ? undefined : stepName(next);
    case 'plansShared':
      return way?.shared ? 'yes' : 'no';
  }
}

/**
 * The way with the place where the person stands, for another day: in the newest step on the stack, with the flows that
 * it has called. `isStep`: whether a flow is a step of the way.
 */
export function withPlace(way: Way, stack: readonly Frame[], isStep: (flow: string) => boolean): Way {
  const from = stack.findLastIndex(({ flow }) => isStep(flow));
  const [own, ...called] = stack.slice(Math.max(from, 0));
  // A flow that came from the side stands above the step, and is no part of it.
  if (from < 0 || own === undefined || !called.every((frame) => frame.takes)) return way;
  const frames = [own, ...called].map((frame) => ({ ...frame }));
  return { ...way, left: { ...way.left, [own.flow]: frames } };
}

/** The way with this step done; the next time it begins anew. */
export function withDone(way: Way, step: string): Way {
  const { [step]: _, ...left } = way.left;
  const without = (steps: readonly string[]) => steps.filter((one) => one !== step);
  return { ...way, left, done: [...without(way.done), step], passed: without(way.passed) };
}

/** The way with this step passed over; the next time it begins anew. A step that was done stays so. */
export function withPassed(way: Way, step: string): Way {
  const { [step]: _, ...left } = way.left;
  return { ...way, left, passed: [...way.passed.filter((one) => one !== step), step] };
}

/** The flows to go on with, where the person has left this step; none where it begins anew. */
export const placeIn = (way: Way | undefined, step: string): Frame[] =>
  (way?.left[step] ?? []).map(({ asked: _, ...frame }) => frame);
