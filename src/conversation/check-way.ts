import { callable } from './check-together.ts';
import type { Finding } from './finding.ts';
import { END, exits, type Flow, type Flows, isOwnMatter } from './flow.ts';
import { FACTS_A_SITTING } from './way.ts';

/** The most questions and messages of one sitting, which takes five minutes at most. */
export const SITTING_MOST = 6;

/**
 * Checks the way to work: every step of it is a flow marked `way`, every such flow is a step of it, and no sitting is
 * longer than `SITTING_MOST`.
 */
export function checkWay(flows: Flows, way: readonly string[]): Finding[] {
  const found: Finding[] = [];
  const say = (where: string, what: string) => found.push({ where, what });
  for (const step of new Set(way)) {
    if (way.filter((one) => one === step).length > 1) say(`way: ${step}`, 'is there twice');
    if (flows[step] === undefined) say(`way: ${step}`, 'there is no such flow');
    else if (!flows[step].way) say(`way: ${step}`, 'the flow is not marked as a step of the way (way: true)');
  }
  for (const flow of Object.values(flows)) {
    if (!flow.way) continue;
    if (!way.includes(flow.flow)) say(flow.flow, 'is marked as a step of the way, and the way does not have it');
    const most = longestSitting(flow, flows);
    if (most > SITTING_MOST)
      say(flow.flow, `has a sitting of ${most} questions or messages; ${SITTING_MOST} are the most`);
  }
  return found;
}

/** The most questions from the beginning of a step, or from a pause in it, until the next pause is offered or it ends. */
function longestSitting(flow: Flow, flows: Flows): number {
  const pauses = new Map<string, number>();
  const begun = longestFrom({ flow, flows, pauses, after: 0 }, flow.start, new Set());
  return Math.max(begun, ...pauses.values());
}

interface Measuring {
  flow: Flow;
  flows: Flows;
  /** By pause (`flow:step`): the length of the sitting that begins after it. */
  pauses: Map<string, number>;
  /** The length of what follows when the flow has ended. */
  after: number;
}

/** A circle counts once: it leads through a question that the person chooses to answer again. */
function longestFrom(measuring: Measuring, id: string, walked: ReadonlySet<string>): number {
  const { flow, flows, pauses, after } = measuring;
  const step = flow.steps[id];
  const place = `${flow.flow}:${id}`;
  if (id === END) return after;
  if (step === undefined || walked.has(place)) return 0;
  const isPause = step.kind === 'ask' && step.pause === true;
  if (isPause && pauses.has(place)) return 0;
  if (isPause) pauses.set(place, 0);
  // After a pause, what was read before it may come again: there are more facts.
  const seen = new Set(isPause ? [place] : [...walked, place]);
  const rest = Math.max(0, ...exits(step).map((next) => longestFrom(measuring, next, seen)));
  if (isPause) pauses.set(place, rest);
  if (isPause) return 0;
  // The last of several facts leads out of their circle.
  if (step.kind === 'ask' && tellsFacts(flow)) return FACTS_A_SITTING + Math.max(rest, after);
  if (step.kind === 'ask') return 1 + rest;
  if (step.kind !== 'call') return rest;
  const called = callable(step, flows).flatMap((name) => flows[name] ?? []);
  const inside = called.filter((each) => !isOwnMatter(flows, each.flow));
  return Math.max(
    rest,
    ...inside.map((each) => longestFrom({ flow: each, flows, pauses, after: rest }, each.start, seen)),
  );
}

/** Whether the questions of a flow each stand under a fact, of which there are several. */
const tellsFacts = (flow: Flow): boolean =>
  Object.values(flow.steps).some((step) => step.kind === 'do' && step.action === 'fact.next');
