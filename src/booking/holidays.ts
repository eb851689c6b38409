import Holidays from 'date-holidays';

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

const years = new Map<string, readonly string[]>();

/**
 * The public holidays of a year (ISO dates), computed once: their rules take milliseconds, and every search needs them.
 */
function publicHolidays({ country, region = '' }: Country, year: number): readonly string[] {
  const name = `${country} ${region} ${year}`;
  const known = years.get(name);
  if (known !== undefined) return known;
  const all = new Holidays(country, region).getHolidays(year);
  const dates = all.filter(({ type }) => type === 'public').map(({ date }) => date.slice(0, 10));
  years.set(name, dates);
  return dates;
}

/**
 * The dates from `first` to `last` (ISO, both included) on which offices are closed: the public holidays of the country
 * and region, with the pilot's own closings, which may also open a holiday. Source: the data of `date-holidays`
 * (CC-BY-3.0).
 */
export function closedDates(place: Country, own: readonly Closing[], first: string, last: string): ReadonlySet<string> {
  const closed = new Set<string>();
  for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)); year += 1)
    for (const date of publicHolidays(place, year)) closed.add(date);
  for (const { date, closed: isClosed } of own) {
    if (isClosed) closed.add(date);
    else closed.delete(date);
  }
  return new Set([...closed].filter((date) => first <= date && date <= last));
}

/** Whether holidays of this country (and region) are known. */
export function isKnownCountry({ country, region }: Country): boolean {
  const all = new Holidays();
  return country in all.getCountries() && (region === undefined || region in (all.getStates(country) ?? {}));
}
