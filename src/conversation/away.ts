import type { Act } from './beginnings.ts';
import type { Flow } from './flow.ts';
import type { Model } from './model.ts';
import { interject, type Run } from './run.ts';

/** After this time without a message (ms), a night, somebody else may hold the phone. */
export const AWAY_MS = 8 * 3_600_000;

/** Whether the flow under way may show what was said or booked before, and it is not known who writes. */
export function isBarred(model: Model, { c }: Run): boolean {
  if (c.away !== true) return false;
  const begun = c.stack.findLast(({ takes }) => takes === undefined);
  const flow = begun && model.flowsOf(c.pilot)[begun.flow];
  // What the program begins itself goes to the app, as all its messages do.
  return flow?.anyone !== true && flow?.timer === undefined;
}

/** The flow that asks who writes; undefined for a pilot that has none. */
const asksWho = (model: Model, { c }: Run): Flow | undefined => model.find(c.pilot, 'act', 'who' satisfies Act);

/** Asks who writes, above what was under way. `typed`: words have come that nothing has taken. */
export function askWho(model: Model, run: Run, typed = false): boolean {
  const flow = asksWho(model, run);
  if (flow !== undefined) interject(model, run, flow, typed ? { target: 'typed' } : {});
  return flow !== undefined;
}
