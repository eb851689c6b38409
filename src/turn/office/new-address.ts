import { officesOf } from '../../store/offices.ts';
import type { Q } from '../../store/store.ts';
import { appointmentsToCome } from '../../store/to-come.ts';
import { tellPlace } from '../appointments/tell-place.ts';
import type { Booking } from '../world.ts';

/**
 * Saves what changes offices of a pilot. Where people are told another address of one from then on than they were told
 * before, tells those who have an appointment in person to come there. An address that waits to be confirmed is told to
 * nobody.
 */
export async function tellingNewAddresses(
  world: Booking,
  q: Q,
  pilot: string,
  save: () => Promise<void>,
): Promise<void> {
  const before = new Map((await officesOf(q, pilot)).map(({ id, toldAddress }) => [id, toldAddress]));
  await save();
  for (const { id, toldAddress } of await officesOf(q, pilot)) {
    const known = before.get(id) ?? null;
    if (known === null || known === toldAddress) continue;
    for (const a of await appointmentsToCome(q, { office: id }, world.clock())) await tellPlace(world, q, a, 'address');
  }
}
