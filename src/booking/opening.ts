import { localDays, type Schedule, type Span, windowsOn } from './hours.ts';

const DAY = 86_400_000;

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

/** For how long (ms) at least one counsellor was at work from one instant to another (epoch ms). */
export function openBetween(
  desks: readonly (Schedule & { absences: readonly Span[] })[],
  closed: ReadonlySet<string>,
  zone: string,
  { fromAt, toAt }: Span,
): number {
  const days = localDays(zone, fromAt, Math.ceil((toAt - fromAt) / DAY));
  const worked = desks.flatMap((desk) =>
    days
      .flatMap((day) => windowsOn(day, desk, closed))
      .map((window) => ({ fromAt: Math.max(window.fromAt, fromAt), toAt: Math.min(window.toAt, toAt) }))
      .flatMap((window) => without(window, desk.absences)),
  );
  let open = 0;
  let until = fromAt;
  for (const span of worked.toSorted((a, b) => a.fromAt - b.fromAt)) {
    open += Math.max(0, span.toAt - Math.max(span.fromAt, until));
    until = Math.max(until, span.toAt);
  }
  return open;
}

/** What absences leave of a stretch of time. */
function without(span: Span, absences: readonly Span[]): Span[] {
  const away = absences.find(({ fromAt, toAt }) => fromAt < span.toAt && toAt > span.fromAt);
  if (span.toAt <= span.fromAt) return [];
  if (away === undefined) return [span];
  return [
    ...without({ fromAt: span.fromAt, toAt: away.fromAt }, absences),
    ...without({ fromAt: away.toAt, toAt: span.toAt }, absences),
  ];
}
