import { localDays, type Schedule, type Span, windowsOn } from './hours.ts';

/** How far ahead is looked: a later time would comfort nobody. */
export const DAYS_AHEAD = 60;

/**
 * The instant (epoch milliseconds) at which somebody is next at work: `now` itself inside anybody's hours. Tells a
 * person when a request will be read. Null where nobody is there within 60 days.
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
