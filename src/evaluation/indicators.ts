import {
  ANSWERED_WITHIN,
  LEADS,
  NOTED_OUTCOMES,
  OUTCOMES,
  RATINGS,
  READINESS_ANSWERS,
  REMINDED,
  type ReadinessMoment,
} from './events.ts';
import type { EventRow, History } from './history.ts';

/** The questions that the numbers answer: each has a page. */
export const QUESTIONS = ['who', 'way', 'appointments', 'humans', 'satisfaction', 'outcomes'] as const;
export type Question = (typeof QUESTIONS)[number];

/** The lists that rows come from beside those of this file: from the flows and the pilot's folder, never from data. */
export interface Lists {
  /** The steps of the pilot's way, in their order. */
  steps: readonly string[];
  /** The languages that the pilot offers. */
  languages: readonly string[];
  channels: readonly string[];
  /** The answers that the pilot's flows offer, by characteristic. */
  answers: Readonly<Record<'gender' | 'status' | 'education' | 'employment' | 'children', readonly string[]>>;
}

/** Something that counts in an indicator: once for each person, or each time (`unit`). */
interface Fact {
  month: string;
  /** Where the indicator has values. */
  value?: string;
}

/** How else an indicator's rows are told: for women alone, and by month. */
type Cut = 'women' | 'month';

export interface Indicator {
  question: Question;
  /** `people`: each of them once, however often. Otherwise each time counts, of one person four times at most. */
  unit: 'people' | 'appointments' | 'requests';
  cuts: readonly Cut[];
  /** Its values, in their order, where it is broken down; it has no row for all of them together then. */
  values?: (lists: Lists) => readonly string[];
  /** The indicator that it is a part of. */
  of?: string;
  /** What of a person's history counts. */
  facts(history: History): readonly Fact[];
}

/** The value of a characteristic that somebody did not state. */
export const NOT_SAID = 'not-said';

/** Age groups of the ESF+ (Regulation (EU) 2021/1057, Annex I), by the year of birth. */
const AGES = ['under-30', '30-54', '55-and-over'] as const;

function ageOf(born: string | undefined, { halfYear }: History): string {
  const year = Number(born);
  if (born === undefined || !Number.isInteger(year)) return NOT_SAID;
  const age = Number(halfYear.name.slice(0, 4)) - year;
  return age < 30 ? 'under-30' : age < 55 ? '30-54' : '55-and-over';
}

/** Whether somebody counts as a woman: only who said so. */
export const isWoman = ({ said }: History): boolean => said.get('gender') === 'woman';

type Test = (data: EventRow['data']) => boolean;
const any: Test = () => true;

/** The events of a kind, as facts; `value`: the code of the event that is the value. */
const events =
  (kind: string, { value, where = any }: { value?: string; where?: Test } = {}) =>
  ({ within }: History): Fact[] =>
    within
      .filter(({ event }) => event.kind === kind && where(event.data))
      .map(({ event, month }) => ({ month, ...(value !== undefined && { value: String(event.data[value]) }) }));

/** Each month in which the person did anything. */
const activeMonths = ({ within }: History): Fact[] =>
  [...new Set(within.map(({ month }) => month))].map((month) => ({ month }));

/** The person, with what they are or said. */
const being =
  (of: (history: History) => string) =>
  (history: History): Fact[] => {
    const [first] = history.within;
    return first === undefined ? [] : [{ month: first.month, value: of(history) }];
  };
const saying = (dimension: string) => being(({ said }) => said.get(dimension) ?? NOT_SAID);

/** The first month of the person, where it falls into the half-year. */
const arriving = ({ all, within }: History): Fact[] => {
  const [first] = within;
  return first !== undefined && first.event === all[0] ? [{ month: first.month }] : [];
};

const BY_STAFF: Test = ({ by }) => by === 'staff';
const HELD = ['appointment-arrived', 'appointment-missed'];

const inWhole = (of: string, cuts: readonly Cut[] = ['women']): Pick<Indicator, 'cuts' | 'of'> => ({ cuts, of });

/** The requests for a human that are more than the answers: the two are not paired, since events carry codes alone. */
const unanswered = ({ within }: History): Fact[] => {
  const asked = within.filter(({ event }) => event.kind === 'human-requested');
  const answered = within.filter(({ event }) => event.kind === 'human-answered').length;
  return asked.slice(answered).map(({ month }) => ({ month }));
};

