import { makeReference } from '../../booking/reference.ts';
import { groupTopic } from '../../booking/waiting.ts';
import {
  type Appointment,
  findAppointment,
  type NewAppointment,
  storeBooking,
  storeSignUp,
  type Taking,
} from '../../store/booking.ts';
import { endInvitation } from '../../store/booking-invitations.ts';
import { ClaimedError } from '../../store/claims.ts';
import { joinMeeting, type Meeting } from '../../store/groups.ts';
import { noteChange } from '../../store/notices.ts';
import type { Q } from '../../store/store.ts';
import { leaveWaitlist } from '../../store/waitlist.ts';
import { newId, type World } from '../world.ts';
import { count } from './count.ts';
import { remindOf } from './remind.ts';

/** A new appointment before it has an id and a reference. `phone` seals the number to call under the new id. */
export type Wanted = Omit<NewAppointment, 'id' | 'reference' | 'phone'> & { phone(id: string): Buffer | null };

/**
 * Books a slot under a new reference, and returns the reference. Tells the counsellor, sets reminders, and takes the
 * person off this topic's waitlist; without a chat nobody is reminded. Throws `ClaimedError` when the time is claimed
 * already, and then nothing is stored.
 */
export async function bookAppointment(
  world: World,
  q: Q,
  { phone, ...wanted }: Wanted,
  taking: Taking,
): Promise<string> {
  const id = newId(world);
  const appointment = { ...wanted, id, phone: phone(id) };
  const now = world.clock();
  const store = (reference: string) => storeBooking(q, { ...appointment, reference }, taking, now);
  return settle(world, q, taking.person, store);
}

/** A sign-up before it has an id and a reference. */
type Joining = Omit<Parameters<typeof joinMeeting>[1], 'id' | 'reference'>;

/**
 * Signs a person up for all meetings of a group, with the same effects and error as `bookAppointment`. Returns the
 * reference of the first appointment, which stands for the whole sign-up.
 */
export async function signUp(
  world: World,
  q: Q,
  wanted: Omit<Joining, 'signUp'>,
  group: string,
  meetings: readonly Meeting[],
): Promise<string> {
  let first: Appointment | undefined;
  await q.savepoint(async () => {
    for (const meeting of meetings) {
      const a = await joinOne(world, q, { ...wanted, signUp: first?.reference ?? null }, meeting);
      first ??= a;
    }
    if (first !== undefined && meetings.length > 1) await storeSignUp(q, first.id, first.reference);
  });
  if (first === undefined) throw new ClaimedError('supply');
  await serve(world, q, first, wanted.person, groupTopic(group));
  await noteChange(q, first, 'new', world.clock());
  return first.reference;
}

/** Gives a person an appointment at one meeting, with its reminders. Throws `ClaimedError`: run it in a savepoint. */
export async function joinOne(world: World, q: Q, wanted: Joining, meeting: Meeting): Promise<Appointment> {
  const id = newId(world);
  const a = await underReference(world, q, (reference) =>
    joinMeeting(q, { ...wanted, id, reference }, meeting, world.clock()),
  );
  await remindOf(world, q, a);
  return a;
}

/**
 * Stores an appointment under a reference that is not taken; then sets its reminders, takes the person off the topic's
 * waitlist, and tells the counsellor.
 */
async function settle(
  world: World,
  q: Q,
  person: string | null,
  store: (reference: string) => Promise<boolean>,
): Promise<string> {
  let a: Appointment | undefined;
  await q.savepoint(async () => {
    a = await underReference(world, q, store);
  });
  if (a === undefined) throw new TypeError('an appointment that is gone');
  await remindOf(world, q, { ...a, person });
  if (person !== null) {
    await serve(world, q, a, person, a.topic);
    // A relative's appointment does not answer what the person was invited for.
    if (!a.family) await endInvitation(q, { person, topic: a.topic }, 'booked');
  }
  await noteChange(q, a, 'new', world.clock());
  return a.reference;
}

/** Takes somebody who has an appointment now off the waitlist of its topic, and counts that they had waited. */
async function serve(world: World, q: Q, a: Appointment, person: string, topic: string): Promise<void> {
  if (await leaveWaitlist(q, person, topic)) await count(world, q, a, { kind: 'waiting-served' });
}

/** Stores an appointment under a reference that is not taken. */
async function underReference(
  world: World,
  q: Q,
  store: (reference: string) => Promise<boolean>,
): Promise<Appointment> {
  let reference = '';
  do reference = makeReference((n) => world.random(n));
  while (!(await store(reference)));
  const a = await findAppointment(q, reference);
  if (a === undefined) throw new TypeError('an appointment that is gone');
  return a;
}
