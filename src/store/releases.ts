import { and, asc, eq } from 'drizzle-orm';
import { type Published, published } from '../evaluation/published.ts';
import type { Q } from './store.ts';

/** Whose numbers: a pilot's, of its real people or of a demonstration. They are never mixed. */
export interface Whose {
  pilot: string;
  demo: boolean;
}

/** The numbers that are frozen of a half-year, by the names of their rows. */
export async function publishedOf(q: Q, { pilot, demo }: Whose, period: string): Promise<Map<string, Published>> {
  const { published: p } = q.t;
  const rows = await q.db
    .select({ row: p.row, number: p.number })
    .from(p)
    .where(and(eq(p.pilot, pilot), eq(p.demo, demo), eq(p.period, period)));
  return new Map(rows.map(({ row, number }) => [row, published(number)]));
}

/** Freezes numbers of a half-year: from now on nothing changes them. One that is frozen already stays as it is. */
export async function freeze(
  q: Q,
  whose: Whose,
  period: string,
  numbers: ReadonlyMap<string, Published>,
): Promise<void> {
  const rows = [...numbers].map(([row, number]) => ({ ...whose, period, row, number }));
  if (rows.length > 0) await q.db.insert(q.t.published).values(rows).onConflictDoNothing();
}

/** The half-years of a pilot of which anything is frozen, oldest first. */
export async function frozenPeriods(q: Q, { pilot, demo }: Whose): Promise<string[]> {
  const { published: p } = q.t;
  const rows = await q.db
    .selectDistinct({ period: p.period })
    .from(p)
    .where(and(eq(p.pilot, pilot), eq(p.demo, demo)))
    .orderBy(asc(p.period));
  return rows.map(({ period }) => period);
}

/** How many people staff had enrolled by a half-year's end, and how many of them are women: exact. */
export interface Enrolled {
  people: number;
  women: number;
}

export async function enrolledBy(q: Q, { pilot, demo }: Whose, period: string): Promise<Enrolled | undefined> {
  const { enrolled: e } = q.t;
  const [found] = await q.db
    .select({ people: e.people, women: e.women })
    .from(e)
    .where(and(eq(e.pilot, pilot), eq(e.demo, demo), eq(e.period, period)));
  return found;
}

export async function freezeEnrolled(q: Q, whose: Whose, period: string, enrolled: Enrolled): Promise<void> {
  await q.db
    .insert(q.t.enrolled)
    .values({ ...whose, period, ...enrolled })
    .onConflictDoNothing();
}
