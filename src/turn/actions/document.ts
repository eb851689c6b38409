import { linkTo } from '../documents.ts';
import { type Action, word } from './action.ts';

/** Files that are made of the person's answers. */

export const link: Action = async (act) => {
  const made = await linkTo(act.world, act.q, act.person, word(act, 'target'));
  return made === undefined ? { outcome: 'gone' } : { outcome: 'linked', set: { link: made } };
};
