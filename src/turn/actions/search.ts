import { wishOf } from '../../booking/wishes.ts';
import type { Item } from '../../conversation/conversation.ts';
import type { ActionResult } from '../../conversation/walk.ts';
import { openContacts } from '../../store/people.ts';
import { type Asked, othersNear, type Search, searchFor, slotId } from '../appointments/search.ts';
import { writesFirst } from '../world.ts';
import { type Act, word } from './action.ts';

/**
 * The input of this turn's search: its topic, with the person's wishes. An appointment that is moved stays in the pilot
 * where it is booked.
 */
export async function askedOf(act: Act): Promise<Asked> {
  const { conversation: c, person, setting } = act;
  return {
    pilot: word(act, 'bookedIn') || (c.pilot ?? ''),
    topic: word(act, 'topic'),
    person,
    wish: wishOf(c.profile, c.language ?? ''),
    now: setting.now,
    unreached: !(await isReached(act)),
  };
}

/** Whether we can write to the person first, here or in another app of theirs. */
export async function isReached({ q, world, person, setting }: Act): Promise<boolean> {
  if (setting.can.reminds) return true;
  return (await openContacts(q, person)).some(({ channel }) => writesFirst(world, channel));
}

/** Runs this turn's search; the fields in `asked` replace its own. */
export const searchOf = async (act: Act, asked: Partial<Asked> = {}): Promise<Search | undefined> =>
  searchFor(act.q, act.world.content, { ...(await askedOf(act)), ...asked });

/** The time with this id is taken: offers other times near it. */
export function taken(search: Search | undefined, id: string): ActionResult {
  if (search === undefined) return { outcome: 'taken', set: { times: [] } };
  const { zone } = search.pilot;
  const times = othersNear(search, id).map(
    (slot): Item => ({ id: slotId(slot), label: { moment: slot.startAt, zone } }),
  );
  return { outcome: 'taken', set: { times } };
}
