import { TIMERS } from '../../conversation/beginnings.ts';
import { DROPPED, queuedRows, updateInbox } from '../../store/inbox.ts';
import { contactsOf, findContact, loadPerson, openContacts, type PersonRow } from '../../store/people.ts';
import { KEEP } from '../../store/retention.ts';
import { bodies } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import { holdTimer } from '../../store/timers.ts';
import { leaveContact, removeContacts, type Undoable } from '../../store/undo.ts';
import type { PersonKey } from '../../store/vault.ts';
import { enqueue } from '../take-in/enqueue.ts';
import { runsHere, type World } from '../world.ts';
import { hasOpenMatters } from './open-matters.ts';

/** The texts about a person's apps: the steps of the flow `app-news`. */
export const APP_NEWS = ['asked', 'joined', 'welcome', 'left', 'removed', 'apart', 'returned'] as const;
type AppNews = (typeof APP_NEWS)[number];

/**
 * Begins a turn in each of these apps that tells the news. `about` names a question, a join or a removal; after `until`
 * (epoch ms) the news is of no use. The caller has locked the person.
 */
export async function tellApps(
  world: World,
  q: Q,
  id: string,
  apps: readonly { id: string; channel: string }[],
  news: AppNews,
  about: string,
  until?: number,
): Promise<void> {
  let person = await loadPerson(q, id);
  const vars = { target: `${news}_${about}` };
  for (const { id: contact, channel } of apps) {
    if (person === undefined || !runsHere(world, channel)) continue;
    // It is about the chat itself, so it needs no consent.
    const body = { kind: 'due', timer: 'app-news', vars, asked: true, ...(until !== undefined && { until }) } as const;
    person = await enqueue(world, q, person, contact, body);
  }
}

/**
 * Takes apps off a person at once, and tells all apps. `undo` names the removal where it can be undone; `silent` is the
 * app in which the person hears of it already. At least one other app must be left.
 */
export async function removeApps(
  world: World,
  q: Q,
  person: string,
  apps: readonly string[],
  undo: string | null,
  silent?: string,
): Promise<void> {
  const all = await openContacts(q, person);
  const [removed, others] = [all.filter(({ id }) => apps.includes(id)), all.filter(({ id }) => !apps.includes(id))];
  const instead = others[0] ?? (await contactsOf(q, person)).find(({ id }) => !apps.includes(id));
  if (instead === undefined) throw new TypeError('the last app of a person cannot be removed');
  await removeContacts(q, person, [...apps], instead.id, { undo, undoUntil: world.clock() + KEEP.undo });
  const told = others.filter(({ id }) => id !== silent);
  await tellApps(world, q, person, told, undo === null ? 'apart' : 'left', undo ?? '');
  await tellApps(world, q, person, removed, undo === null ? 'apart' : 'removed', undo ?? '');
}

/**
 * Takes the app off a person in which somebody else writes now, and tells their other apps; it may be their last. Nothing
 * of before is left in it, but this turn's replies, from `firstReply` on. `undo` names the removal.
 */
export async function leaveApp(
  world: World,
  q: Q,
  { person, key, contact, firstReply }: { person: string; key: PersonKey; contact: string; firstReply: number },
  undo: string,
): Promise<void> {
  await withholdDue(world, q, { person, key, contact });
  await leaveContact(q, { person, contact, firstReply }, { undo, undoUntil: world.clock() + KEEP.undo });
  await tellApps(world, q, person, await openContacts(q, person), 'left', undo);
}

/**
 * Keeps from an app what is queued for a person there unasked: it goes to another app of theirs or, where there is none,
 * waits for the app to be given back, as a timer. What staff have written cannot wait as one, and is dropped.
 */
async function withholdDue(
  { vault }: World,
  q: Q,
  { person, key, contact }: { person: string; key: PersonKey; contact: string },
): Promise<void> {
  const other = (await openContacts(q, person)).find(({ id }) => id !== contact);
  for (const { seq, body, contact: to } of await queuedRows(q, person)) {
    const queued = body === null || to !== contact ? undefined : bodies.open(vault, key, `${person}.${seq}`, body);
    if (queued?.kind !== 'due') continue;
    if (other !== undefined) await updateInbox(q, { person, seq }, { contact: other.id });
    else {
      await updateInbox(q, { person, seq }, { body: null, reason: DROPPED });
      const { timer, vars, until } = queued;
      const kind = TIMERS.find((one) => one === timer);
      const { target, ...more } = vars;
      if (kind !== undefined && target !== undefined && until !== undefined && Object.keys(more).length === 0)
        await holdTimer(q, { key: `left:${person}:${seq}`, person, kind, target, until, at: 0 });
    }
  }
}

/**
 * Who uses a removed app by now: nobody, somebody who has more there than a first word, or a newcomer, who would lose
 * nothing. Locks that person.
 */
export async function whoUses(
  q: Q,
  { channel, handleHash }: Pick<Undoable, 'channel' | 'handleHash'>,
  now: number,
): Promise<'nobody' | 'somebody' | PersonRow> {
  const contact = await findContact(q, channel, handleHash);
  if (contact === undefined) return 'nobody';
  await q.lockPerson(contact.person);
  const person = await loadPerson(q, contact.person);
  if (person === undefined || person.consented || person.waiting > 0 || person.forgetAt !== null) return 'somebody';
  const isAlone = (await contactsOf(q, person.id)).length === 1;
  return isAlone && !(await hasOpenMatters(q, person.id, now)) ? person : 'somebody';
}
