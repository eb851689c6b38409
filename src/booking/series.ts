import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';

/** A recurrence rule that cannot be read, or that RFC 5545 does not allow. */
export class RuleError extends Error {
  override name = 'RuleError';
}

/** Readings of a wall clock, written as epoch milliseconds as if it were in UTC. */
export interface Times {
  walls: number[];
  /** The rule has too many times to be listed: these are the beginnings of the days on which they may be. */
  areDays: boolean;
}

const DAY = 86_400_000;
/** How long ago a series with a COUNT may have begun: it is counted from its first time on. */
const LONGEST_COUNT = 30 * 366 * DAY;
const MOST_A_DAY = 24;
const WITHIN_A_DAY = new Map([
  ['SECONDLY', 1000],
  ['MINUTELY', 60_000],
  ['HOURLY', 3_600_000],
]);
/** The parts of a rule that choose its days; of a rule that repeats within a day, the first ones alone. */
const OF_DAYS = ['BYDAY', 'BYMONTH', 'BYMONTHDAY', 'FREQ', 'INTERVAL', 'WKST', 'BYYEARDAY', 'BYWEEKNO'];

type Rule = ReadonlyMap<string, string>;

/**
 * The times within [from, to] of a rule (the value of an RRULE, in upper case) that begins at `start`: all are readings
 * as in `Times`. The library goes straight to that stretch of time and looks for no time beyond it, so that neither a
 * rule that began long ago nor one that is never met takes long. The end of the rule (UNTIL) is left to the caller, since
 * it may be on another clock.
 *
 * @throws RuleError
 */
export function timesOf(rule: string, start: number, from: number, to: number): Times {
  const parts = rule.split(';').filter((part) => part !== '' && !part.startsWith('UNTIL='));
  const values = new Map(parts.map((part) => part.split('=', 2) as [string, string]));
  // Of a part that stands twice the library drops one, and times with it. Other calendars than ours take it seconds.
  if (values.size < parts.length || values.has('RSCALE')) throw new RuleError();
  const mostADay = ['BYHOUR', 'BYMINUTE', 'BYSECOND'].reduce(
    (all, name) => all * (values.get(name)?.split(',').length ?? 1),
    1,
  );
  // The library counts from the first time on, unless it need not count at all.
  if (Number(values.get('COUNT')) > (1 + (to - start) / DAY) * mostADay) values.delete('COUNT');
  else if (values.has('COUNT') && start < from - LONGEST_COUNT) throw new RuleError();
  const series = readRule(values, start);
  const step = WITHIN_A_DAY.get(values.get('FREQ') ?? '');
  if (step === undefined && mostADay <= MOST_A_DAY) {
    try {
      return { walls: between(series, Math.max(from, start), to), areDays: false };
    } catch {
      // It takes more steps than the library does; the days take fewer.
    }
  }
  return { walls: daysOf(values, start, from, Math.min(to, lastOfSteps(values, start, step))), areDays: true };
}

/** The time or date after which a rule has no more times, as the rule writes it. */
export const untilOf = (rule: string): string | undefined => /(?:^|;)UNTIL=([^;]*)/.exec(rule)?.[1];

function readRule(values: Rule, start: number): RRuleTemporal {
  try {
    const dtstart = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO('UTC');
    const rruleString = `RRULE:${[...values].map((part) => part.join('=')).join(';')}`;
    return new RRuleTemporal({ rruleString, dtstart, strict: true, cache: false });
  } catch {
    throw new RuleError();
  }
}

const between = (series: RRuleTemporal, from: number, to: number): number[] =>
  series.between(new Date(from), new Date(to), true).map((time) => time.epochMilliseconds);

/** The days of all times that the rule may have: those that its other parts leave out are among them. */
function daysOf(values: Rule, start: number, from: number, to: number): number[] {
  const isWithinADay = WITHIN_A_DAY.has(values.get('FREQ') ?? '');
  const names = isWithinADay ? OF_DAYS.slice(0, 3) : OF_DAYS;
  const days = new Map([...values].filter(([name]) => names.includes(name)));
  if (isWithinADay) days.set('FREQ', 'DAILY');
  const first = Math.floor(start / DAY) * DAY;
  try {
    return between(readRule(days, first), Math.max(from - DAY, first), to);
  } catch {
    throw new RuleError();
  }
}

/** The last time of a rule that only counts steps of less than a day; Infinity where anything else chooses its times. */
function lastOfSteps(values: Rule, start: number, step: number | undefined): number {
  const { FREQ, INTERVAL = '1', COUNT, WKST, ...others } = Object.fromEntries(values);
  const isSimple = step !== undefined && COUNT !== undefined && Object.keys(others).length === 0;
  return isSimple ? start + step * Number(INTERVAL) * Number(COUNT) : Number.POSITIVE_INFINITY;
}
