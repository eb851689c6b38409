import { localDays, type Schedule, type Span, windowsOn } from './hours.ts';

/** The number of days that are searched: a later opening would comfort no person. */
export const DAYS_AHEAD = 60;

/**
 * The next instant (epoch milliseconds) at which a counsellor is at work: `now` itself during the hours of any of them.
 * Tells a person when their request will be read. Null where no counsellor is at work within 60 days.
 */
export function nextOpening(
  desks: readonly (Schedule & { absences: readonly Span[] })[],
  closed: ReadonlySet<string>,
  zone: string,
  now: number,
): number | null {
  for (const day of localDays(zone, now, DAYS_AHEAD)) {
    const arrivals = desks.flatMap((desk) =>
      windowsOn(day, desk, closed)
        .map((window) => ({ at: backAt(desk.absences, Math.max(window.fromAt, now)), toAt: window.toAt }))
        .filter((window) => window.at < window.toAt)
        .map((window) => window.at),
    );
    if (arrivals.length > 0) return Math.min(...arrivals);
  }
  return null;
}

/** The first instant from `at` on that no absence covers; absences may touch and overlap. */
function backAt(absences: readonly Span[], at: number): number {
  const absence = absences.find((away) => away.fromAt <= at && at < away.toAt);
  return absence === undefined ? at : backAt(absences, absence.toAt);
}
