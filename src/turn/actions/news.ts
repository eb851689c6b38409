import type { Action } from './action.ts';

/** News is sent to whoever asked for it: it is a part of the profile, and goes with the consent. */
export const join: Action = async ({ conversation: { profile } }) => ({
  outcome: 'done',
  person: { profile: { ...profile, news: 'yes' } },
});

export const leave: Action = async ({ conversation: { profile } }) => {
  const { news: _, ...rest } = profile;
  return { outcome: 'done', person: { profile: rest } };
};
