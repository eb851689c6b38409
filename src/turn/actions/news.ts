import type { Action } from './action.ts';

/** News goes only to people who asked for it. The wish is a part of the profile, and ends with the consent. */
export const join: Action = async ({ conversation: { profile } }) => ({
  outcome: 'done',
  person: { profile: { ...profile, news: 'yes' } },
});

export const leave: Action = async ({ conversation: { profile } }) => {
  const { news: _, ...rest } = profile;
  return { outcome: 'done', person: { profile: rest } };
};
