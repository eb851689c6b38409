import { contactsOf, forgetPerson, loadPerson } from '../store/people.ts';
import { peopleToForget } from '../store/retention.ts';
import type { Q } from '../store/store.ts';
import { dueTimers, type Timer, takeTimer } from '../store/timers.ts';
import { enqueue } from './queue.ts';
import type { World } from './world.ts';

const BATCH = 50;

/** Turns what is due into turns, each once, and forgets whose time is over. Returns how much there was to do. */
export async function tick(world: World): Promise<number> {
  const timers = await dueTimers(world.store.read, world.clock(), BATCH);
  for (const timer of timers) await world.store.tx((q) => fire(world, q, timer));
  const people = await peopleToForget(world.store.read, world.clock(), BATCH);
  for (const id of people) await world.store.tx((q) => forget(world, q, id));
  if (people.length > 0) await world.store.scrub();
  return timers.length + people.length;
}

/** The timer goes in the transaction that lines its turn up, so it fires once; too late, it goes unsaid. */
async function fire(world: World, q: Q, timer: Timer): Promise<void> {
  await q.lockPerson(timer.person);
  if (!(await takeTimer(q, timer.key)) || world.clock() > timer.until) return;
  const person = await loadPerson(q, timer.person);
  if (person === undefined || person.forgetAt !== null) return;
  const contact = await reachable(world, q, person.id);
  if (contact === undefined) return;
  await enqueue(world, q, person, contact, { kind: 'due', timer: timer.kind, vars: { target: timer.target } });
}

/** A contact to which this instance can write first. */
export async function reachable(world: World, q: Q, person: string): Promise<string | undefined> {
  const contacts = await contactsOf(q, person);
  const open = contacts.filter(
    ({ blocked, channel }) =>
      !blocked && [...world.channels.values()].some(({ name, can }) => name === channel && can.reminds),
  );
  return open[0]?.id;
}

async function forget(world: World, q: Q, id: string): Promise<void> {
  await q.lockPerson(id);
  await forgetPerson(q, id);
  world.vault.forget(id);
}
