import { and, asc, eq } from 'drizzle-orm';
import type { HalfYear } from '../evaluation/periods.ts';
import { type Release, release } from '../evaluation/release.ts';
import { eventsBefore } from './events.ts';
import type { Q } from './store.ts';

/** The release of a pilot for a closed half-year: the frozen one, or else worked out from the events. */
export async function releaseOf(q: Q, pilot: string, halfYear: HalfYear): Promise<Release> {
  const { released: r } = q.t;
  const [frozen] = await q.db
    .select({ numbers: r.numbers })
    .from(r)
    .where(and(eq(r.pilot, pilot), eq(r.period, halfYear.name)));
  return frozen?.numbers ?? release(await eventsBefore(q, pilot, halfYear.toAt), halfYear);
}

/** Freezes the numbers of a closed half-year, unless they are frozen already: from now on nothing changes them. */
export async function freezeRelease(q: Q, pilot: string, period: string, numbers: Release): Promise<void> {
  await q.db.insert(q.t.released).values({ pilot, period, numbers }).onConflictDoNothing();
}

/** The half-years of a pilot whose numbers are frozen, oldest first. */
export async function frozenPeriods(q: Q, pilot: string): Promise<string[]> {
  const { released: r } = q.t;
  const rows = await q.db.select({ period: r.period }).from(r).where(eq(r.pilot, pilot)).orderBy(asc(r.period));
  return rows.map(({ period }) => period);
}
