import type { Act } from './beginnings.ts';
import type { Conversation } from './conversation.ts';
import type { Flow } from './flow.ts';
import type { Model } from './model.ts';
import { interject, type Run } from './run.ts';

/** After this time without a message (ms), a night, somebody else may hold the phone. */
const AWAY_MS = 8 * 3_600_000;

/**
 * Notes whether somebody writes from this app after a long silence of it, and returns whether that begins now. An app that
 * was used a moment ago says nothing of another one, which may lie in other hands.
 */
export function comesBack({ c, setting: { contact = '', now } }: Run, before: Conversation): boolean {
  const own = before.heard?.[contact];
  const hasWritten = before.pilot !== null && before.at > 0;
  const isLong = hasWritten && now - (own ?? before.at) > AWAY_MS;
  const isNew = isLong && before.away !== true;
  if (isLong) c.away = true;
  else if (own !== undefined) c.away = false;
  if (c.away !== true) noteHeard(c, contact, now);
  return isNew;
}

/** Begins the silence of an app anew: the person has written there, or has said that they do. */
export function noteHeard(c: Conversation, contact: string, now: number): void {
  if (contact !== '') c.heard = { ...c.heard, [contact]: now };
}

/** Whether the flow under way may show what was said or booked before, and it is not known who writes. */
export function isBarred(model: Model, { c }: Run): boolean {
  if (c.away !== true) return false;
  const begun = c.stack.findLast(({ takes }) => takes === undefined);
  const flow = begun && model.flowsOf(c.pilot)[begun.flow];
  // What the program begins itself goes to the app, as all its messages do.
  return flow?.anyone !== true && flow?.timer === undefined;
}

/** The flow that asks who writes; undefined for a pilot that has none. */
export const asksWho = (model: Model, { c }: Run): Flow | undefined => model.find(c.pilot, 'act', 'who' satisfies Act);

/** Asks who writes, above what was under way. `typed`: words have come that nothing has taken. */
export function askWho(model: Model, run: Run, typed = false): boolean {
  const flow = asksWho(model, run);
  if (flow !== undefined) interject(model, run, flow, typed ? { target: 'typed' } : {});
  return flow !== undefined;
}
