import { dropReplies } from '../../store/outbox.ts';
import type { Action } from './action.ts';

/** News goes only to people who asked for it. The wish is a part of the profile, and ends with the consent. */
export const join: Action = async ({ conversation: { profile } }) => ({
  outcome: 'done',
  person: { profile: { ...profile, news: 'yes' } },
});

/** News that waits to be sent does not go out any more. */
export const leave: Action = async ({ q, person, conversation: { profile } }) => {
  await dropReplies(q, person, { timer: 'news' });
  const { news: _, ...rest } = profile;
  return { outcome: 'done', person: { profile: rest } };
};
