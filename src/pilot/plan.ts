import type { Fact, Office, Service, Topic } from './pilot.ts';

/** The data of a pilot whose home is the database after an import. */
export interface Holdings {
  topics: Topic[];
  facts: Fact[];
  services: Service[];
  /** Ids as in the pilot's folder. */
  offices: Office[];
}

export const HELD = ['topics', 'facts', 'services', 'offices'] as const satisfies (keyof Holdings)[];
type Held = (typeof HELD)[number];

/** One change that an import would make. Values are as in the YAML. */
export type PlanStep = { held: Held; id: string } & (
  | { does: 'add'; to: unknown }
  | { does: 'change'; field: string; from: unknown; to: unknown }
  | { does: 'remove'; from: unknown }
  | { does: 'order'; to: string[] }
);

/** The changes that make the held data equal to the folder's; empty where they are the same. */
export function planImport(held: Holdings, wanted: Holdings): PlanStep[] {
  return HELD.flatMap((kind) => {
    const [from, to] = [byId(held[kind]), byId(wanted[kind])];
    const steps: PlanStep[] = [];
    for (const [id, thing] of to) {
      const known = from.get(id);
      if (known === undefined) steps.push({ held: kind, id, does: 'add', to: thing });
      else steps.push(...changes(kind, id, known, thing));
    }
    for (const [id, thing] of from) if (!to.has(id)) steps.push({ held: kind, id, does: 'remove', from: thing });
    const kept = [...[...from.keys()].filter((id) => to.has(id)), ...[...to.keys()].filter((id) => !from.has(id))];
    const order = [...to.keys()];
    if (ORDERED.includes(kind) && kept.join() !== order.join())
      steps.push({ held: kind, id: '', does: 'order', to: order });
    return steps;
  });
}

/** The kinds whose order counts; offices have none. */
const ORDERED: readonly Held[] = ['topics', 'facts', 'services'];

type Thing = Readonly<Record<string, unknown>>;

const byId = (things: readonly { id: string }[]): Map<string, Thing> =>
  new Map(things.map((thing) => [thing.id, { ...thing }]));

function changes(held: Held, id: string, from: Thing, to: Thing): PlanStep[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((field) => !isSame(from[field], to[field]))
    .map((field) => ({ held, id, does: 'change', field, from: from[field], to: to[field] }));
}

/** Whether two values of YAML are equal, apart from the order of their fields. */
export const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** A value of YAML as one line, the same for all values that `isSame` calls equal. */
export const canonical = (value: unknown): string => JSON.stringify(sorted(value)) ?? '';

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, sorted(field)]));
}

/** The plan in words, a line for each step. */
export const describePlan = (plan: readonly PlanStep[]): string[] => plan.map(describe);

function describe(step: PlanStep): string {
  const what = `${step.held}/${step.id}`;
  switch (step.does) {
    case 'add':
      return `+ ${what}  ${show(step.to)}`;
    case 'remove':
      return `- ${what}  ${show(step.from)}`;
    case 'change':
      return `~ ${what}  ${step.field}: ${show(step.from)} -> ${show(step.to)}`;
    case 'order':
      return `~ ${step.held}  order: ${step.to.join(', ')}`;
  }
}

const show = (value: unknown): string => (value === undefined ? '(none)' : JSON.stringify(value));
