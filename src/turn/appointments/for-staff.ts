import { type Appointment, appointmentById, findAppointment } from '../../store/booking.ts';
import { nameInLog, noteRefusal } from '../../store/log.ts';
import type { Principal } from '../../store/principal.ts';
import type { Q } from '../../store/store.ts';
import type { World } from '../world.ts';

/** How staff name an appointment: by its id, or by the reference that its person has. */
type Named = { id: string } | { reference: string };

/**
 * The appointment that a principal asks for, if it is of their pilots. One of another pilot is like one that is not
 * there, and that they asked for it is noted: call it in a transaction that writes.
 */
export async function appointmentFor(
  { vault, clock }: World,
  q: Q,
  { pilots, who }: Principal,
  named: Named,
): Promise<Appointment | undefined> {
  const a = await ('id' in named ? appointmentById(q, named.id) : findAppointment(q, named.reference));
  if (a === undefined || pilots.includes(a.pilot)) return a;
  await noteRefusal(q, { who, target: nameInLog(vault, a.id), pilot: a.pilot, at: clock() });
  return undefined;
}