const POINTS: Readonly<Record<string, number>> = Object.fromEntries(
  READINESS_ANSWERS.toReversed().map((said, i) => [said, i]),
);

/** What somebody said of their readiness at the start, against what they said last, where they said that in the half-year. */
const compared = ({ all, within }: History): Fact[] => {
  const said = all.filter(({ kind }) => kind === 'readiness-said');
  const at = (moment: ReadinessMoment) => said.filter(({ data }) => data.moment === moment);
  const last = (rows: readonly EventRow[]) =>
    new Map(rows.map(({ data }) => [String(data.item), POINTS[String(data.said)] ?? 0]));
  const before = last(at('start'));
  const exit = at('exit');
  const now = last(exit);
  const ended = within.findLast(({ event }) => event === exit.at(-1));
  const both = [...now.keys()].filter((item) => before.has(item));
  if (ended === undefined || both.length === 0) return [];
  const gained = both.reduce((sum, item) => sum + (now.get(item) ?? 0) - (before.get(item) ?? 0), 0);
  return [{ month: ended.month, value: gained > 0 ? 'better' : gained < 0 ? 'worse' : 'same' }];
};

const steps = ({ steps }: Lists) => steps;
const answersOf = (name: keyof Lists['answers']) => (lists: Lists) => [...lists.answers[name], NOT_SAID];

/**
 * Every number that is published about the people helped, and what it is counted from: an event counts in the half-year
 * in whose hours it was written. A fact stands in four rows at most (whole, women, month, and one list), since each row
 * costs a little of what hides it. A new indicator takes its rows from the reserve (`MOST_ROWS`).
 */
