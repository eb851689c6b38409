import { fallSilent } from '../people/fall-silent.ts';
import type { Action } from './action.ts';

/** News goes only to people who asked for it. The wish is a part of the profile, and ends with the consent. */
export const join: Action = async ({ conversation: { profile } }) => ({
  outcome: 'done',
  person: { profile: { ...profile, news: 'yes' } },
});

/** News that is lined up does not go out any more. */
export const leave: Action = async (act) => {
  await fallSilent(act.world, act.q, act, ['news']);
  const { news: _, ...rest } = act.conversation.profile;
  return { outcome: 'done', person: { profile: rest } };
};
