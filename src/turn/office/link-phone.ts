import { note } from '../../store/log.ts';
import { isPull, type PhoneLink } from '../channel.ts';
import type { World } from '../world.ts';

/** The link with a phone, of the channel here that works by one; undefined where none does. */
export function phoneOf({ channels }: Pick<World, 'channels'>): PhoneLink | undefined {
  const channel = channels.get('whatsapp-web');
  return channel === undefined || isPull(channel) ? undefined : channel.phone;
}

/** Shows codes for a phone to scan. `by`: the log's name of who asks for it. */
export async function linkPhone(world: World, by: string, phone: PhoneLink): Promise<void> {
  await noteAct(world, by, 'phone-asked');
  phone.begin();
}

/** Ends the link with the phone, or the showing of codes. */
export async function unlinkPhone(world: World, by: string, phone: PhoneLink): Promise<void> {
  await noteAct(world, by, 'phone-unlinked');
  phone.end();
}

const noteAct = ({ store, clock }: World, who: string, what: 'phone-asked' | 'phone-unlinked') =>
  store.tx((q) => note(q, { who, what, target: 'whatsapp-web', pilot: null, at: clock() }));