const INDICATORS = {
  // Who is reached: 60 rows.
  active: { question: 'who', unit: 'people', cuts: ['month'], facts: activeMonths },
  new: { question: 'who', unit: 'people', cuts: ['women', 'month'], facts: arriving },
  met: {
    ...{ question: 'who', unit: 'people', ...inWhole('active') },
    facts: (h) => [...events('appointment-arrived')(h), ...events('enrolled')(h)],
  },
  gender: {
    question: 'who',
    unit: 'people',
    ...inWhole('active', []),
    values: answersOf('gender'),
    facts: saying('gender'),
  },
  age: {
    ...{ question: 'who', unit: 'people', ...inWhole('active', []), values: () => [...AGES, NOT_SAID] },
    facts: being((history) => ageOf(history.said.get('born'), history)),
  },
  status: {
    question: 'who',
    unit: 'people',
    ...inWhole('active', []),
    values: answersOf('status'),
    facts: saying('status'),
  },
  language: {
    ...{
      question: 'who',
      unit: 'people',
      ...inWhole('active', []),
      values: ({ languages }) => [...languages, NOT_SAID],
    },
    facts: saying('language'),
  },
  channel: {
    ...{ question: 'who', unit: 'people', ...inWhole('active', []), values: ({ channels }) => [...channels, NOT_SAID] },
    facts: saying('channel'),
  },
  education: {
    ...{ question: 'who', unit: 'people', ...inWhole('active', []), values: answersOf('education') },
    facts: saying('education'),
  },
  employment: {
    ...{ question: 'who', unit: 'people', ...inWhole('active', []), values: answersOf('employment') },
    facts: saying('employment'),
  },
  children: {
    ...{ question: 'who', unit: 'people', ...inWhole('active', []), values: answersOf('children') },
    facts: saying('children'),
  },
  // The way to work: 90 rows.
  'step-shown': {
    ...{ question: 'way', unit: 'people', cuts: ['women'], values: steps },
    facts: events('flow-started', { value: 'flow' }),
  },
  'step-finished': {
    ...{ question: 'way', unit: 'people', ...inWhole('step-shown'), values: steps },
    facts: events('flow-finished', { value: 'flow' }),
  },
  'plan-made': {
    ...{ question: 'way', unit: 'people', ...inWhole('step-shown', []), values: steps },
    facts: events('plan-made', { value: 'step' }),
  },
  'plan-done': {
    ...{ question: 'way', unit: 'people', ...inWhole('plan-made', []), values: steps },
    facts: events('plan-done', { value: 'step' }),
  },
  // Appointments: 80 rows.
  booked: {
    question: 'appointments',
    unit: 'appointments',
    cuts: ['women', 'month'],
    facts: events('appointment-booked'),
  },
  lead: {
    ...{ question: 'appointments', unit: 'appointments', ...inWhole('booked', []), values: () => LEADS },
    facts: events('appointment-booked', { value: 'lead' }),
  },
  confirmed: {
    question: 'appointments',
    unit: 'appointments',
    ...inWhole('booked'),
    facts: events('appointment-confirmed'),
  },
  moved: { question: 'appointments', unit: 'appointments', ...inWhole('booked'), facts: events('appointment-moved') },
  'moved-by-staff': {
    ...{ question: 'appointments', unit: 'appointments', ...inWhole('moved') },
    facts: events('appointment-moved', { where: BY_STAFF }),
  },
  cancelled: {
    question: 'appointments',
    unit: 'appointments',
    ...inWhole('booked'),
    facts: events('appointment-cancelled'),
  },
  'cancelled-by-staff': {
    ...{ question: 'appointments', unit: 'appointments', ...inWhole('cancelled') },
    facts: events('appointment-cancelled', { where: BY_STAFF }),
  },
  'not-held': {
    question: 'appointments',
    unit: 'appointments',
    ...inWhole('booked'),
    facts: events('appointment-not-held'),
  },
  // The base and the part, never both parts: who came is the rest of who was expected.
  due: {
    ...{ question: 'appointments', unit: 'appointments', cuts: ['women', 'month'] },
    facts: (h) => HELD.flatMap((kind) => events(kind)(h)),
  },
  missed: {
    ...{ question: 'appointments', unit: 'appointments', ...inWhole('due', ['women', 'month']) },
    facts: events('appointment-missed'),
  },
  'due-by-reminder': {
    ...{ question: 'appointments', unit: 'appointments', ...inWhole('due', []), values: () => REMINDED },
    facts: (h) => HELD.flatMap((kind) => events(kind, { value: 'reminded' })(h)),
  },
  'missed-by-reminder': {
    ...{ question: 'appointments', unit: 'appointments', ...inWhole('due-by-reminder', []), values: () => REMINDED },
    facts: events('appointment-missed', { value: 'reminded' }),
  },
  waiting: { question: 'appointments', unit: 'appointments', cuts: ['women'], facts: events('waiting-joined') },
  'waiting-served': {
    question: 'appointments',
    unit: 'appointments',
    ...inWhole('waiting'),
    facts: events('waiting-served'),
  },
  // People who ask for a human: 25 rows.
  asked: { question: 'humans', unit: 'requests', cuts: ['women', 'month'], facts: events('human-requested') },
  asking: { question: 'humans', unit: 'people', ...inWhole('active'), facts: events('human-requested') },
  'answered-within': {
    ...{ question: 'humans', unit: 'requests', ...inWhole('asked', []), values: () => ANSWERED_WITHIN },
    facts: events('human-answered', { value: 'within' }),
  },
  unanswered: { question: 'humans', unit: 'requests', ...inWhole('asked'), facts: unanswered },
  // Satisfaction: of the rows of appointments, and of the reserve.
  rated: { question: 'satisfaction', unit: 'appointments', cuts: ['women'], facts: events('appointment-rated') },
  rating: {
    ...{ question: 'satisfaction', unit: 'appointments', ...inWhole('rated', []), values: () => RATINGS },
    facts: events('appointment-rated', { value: 'rating' }),
  },
  'step-rating': {
    ...{ question: 'satisfaction', unit: 'people', cuts: [], values: () => RATINGS },
    facts: events('step-rated', { value: 'rating' }),
  },
  // Outcomes and readiness: 30 rows.
  outcome: {
    ...{ question: 'outcomes', unit: 'people', ...inWhole('active'), values: () => NOTED_OUTCOMES },
    facts: events('outcome-noted', { value: 'outcome' }),
  },
  'outcome-said': {
    ...{ question: 'outcomes', unit: 'people', cuts: [], values: () => OUTCOMES },
    facts: events('outcome-said', { value: 'outcome' }),
  },
  left: { question: 'outcomes', unit: 'people', ...inWhole('active'), facts: events('exited') },
  readiness: {
    ...{ question: 'outcomes', unit: 'people', cuts: [], values: () => ['better', 'same', 'worse'] },
    facts: compared,
  },
} as const satisfies Readonly<Record<string, Indicator>>;

export type IndicatorName = keyof typeof INDICATORS;
export const INDICATOR_NAMES = Object.keys(INDICATORS) as IndicatorName[];

/** An indicator by its name, with what not every one has. */
export const indicator = (name: IndicatorName): Indicator => INDICATORS[name];
