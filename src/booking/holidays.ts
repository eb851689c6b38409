import Holidays, { type HolidaysTypes } from 'date-holidays';

/** The country whose holidays a pilot keeps (ISO 3166-1), and the code of a region that has its own. */
export interface Country {
  country: string;
  region?: string | undefined;
}

/** A pilot's own decision about a date: closed, or open although it is a holiday. */
export interface Closing {
  /** ISO. */
  date: string;
  closed: boolean;
}

/** A day on which offices are closed. `name`: of a public holiday, in English; absent where the pilot decided it. */
export interface ClosedDay {
  date: string;
  name?: string;
}

const years = new Map<string, ReadonlyMap<string, string>>();

/**
 * The public holidays of a year (ISO date -> name), computed once: their rules take milliseconds, and every search needs
 * them.
 */
function publicHolidays({ country, region = '' }: Country, year: number): ReadonlyMap<string, string> {
  const name = `${country} ${region} ${year}`;
  const known = years.get(name);
  if (known !== undefined) return known;
  const all = new Holidays(country, region, { languages: ['en'] }).getHolidays(year);
  const publicOnes = all.filter(({ type }) => type === 'public');
  const days = new Map<string, string>();
  for (const { date, name } of publicOnes.filter((day) => !isSubstitute(day))) {
    const day = date.slice(0, 10);
    days.set(day, days.get(day) ?? name);
  }
  // A day off in place of a Sunday is the first working day after it: in Serbia, 4 May 2027 for Labour Day, since Easter
  // Monday is the 3rd (paragraf.rs on an opinion of the Serbian ministry, 20 January 2021).
  for (const { date, name } of publicOnes.filter(isSubstitute)) {
    let day = date.slice(0, 10);
    while (days.has(day)) day = dayAfter(day);
    days.set(day, name);
  }
  years.set(name, days);
  return days;
}

/** Whether a holiday has been moved off a Sunday, as its rule says (`05-02 if sunday then next monday`). */
function isSubstitute({ date, rule }: Pick<HolidaysTypes.Holiday, 'date' | 'rule'>): boolean {
  const [, usual] = /^(\d\d-\d\d) .*\bthen next /.exec(rule) ?? [];
  return usual !== undefined && usual !== date.slice(5, 10);
}

const dayAfter = (date: string): string => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);

/**
 * The days from `first` to `last` (ISO, both included) on which offices are closed, in their order: the public holidays
 * of the country and region, with the pilot's own closings, which may also open a holiday. Source: the data of
 * `date-holidays` (CC-BY-3.0).
 */
export function closedDays(place: Country, own: readonly Closing[], first: string, last: string): ClosedDay[] {
  const closed = new Map<string, ClosedDay>();
  for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)); year += 1)
    for (const [date, name] of publicHolidays(place, year)) closed.set(date, { date, name });
  for (const { date, closed: isClosed } of own) {
    if (!isClosed) closed.delete(date);
    else if (!closed.has(date)) closed.set(date, { date });
  }
  return [...closed.values()]
    .filter(({ date }) => first <= date && date <= last)
    .sort((a, b) => a.date.localeCompare(b.date));
}

/** Whether holidays of this country (and region) are known. */
export function isKnownCountry({ country, region }: Country): boolean {
  const all = new Holidays();
  return country in all.getCountries() && (region === undefined || region in (all.getStates(country) ?? {}));
}
