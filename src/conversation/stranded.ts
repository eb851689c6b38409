import type { Conversation, Frame } from './conversation.ts';
import { END, type Flows, REST } from './flow.ts';

/** Whether somebody can go on where this frame stands: its step exists, and an open question is still of its kind. */
export function stands(flows: Flows, frame: Frame): boolean {
  const flow = flows[frame.flow];
  if (flow === undefined) return false;
  const step = flow.steps[frame.step];
  if (frame.asked === undefined) return step !== undefined || frame.step === END || frame.step === REST;
  return step?.kind === 'ask' && step.expect === frame.asked.expect;
}

/** The steps (`flow:step`) at which this person stands or to which they would come back, and which these flows no longer have. */
export function strandedAt(flows: Flows, conversation: Conversation): string[] {
  return conversation.stack.filter((frame) => !stands(flows, frame)).map((frame) => `${frame.flow}:${frame.step}`);
}
