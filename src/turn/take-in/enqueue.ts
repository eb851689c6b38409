import type { TimerKind } from '../../conversation/beginnings.ts';
import { insertInbox } from '../../store/inbox.ts';
import { type PersonRow, savePerson } from '../../store/people.ts';
import { bodies, type Due } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import type { World } from '../world.ts';

/**
 * Queues a turn that is not a message of the person: for a timer, a counsellor's answer or a change that they have not
 * heard of. The caller has locked the person. Returns the person's row as it is now.
 */
export async function enqueue(
  world: World,
  q: Q,
  person: PersonRow,
  contact: string,
  body: Due & { timer: TimerKind },
): Promise<PersonRow> {
  const now = world.clock();
  const seq = person.inSeq + 1;
  const key = world.vault.unwrap(person.id, person.wrapped);
  const sealed = bodies.seal(world.vault, key, `${person.id}.${seq}`, body);
  await insertInbox(q, {
    person: person.id,
    seq,
    contact,
    body: sealed,
    at: now,
    state: 'queued',
    due: now,
    attempts: 0,
    reason: null,
  });
  // `lastDay` stays: only the person's own messages postpone the end of their profile.
  const queued = { ...person, inSeq: seq, waiting: person.waiting + 1 };
  await savePerson(q, queued);
  return queued;
}
