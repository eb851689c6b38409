import { LINK_MS, makeLinkCode, showLinkCode } from '../../conversation/link-code.ts';
import { saveLinkCode } from '../../store/link-codes.ts';
import { contactsOf, removeContacts } from '../../store/people.ts';
import { type Action, word } from './action.ts';

/** Makes a code that leads another app to this person, once. */
export const code: Action = async ({ world, q, person, setting }) => {
  const digits = makeLinkCode((n) => world.random(n));
  const hash = world.vault.blindIndex('link', digits);
  await saveLinkCode(q, { hash, person, until: setting.now + LINK_MS });
  return { outcome: 'done', set: { code: showLinkCode(digits) } };
};

/** The person's other apps; two of a kind go together. */
export const list: Action = async ({ q, person, contact }) => {
  const others = (await contactsOf(q, person)).filter(({ id }) => id !== contact.id);
  const names = [...new Set(others.map(({ channel }) => channel))].sort();
  const apps = names.map((name) => ({ id: name, label: { text: `channels:${name}` } }));
  return { outcome: apps.length === 0 ? 'none' : 'some', set: { apps } };
};

/** An app is not theirs any more: what waits for it is dropped, and whoever writes from it begins as somebody new. */
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
