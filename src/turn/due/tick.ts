import { blockedChannels, loadPerson, openContacts, type PersonRow, peopleToLapse } from '../../store/people.ts';
import { isToForget, peopleToForget } from '../../store/retention.ts';
import type { Q } from '../../store/store.ts';
import { dueTimers, holdTimer, type Timer, takeTimer } from '../../store/timers.ts';
import { canComeBack } from '../../store/undo.ts';
import { ASKED_LATER } from '../appointments/ask-held.ts';
import { isBroken, reasonOf } from '../failure.ts';
import { forgetIf, scrub } from '../people/forget.ts';
import { lapse } from '../people/lapse.ts';
import { enqueue } from '../take-in/enqueue.ts';
import { runsHere, type World, writesFirst } from '../world.ts';

const BATCH = 50;

/**
 * Turns each due timer into a turn, once, drops answers whose time is over, and forgets people whose time is over.
 * Returns how many timers and people there were.
 */
export async function tick(world: World): Promise<number> {
  const timers = await dueTimers(world.store.read, world.clock(), BATCH);
  await Promise.all(timers.map((timer) => world.store.tx((q) => fire(world, q, timer))));
  const people = await peopleToForget(world.store.read, world.clock(), BATCH);
  const answering = await peopleToLapse(world.store.read, world.clock(), BATCH);
  await Promise.all(answering.map((id) => world.store.tx((q) => lapse(world, q, id))));
  const isOver = (q: Q, person: PersonRow) => isToForget(q, person, world.clock());
  const forgotten = await Promise.all(people.map((id) => forgetIf(world, id, isOver)));
  if (forgotten.includes(true)) await scrub(world);
  return timers.length + answering.length + people.length;
}

/**
 * Deletes the timer in the same transaction that queues its turn, so it fires once. A timer of a person who has blocked us,
 * or whose last app may still be given back, waits for them to come back.
 */
async function fire(world: World, q: Q, timer: Timer): Promise<void> {
  await q.lockPerson(timer.person);
  if (!(await takeTimer(q, timer.key))) return;
  const person = await loadPerson(q, timer.person);
  if (person === undefined || person.forgetAt !== null) return;
  const contacts = await openContacts(q, person.id);
  const { kind, target, until } = timer;
  // A page that fetches by itself may be open: a change of an appointment is worth a line there.
  const contact =
    contacts.find(({ channel }) => writesFirst(world, channel)) ??
    (kind === 'appointment-changed' ? contacts.find(({ channel }) => runsHere(world, channel)) : undefined);
  if (contact === undefined) {
    const isAway = (await blockedChannels(q, person.id)).some((channel) => writesFirst(world, channel));
    // Where we cannot write first, a question how it was, or an invitation, waits for the person's next message.
    const isAsked =
      (ASKED_LATER as readonly string[]).includes(kind) && contacts.some(({ channel }) => runsHere(world, channel));
    const isLeft = await canComeBack(q, person.id, world.clock());
    return isAway || isAsked || isLeft ? holdTimer(q, timer) : undefined;
  }
  try {
    await enqueue(world, q, person, contact.id, { kind: 'due', timer: kind, vars: { target }, until });
  } catch (error) {
    if (isBroken(error)) throw error;
    world.log.error({ reason: reasonOf(error), alert: 'dead-letter' }, 'a timer is given up');
  }
}
