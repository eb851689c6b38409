import { and, asc, eq, gte, ne, sql } from 'drizzle-orm';
import type { Mode } from '../booking/slots.ts';
import type { Appointment } from './booking.ts';
import type { Q } from './store.ts';

/** A time that an appointment had with a counsellor before it went to another one: their calendar cancels it. */
export type Handover = Pick<Appointment, 'id' | 'sequence' | 'counsellor' | 'startAt' | 'endAt' | 'mode'>;

/** Notes that an appointment left its counsellor. `was`: its old time; `sequence`: its present one. */
export async function noteHandover(q: Q, was: Handover, sequence: number): Promise<void> {
  const { id: appointment, counsellor, startAt, endAt, mode } = was;
  await q.db.insert(q.t.handover).values({ appointment, sequence, counsellor, startAt, endAt, mode });
}

/** The appointments that left a counsellor and began at `fromAt` (epoch ms) or later, each as it last was with them. */
export async function handoversOf(q: Q, counsellor: string, fromAt: number): Promise<HandedOver[]> {
  const { handover: h, appointment: a } = q.t;
  const rows = await handedOver(q)
    .where(and(eq(h.counsellor, counsellor), gte(h.startAt, fromAt), ne(a.counsellor, counsellor)))
    .orderBy(asc(h.sequence));
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** The appointment as it was with the counsellor whom it left with this `sequence`. */
export async function handoverOf(q: Q, appointment: string, sequence: number): Promise<HandedOver | undefined> {
  const { handover: h } = q.t;
  const [row] = await handedOver(q).where(and(eq(h.appointment, appointment), eq(h.sequence, sequence)));
  return row;
}

/** The counsellors whom an appointment left, each time as it was with them. */
export async function handoversFrom(q: Q, appointment: string): Promise<HandedOver[]> {
  return handedOver(q).where(eq(q.t.handover.appointment, appointment));
}

type HandedOver = Handover & Pick<Appointment, 'reference' | 'officeName'>;

function handedOver(q: Q) {
  const { handover: h, appointment: a, counsellor, office } = q.t;
  return q.db
    .select({
      id: h.appointment,
      sequence: h.sequence,
      counsellor: h.counsellor,
      startAt: h.startAt,
      endAt: h.endAt,
      mode: sql<Mode>`${h.mode}`,
      reference: a.reference,
      officeName: office.name,
    })
    .from(h)
    .innerJoin(a, eq(a.id, h.appointment))
    .innerJoin(counsellor, eq(counsellor.id, h.counsellor))
    .innerJoin(office, eq(office.id, counsellor.office));
}
