import { and, asc, eq } from 'drizzle-orm';
import type { Appointment } from './booking.ts';
import type { Q } from './store.ts';
import type { Vault } from './vault.ts';

/** An appointment to come that was cancelled because its person is forgotten, as a counsellor who had it may know it. */
export type Cancellation = Pick<
  Appointment,
  'id' | 'reference' | 'startAt' | 'endAt' | 'sequence' | 'officeName' | 'pilot' | 'counsellor' | 'mode'
>;

const placeOf = (appointment: string, sequence: number) => `cancellation:body:${appointment}.${sequence}` as const;

/** Keeps what the counsellor's mail and calendar need of a cancelled appointment. `at`: epoch ms, cut to the day. */
export async function saveCancellation(q: Q, vault: Vault, a: Cancellation, at: number): Promise<void> {
  const { id, reference, startAt, endAt, sequence, officeName, pilot, counsellor, mode } = a;
  const told: Cancellation = { id, reference, startAt, endAt, sequence, officeName, pilot, counsellor, mode };
  const body = vault.seal('house', placeOf(id, sequence), JSON.stringify(told));
  await q.db.insert(q.t.cancellation).values({ appointment: id, sequence, body, at }).onConflictDoNothing();
}

type Stored = { appointment: string; sequence: number; body: Buffer };
const open = (vault: Vault, { appointment, sequence, body }: Stored): Cancellation =>
  JSON.parse(vault.open('house', placeOf(appointment, sequence), body));

/** The cancellation of an appointment with this `sequence`. */
export async function cancellationOf(
  q: Q,
  vault: Vault,
  appointment: string,
  sequence: number,
): Promise<Cancellation | undefined> {
  const { cancellation: c } = q.t;
  const [row] = await q.db
    .select()
    .from(c)
    .where(and(eq(c.appointment, appointment), eq(c.sequence, sequence)));
  return row && open(vault, row);
}

/** The cancellations of a counsellor, the newest of each appointment. */
export async function cancellationsOf(q: Q, vault: Vault, counsellor: string): Promise<Cancellation[]> {
  const rows = await q.db.select().from(q.t.cancellation).orderBy(asc(q.t.cancellation.sequence));
  const own = rows.map((row) => open(vault, row)).filter((one) => one.counsellor === counsellor);
  return [...new Map(own.map((one) => [one.id, one])).values()];
}
