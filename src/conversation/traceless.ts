import type { Conversation, Frame } from './conversation.ts';
import type { Flows } from './flow.ts';

const isOne = (flows: Flows, { flow }: Frame): boolean => flows[flow]?.traceless === true;

/** Whether a flow under way leaves no trace: then neither do the words that the person says in it. */
export const isTraceless = (flows: Flows, stack: readonly Frame[]): boolean =>
  stack.some((frame) => isOne(flows, frame));

/**
 * The flow that leaves no trace, if the person stands in one: the newest flow itself, or the one that has called it. What
 * it calls leaves no trace either.
 */
export function tracelessFrame(flows: Flows, stack: readonly Frame[]): Frame | undefined {
  const begun = stack.findLastIndex(({ takes }) => takes === undefined);
  return stack.slice(Math.max(0, begun)).find((frame) => isOne(flows, frame));
}

/**
 * The conversation without a flow that leaves no trace, and without those above it: its answers go when it ends, and at
 * the latest when the person has said nothing for a while. All their buttons have expired then, and what was pressed and
 * sent there goes as well.
 */
export function withoutTraceless(flows: Flows, c: Conversation): Conversation {
  const from = c.stack.findIndex((frame) => isOne(flows, frame));
  if (from < 0) return c;
  const { pressed: _, album: __, ...kept } = c;
  return { ...kept, stack: c.stack.slice(0, from), options: [], standing: [], answered: 0 };
}
