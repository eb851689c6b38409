import { localDays, type Span, windowsOn } from './hours.ts';
import type { Desk } from './slots.ts';

const DAY = 86_400_000;

/** An appointment as the question needs it. `groupOffer`: what the person signed up for; null for a talk. */
interface Booked extends Span {
  counsellor: string;
  groupOffer: string | null;
}

/**
 * The appointments at whose time their counsellor is not at work: outside the hours, on a closed date, or during an
 * absence. A group may be led outside the hours, so only an absence counts for it. `closed`: ISO dates in `zone`.
 */
export function notAtWork<T extends Booked>(
  appointments: readonly T[],
  desks: readonly Pick<Desk, 'counsellor' | 'hours' | 'days' | 'absences'>[],
  { zone, closed, now }: { zone: string; closed: ReadonlySet<string>; now: number },
): T[] {
  const last = Math.max(now, ...appointments.map(({ toAt }) => toAt));
  const days = appointments.length === 0 ? [] : localDays(zone, now, Math.ceil((last - now) / DAY) + 1);
  const deskOf = new Map(desks.map((desk) => [desk.counsellor, desk]));
  const windowsOf = new Map<string, Span[]>();
  return appointments.filter(({ counsellor, fromAt, toAt, groupOffer }) => {
    const desk = deskOf.get(counsellor);
    if (desk === undefined) return groupOffer === null;
    if (desk.absences.some((absence) => absence.fromAt < toAt && absence.toAt > fromAt)) return true;
    if (groupOffer !== null) return false;
    const windows = windowsOf.get(counsellor) ?? days.flatMap((day) => windowsOn(day, desk, closed));
    windowsOf.set(counsellor, windows);
    return !windows.some((window) => window.fromAt <= fromAt && toAt <= window.toAt);
  });
}
