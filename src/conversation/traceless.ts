import type { Conversation, Frame } from './conversation.ts';
import type { Flows } from './flow.ts';

/** Whether a flow under way leaves no trace: then neither do the words that the person says in it. */
export const isTraceless = (flows: Flows, stack: readonly Frame[]): boolean =>
  stack.some(({ flow }) => flows[flow]?.traceless === true);

/**
 * The conversation without a flow that leaves no trace, and without those above it: its answers go when it ends, and at
 * the latest when the person has said nothing for a while. All their buttons have expired then, those of the last answer
 * too.
 */
export function withoutTraceless(flows: Flows, c: Conversation): Conversation {
  const from = c.stack.findIndex(({ flow }) => flows[flow]?.traceless === true);
  return from < 0 ? c : { ...c, stack: c.stack.slice(0, from), options: [], standing: [], answered: 0 };
}
