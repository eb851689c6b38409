import type { Principal } from '../../store/principal.ts';
import type { World } from '../../turn/world.ts';
import { pilotsOf, zoneOf } from '../released.ts';

/** The zone in which somebody of the staff reads times that belong to no pilot: that of their first pilot. */
export function zoneFor(
  { content }: Pick<World, 'content'>,
  language: string,
  principal: Pick<Principal, 'pilots'>,
): { zone: string; zoneName: string } {
  const [pilot] = pilotsOf(principal, content);
  if (pilot === undefined) return { zone: 'UTC', zoneName: 'UTC' };
  return { zone: zoneOf(content, pilot), zoneName: content.model.texts.say(language, `pilots:${pilot}.zone`) };
}
