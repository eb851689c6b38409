import type { Conversation, Frame } from './conversation.ts';
import { type Flows, TARGETS } from './flow.ts';

/**
 * Whether a person can go on at this frame: its step exists, and an open question still expects the same kind of
 * answer.
 */
export function stands(flows: Flows, frame: Frame): boolean {
  const flow = flows[frame.flow];
  if (flow === undefined) return false;
  const step = flow.steps[frame.step];
  if (frame.asked === undefined) return step !== undefined || TARGETS.includes(frame.step);
  return step?.kind === 'ask' && step.expect === frame.asked.expect;
}

/**
 * The steps (`flow:step`) of a conversation that these flows no longer have: the present step, and those to which the
 * person would come back.
 */
export function strandedAt(flows: Flows, conversation: Conversation): string[] {
  return conversation.stack.filter((frame) => !stands(flows, frame)).map((frame) => `${frame.flow}:${frame.step}`);
}
