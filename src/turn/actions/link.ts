import type { Item } from '../../conversation/conversation.ts';
import { LINK_MS, makeLinkCode, showLinkCode } from '../../conversation/link-code.ts';
import { CHANNELS } from '../../conversation/message.ts';
import { dropLinkCode, saveLinkCode, saveRequest, whoAsks, writtenBy } from '../../store/link-codes.ts';
import {
  contactById,
  contactsOf,
  emptyContacts,
  loadPerson,
  openContacts,
  type PersonRow,
} from '../../store/people.ts';
import { releaseTimers } from '../../store/timers.ts';
import { returnContacts, type Undoable, undoable } from '../../store/undo.ts';
import { APP_NEWS, removeApps, tellApps, whoUses } from '../people/apps.ts';
import { erasePerson } from '../people/erase.ts';
import { countOn, join as joinPeople } from '../people/join.ts';
import { hasOpenMatters } from '../people/open-matters.ts';
import { newId } from '../world.ts';
import { type Act, type Action, consents, type Outcome, word } from './action.ts';

/** Makes a code that links another app to this person, once. Without consent there is nothing to link an app to. */
export const code: Action = async (act) => {
  if (!consents(act)) return { outcome: 'none' };
  const { world, q, person, setting } = act;
  const digits = makeLinkCode((n) => world.random(n));
  const hash = world.vault.blindIndex('link', digits);
  await saveLinkCode(q, { hash, person, until: setting.now + LINK_MS });
  return { outcome: 'done', set: { code: showLinkCode(digits) } };
};

/** The person has written a code: asks in the apps of the person whose code it is, unless the writer has to be asked first. */
export const read: Action = (act) => putQuestion(act, false);

/** The person who wrote the code knows what they give away: asks in the apps of the person whose code it is. */
export const ask: Action = (act) => putQuestion(act, true);

async function putQuestion(act: Act, isSure: boolean): Promise<Outcome> {
  const { world, q, person, setting } = act;
  const written = await writtenBy(q, person, setting.now);
  if (written === undefined) return { outcome: 'unknown' };
  if (written.request !== null) return { outcome: 'asked' };
  await q.lockPerson(written.person);
  const owner = await loadPerson(q, written.person);
  if (owner === undefined || owner.forgetAt !== null) return { outcome: 'unknown' };
  if (consents(act) && owner.consented) return { outcome: 'both' };
  if (!isSure && (consents(act) || (await hasOpenMatters(q, person, setting.now)))) return { outcome: 'gives' };
  const [request, until] = [newId(world), setting.now + LINK_MS];
  await saveRequest(q, written.hash, { request, until });
  await tellApps(world, q, owner.id, await openContacts(q, owner.id), 'asked', request, until);
  return { outcome: 'asked' };
}

/**
 * The person whose code it is said yes: the two are one from the end of this turn on. The one who has a profile keeps
 * it. Messages that wait have to be handled as those of the person who wrote them, so they end it.
 */
export const join: Action = async (act) => {
  const { world, q, person, setting } = act;
  const writer = await whoAsks(q, word(act, 'target'), person, setting.now);
  if (writer === undefined) return { outcome: 'over' };
  await q.lockPerson(writer);
  const other = await loadPerson(q, writer);
  if (other === undefined || other.forgetAt !== null || other.waiting > 0) return { outcome: 'over' };
  if (other.consented && (consents(act) || act.waiting > 0)) return { outcome: 'over' };
  const [kept, gone] = other.consented ? [writer, person] : [person, writer];
  const after = async () => {
    await joinPeople(world, q, kept, gone);
    return [gone];
  };
  return { outcome: 'joined', after };
};

/** The person whose code it is said no. */
export const refuse: Action = async (act) => {
  const { q, person, setting } = act;
  if ((await whoAsks(q, word(act, 'target'), person, setting.now)) === undefined) return { outcome: 'over' };
  await dropLinkCode(q, person);
  return { outcome: 'done' };
};

/** Opens the news about the person's apps. `target` holds the news and what it is about. */
export const tell: Action = async (act) => {
  const [, news, about = ''] = /^([a-z]+)_(.*)$/.exec(word(act, 'target')) ?? [];
  const outcome = APP_NEWS.find((each) => each === news);
  if (outcome === undefined) throw new TypeError('no news about apps');
  return { outcome, set: { target: about } };
};

/** Lists the channels of the person's other contacts; two contacts on one channel are one entry. */
export const list: Action = async ({ q, person, contact }) => {
  const others = (await contactsOf(q, person)).filter(({ id }) => id !== contact.id);
  const names = CHANNELS.filter((name) => others.some(({ channel }) => channel === name)).sort();
  const apps = names.map((name): Item => ({ id: name, label: { text: `channels:${name}` } }));
  return { outcome: apps.length === 0 ? 'none' : 'some', set: { apps } };
};

/** Removes an app from the person: nothing goes there any more, and its next message begins a new person. */
export const remove: Action = async (act) => {
  const { world, q, person, contact } = act;
  const all = await contactsOf(q, person);
  const apps = all.filter(({ id, channel }) => id !== contact.id && channel === word(act, 'app')).map(({ id }) => id);
  const undo = newId(world);
  const after = async () => {
    if (apps.length > 0) await removeApps(world, q, person, apps, undo, contact.id);
    return [];
  };
  return { outcome: 'done', set: { undo }, after };
};

/** Undoes a join: the apps that it brought are removed for good. */
export const part: Action = async (act) => {
  const { world, q, person } = act;
  const brought = (await mine(act)).filter(({ removed }) => !removed).map(({ id }) => id);
  const isAll = (await contactsOf(q, person)).every(({ id }) => brought.includes(id));
  if (brought.length === 0 || isAll) return { outcome: 'over' };
  const after = async () => {
    await removeApps(world, q, person, brought, null);
    return [];
  };
  return { outcome: 'done', after };
};

/** Undoes a removal: the apps belong to the person again, but those that somebody else has begun to use. */
export const giveBack: Action = async (act) => {
  const { world, q, person, setting } = act;
  const returned: string[] = [];
  const newcomers: PersonRow[] = [];
  for (const removed of (await mine(act)).filter((each) => each.removed)) {
    const user = await whoUses(q, removed, setting.now);
    if (user === 'somebody') continue;
    returned.push(removed.id);
    if (user !== 'nobody') newcomers.push(user);
  }
  const after = async () => {
    for (const { id } of newcomers) await erasePerson(world, q, id);
    await returnContacts(q, returned);
    await releaseTimers(q, person, setting.now);
    await countOn(q, person, Math.max(0, ...newcomers.map(({ outSeq }) => outSeq)));
    await tellApps(world, q, person, await openContacts(q, person), 'returned', '');
    return newcomers.map(({ id }) => id);
  };
  // A person who takes the app back says that it is theirs.
  return returned.length > 0
    ? { outcome: 'done', person: { away: false }, after }
    : { outcome: 'over', after: () => hush(act) };
};

/** An app that stays removed gets no answer, since that would go on with the person's open question and their news. */
async function hush({ q, person, contact }: Act): Promise<string[]> {
  const [other] = await contactsOf(q, person);
  const { removed } = await contactById(q, contact.id);
  if (removed && other !== undefined) await emptyContacts(q, person, [contact.id], other.id);
  return [];
}

/** The contacts of this person whose join or removal the button `target` can undo. */
async function mine(act: Act): Promise<Undoable[]> {
  const all = await undoable(act.q, word(act, 'target'), act.setting.now);
  return all.filter(({ person }) => person === act.person);
}
