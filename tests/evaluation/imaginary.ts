import {
  ANSWERED_WITHIN,
  type CodedEvent,
  LEADS,
  NOTED_OUTCOMES,
  OUTCOMES,
  RATINGS,
  READINESS_ANSWERS,
  REMINDED,
} from '../../src/evaluation/events.ts';
import type { EventRow } from '../../src/evaluation/history.ts';
import { type Lists, NOT_SAID } from '../../src/evaluation/indicators.ts';
import { type HalfYear, readHalfYear } from '../../src/evaluation/periods.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import type { Dice } from '../torture/dice.ts';

/** Imaginary people of a pilot over three half-years: they come, stay for a while, and leave. */

const ZONE = 'Europe/Belgrade';
export const HALF_YEARS: readonly HalfYear[] = ['2026-H1', '2026-H2', '2027-H1'].flatMap(
  (name) => readHalfYear(name, ZONE) ?? [],
);
const MONTHS = HALF_YEARS.flatMap(({ months }) => months);
/** Months of a half-year. */
export const MONTHS_OF_ONE = 6;

const DIMENSIONS = ['gender', 'born', 'language', 'channel', 'status', 'education', 'employment', 'children'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Events of one person that are drawn together. */
export type Deed = readonly CodedEvent[];

/** A step of the way that somebody was shown, the next one after the step before. */
export interface Step {
  month: number;
  isFinished: boolean;
  plan: 'none' | 'made' | 'done';
  rating?: (typeof RATINGS)[number];
  /** What they say of their readiness: at one step of their way alone. */
  readiness?: Deed;
}

export interface Imaginary {
  said: Readonly<Record<Dimension, string>>;
  /** The first and the last month in which they may come: months count from the first half-year on. */
  stay: readonly [from: number, to: number];
  /** By month, what they did beside the way; nothing where they did not come. */
  months: readonly (readonly Deed[])[];
  way: readonly Step[];
}

/** How people are: it is known to everybody, attackers too. */
export interface Kind {
  lists: Lists;
  said: Readonly<Record<Dimension, readonly (readonly [value: string, weight: number])[]>>;
}

/** Each value of a list is rarer than the one before; some say nothing. */
const falling = (values: readonly string[], by: number, silent: number) => {
  const weights = values.map((value, i) => [value, by ** i] as const);
  const all = weights.reduce((sum, [, weight]) => sum + weight, 0);
  return [...weights, [NOT_SAID, (all * silent) / (1 - silent)] as const];
};

export const kindOf = (lists: Lists): Kind => ({
  lists,
  said: {
    gender: lists.answers.gender.map((value, i) => [value, [50, 46, 2, 2][i] ?? 1]),
    born: [...falling(['2001', '1985', '1965'], 0.9, 0.1)],
    language: falling(lists.languages, 0.7, 0.02),
    channel: falling(lists.channels, 0.6, 0.02),
    status: falling(lists.answers.status, 0.7, 0.05),
    education: falling(lists.answers.education, 0.7, 0.25),
    employment: falling(lists.answers.employment, 0.6, 0.25),
    children: falling(lists.answers.children, 0.7, 0.25),
  },
});

function weighted<T>(dice: Dice, of: readonly (readonly [T, number])[]): T {
  let left = (dice.int(1_000_000) / 1_000_000) * of.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of of) {
    left -= weight;
    if (left < 0) return value;
  }
  return one(
    dice,
    of.map(([value]) => value),
  );
}

function one<T>(dice: Dice, of: readonly T[]): T {
  const value = of[dice.int(of.length)];
  if (value === undefined) throw new RangeError('there is nothing to choose from');
  return value;
}

const SEEN: Deed = [{ kind: 'flow-started', flow: 'main' }];
const topic = 'job';

function appointment(dice: Dice): Deed[] {
  const deeds: Deed[] = [[{ kind: 'appointment-booked', topic, lead: one(dice, LEADS) }]];
  if (dice.chance(0.5)) deeds.push([{ kind: 'appointment-confirmed', topic }]);
  if (dice.chance(0.15)) deeds.push([{ kind: 'appointment-moved', topic, by: dice.chance(0.7) ? 'person' : 'staff' }]);
  if (dice.chance(0.8)) {
    const reminded = weighted(
      dice,
      REMINDED.map((name, i) => [name, [20, 20, 35, 25][i] ?? 0]),
    );
    if (dice.chance(0.22)) deeds.push([{ kind: 'appointment-missed', topic, reminded }]);
    else {
      const came: CodedEvent = { kind: 'appointment-arrived', topic, reminded };
      deeds.push(dice.chance(0.4) ? [came, { kind: 'appointment-rated', rating: one(dice, RATINGS) }] : [came]);
    }
  } else if (dice.chance(0.3)) deeds.push([{ kind: 'appointment-not-held', topic }]);
  else deeds.push([{ kind: 'appointment-cancelled', topic, by: dice.chance(0.7) ? 'person' : 'staff' }]);
  return deeds;
}

/** What somebody does in a month of their stay. */
function month(dice: Dice, name: string): Deed[] {
  if (dice.chance(0.35)) return [];
  const deeds: Deed[] = [SEEN];
  const talks = weighted(dice, [
    [0, 50],
    [1, 37],
    [2, 13],
  ]);
  for (let i = 0; i < talks; i += 1) deeds.push(...appointment(dice));
  if (dice.chance(0.15)) {
    const asked: CodedEvent = { kind: 'human-requested' };
    const isAnswered = dice.chance(0.85);
    deeds.push(isAnswered ? [asked, { kind: 'human-answered', within: one(dice, ANSWERED_WITHIN) }] : [asked]);
  }
  if (dice.chance(0.08)) deeds.push([{ kind: 'waiting-joined' }]);
  if (dice.chance(0.05)) deeds.push([{ kind: 'waiting-served' }]);
  if (dice.chance(0.08)) deeds.push([{ kind: 'enrolled', month: name }]);
  if (dice.chance(0.04)) deeds.push([{ kind: 'exited', month: name, reason: 'work' }]);
  if (dice.chance(0.08)) deeds.push([{ kind: 'outcome-noted', month: name, outcome: one(dice, NOTED_OUTCOMES) }]);
  if (dice.chance(0.03)) deeds.push([{ kind: 'outcome-said', after: '6', outcome: one(dice, OUTCOMES) }]);
  return deeds;
}

