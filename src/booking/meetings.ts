import { localDays, type Span } from './hours.ts';

const DAY = 86_400_000;

/** The rule by which a course meets, on the wall clock of its zone. Dates are ISO. */
export interface MeetingRule {
  /** 1 Monday ... 7 Sunday. */
  weekdays: readonly number[];
  /** Minutes of the day. */
  fromMinute: number;
  toMinute: number;
  first: string;
  last: string;
  /** The dates on which it does not meet. */
  except: ReadonlySet<string>;
}

/** The meetings of a course by its rule, in their order: the same hours on the clock, also where the clocks change. */
export function meetingsBy(rule: MeetingRule, zone: string): Span[] {
  const { weekdays, fromMinute, toMinute, first, last, except } = rule;
  const from = Date.parse(first);
  const days = localDays(zone, from - DAY, Math.round((Date.parse(last) - from) / DAY) + 3);
  return days
    .filter(({ date, weekday }) => first <= date && date <= last && weekdays.includes(weekday) && !except.has(date))
    .map((day) => ({ fromAt: day.at(fromMinute), toAt: day.at(toMinute) }));
}
