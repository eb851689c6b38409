import { wishOf } from '../../booking/wishes.ts';
import type { Item } from '../../conversation/conversation.ts';
import type { ActionResult } from '../../conversation/walk.ts';
import { type Asked, othersNear, type Search, searchFor, slotId } from '../appointments/search.ts';
import { type Act, word } from './action.ts';

/** The input of this turn's search: its topic, with the person's wishes. */
export const askedOf = ({ conversation: c, person, setting, ...act }: Act): Asked => ({
  pilot: c.pilot ?? '',
  topic: word(act, 'topic'),
  person,
  wish: wishOf(c.profile, c.language ?? ''),
  now: setting.now,
});

/** Runs this turn's search; the fields in `asked` replace its own. */
export const searchOf = (act: Act, asked: Partial<Asked> = {}): Promise<Search | undefined> =>
  searchFor(act.q, act.world.content, { ...askedOf(act), ...asked });

/** The time with this id is taken: offers other times near it. */
export function taken(search: Search | undefined, id: string): ActionResult {
  if (search === undefined) return { outcome: 'taken', set: { times: [] } };
  const { zone } = search.pilot;
  const times = othersNear(search, id).map(
    (slot): Item => ({ id: slotId(slot), label: { moment: slot.startAt, zone } }),
  );
  return { outcome: 'taken', set: { times } };
}
