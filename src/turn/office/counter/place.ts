import type { Value } from '../../../conversation/conversation.ts';
import type { Appointment } from '../../../store/booking.ts';
import { officeOf } from '../../../store/offices.ts';
import type { Q } from '../../../store/store.ts';
import type { Param } from '../../../text/texts.ts';
import { whereOf } from '../../actions/facts.ts';
import type { World } from '../../world.ts';

/** Where an appointment is, as paper says it. An address that nobody has confirmed is not told. */
export async function placeOnPaper(world: World, q: Q, a: Appointment): Promise<{ name: Param; address: Param }> {
  const office = await officeOf(q, a.counsellor);
  const { officeName, officeAddress } = await whereOf({ world, q }, a, office, { isPrinted: true });
  return { name: paramOf(officeName), address: paramOf(officeAddress) };
}

/** A list of buttons is no place. */
const paramOf = (value: Value = ''): Param => (Array.isArray(value) ? '' : value);
