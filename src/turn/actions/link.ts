import type { Item } from '../../conversation/conversation.ts';
import { LINK_MS, makeLinkCode, showLinkCode } from '../../conversation/link-code.ts';
import { CHANNELS } from '../../conversation/message.ts';
import { saveLinkCode } from '../../store/link-codes.ts';
import { contactsOf, removeContacts } from '../../store/people.ts';
import { type Action, word } from './action.ts';

/** Makes a code that links another app to this person, once. */
export const code: Action = async ({ world, q, person, setting }) => {
  const digits = makeLinkCode((n) => world.random(n));
  const hash = world.vault.blindIndex('link', digits);
  await saveLinkCode(q, { hash, person, until: setting.now + LINK_MS });
  return { outcome: 'done', set: { code: showLinkCode(digits) } };
};

/** Lists the channels of the person's other contacts; two contacts on one channel are one entry. */
export const list: Action = async ({ q, person, contact }) => {
  const others = (await contactsOf(q, person)).filter(({ id }) => id !== contact.id);
  const names = CHANNELS.filter((name) => others.some(({ channel }) => channel === name)).sort();
  const apps = names.map((name): Item => ({ id: name, label: { text: `channels:${name}` } }));
  return { outcome: apps.length === 0 ? 'none' : 'some', set: { apps } };
};

/** Removes an app from the person: replies that wait for it are dropped, and its next message begins a new person. */
export const remove: Action = async (act) => {
  const { q, person, contact } = act;
  const others = (await contactsOf(q, person)).filter(
    ({ id, channel }) => id !== contact.id && channel === word(act, 'app'),
  );
  await removeContacts(
    q,
    person,
    others.map(({ id }) => id),
    contact.id,
  );
  return { outcome: 'done' };
};