function stay(dice: Dice): Imaginary['stay'] {
  const from = dice.chance(0.4) ? 0 : dice.int(MONTHS.length);
  return [from, Math.min(MONTHS.length - 1, from + 3 + dice.int(13))];
}

const said = (dice: Dice, moment: 'start' | 'exit'): CodedEvent => ({
  ...{ kind: 'readiness-said', moment, item: 'rights', said: one(dice, READINESS_ANSWERS) },
});

/** The steps that somebody came to, as far along the way as the weights say. */
function way(dice: Dice, steps: number, [from, to]: Imaginary['stay']): Step[] {
  const reached = Math.min(dice.int(steps), dice.int(steps + 3));
  const months = Array.from({ length: reached }, () => from + dice.int(to - from + 1)).sort((a, b) => a - b);
  return months.map((month, i) => {
    const isFinished = dice.chance(0.75);
    const plan = weighted(dice, [['none', 50] as const, ['made', 25] as const, ['done', 25] as const]);
    return {
      ...{ month, isFinished, plan },
      ...(isFinished && dice.chance(0.2) && { rating: one(dice, RATINGS) }),
      ...(i === reached - 1 && dice.chance(0.4) && { readiness: [said(dice, 'start'), said(dice, 'exit')] }),
    };
  });
}

const drawMonths = (dice: Dice, [from, to]: Imaginary['stay'], before?: Imaginary): Imaginary['months'] =>
  MONTHS.map(({ name }, i) => {
    if (i < from || to < i) return [];
    const isKept = before !== undefined && before.stay[0] <= i && i <= before.stay[1];
    return isKept ? (before.months[i] ?? []) : month(dice, name);
  });

export function someone(dice: Dice, { said, lists }: Kind): Imaginary {
  const here = stay(dice);
  const entries = DIMENSIONS.map((dimension) => [dimension, weighted(dice, said[dimension])] as const);
  return {
    said: Object.fromEntries(entries) as Imaginary['said'],
    stay: here,
    months: drawMonths(dice, here),
    way: way(dice, lists.steps.length, here),
  };
}

/** The same person with one part drawn anew from how people are: something they said, a month, their way, or their stay. */
export function redrawn(dice: Dice, { said, lists }: Kind, person: Imaginary): Imaginary {
  const [from, to] = person.stay;
  const part = dice.int(DIMENSIONS.length + (to - from + 1) + 3);
  const dimension = DIMENSIONS[part];
  if (dimension !== undefined)
    return { ...person, said: { ...person.said, [dimension]: weighted(dice, said[dimension]) } };
  if (part === DIMENSIONS.length) {
    const here = stay(dice);
    const steps = way(dice, lists.steps.length, here);
    return { ...person, stay: here, months: drawMonths(dice, here, person), way: steps };
  }
  if (part <= DIMENSIONS.length + 2) return { ...person, way: way(dice, lists.steps.length, person.stay) };
  const at = from + dice.int(to - from + 1);
  return { ...person, months: person.months.with(at, month(dice, MONTHS[at]?.name ?? '')) };
}

/** What somebody did at a step of the way. */
export function deedsOf({ isFinished, plan, rating, readiness }: Step, step: string): Deed[] {
  return [
    [{ kind: 'flow-started', flow: step }],
    ...(isFinished ? [[{ kind: 'flow-finished' as const, flow: step }]] : []),
    ...(plan === 'none' ? [] : [[{ kind: 'plan-made' as const, step }]]),
    ...(plan === 'done' ? [[{ kind: 'plan-done' as const, step }]] : []),
    ...(rating === undefined ? [] : [[{ kind: 'step-rated' as const, step, rating }]]),
    ...(readiness === undefined ? [] : [readiness]),
  ];
}

/** An event in a month, as it is stored. */
export function inMonth(month: number, { kind, ...data }: CodedEvent, pseudonym = ''): EventRow {
  const hour = (MONTHS[month]?.fromAt ?? 0) + 9 * DAY + 8 * HOUR;
  return { pilot: 'serbia', pseudonym, kind, data: data as EventRow['data'], hour, demo: false };
}

/** What somebody said of themselves, as events. */
export const sayings = (said: Partial<Imaginary['said']>): CodedEvent[] =>
  DIMENSIONS.flatMap((dimension) => {
    const value = said[dimension] ?? NOT_SAID;
    return value === NOT_SAID ? [] : [{ kind: 'person-coded' as const, dimension, value }];
  });

/** The events of somebody, by the hour: what they say of themselves, they say when they come first. */
export function eventsOf({ said, months, way }: Imaginary, { steps }: Lists, pseudonym: string): EventRow[] {
  const done = months.map((deeds, month) => [
    ...deeds.flat(),
    ...way.flatMap((step, i) => (step.month === month ? deedsOf(step, steps[i] ?? '').flat() : [])),
  ]);
  const first = done.findIndex((events) => events.length > 0);
  return done.flatMap((events, month) =>
    [...(month === first ? sayings(said) : []), ...events].map((event) => inMonth(month, event, pseudonym)),
  );
}
