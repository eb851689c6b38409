import { groupTopic } from '../../booking/waiting.ts';
import { appointmentsOfMeetings, openOfSignUp, signedUp, storeSignUp } from '../../store/booking.ts';
import { ClaimedError } from '../../store/claims.ts';
import { type OffReason, offFor } from '../../store/codes.ts';
import {
  type Group,
  lockedGroup,
  type Meeting,
  openMeetings,
  callOffMeeting as storeCallOff,
} from '../../store/groups.ts';
import type { Q } from '../../store/store.ts';
import { leaveTopic } from '../../store/waitlist.ts';
import type { Booking, World } from '../world.ts';
import { joinOne } from './book.ts';
import { cancelAppointment, cancelForPerson, cancelQuietly } from './cancel.ts';
import { forgetUntold, tell } from './tell.ts';

/** What happens to the people of a group: a workshop, an information day, or a course with its meetings. */

/**
 * Calls a meeting off and tells its people, each once. `why`: as they are told where the group has no other meeting; of a
 * course they are told that the others take place.
 */
export async function callOffMeeting(world: Booking, q: Q, meeting: string, why: OffReason): Promise<void> {
  const group = await lockedGroup(q, meeting);
  if (group === undefined) return;
  await storeCallOff(q, meeting);
  const others = openMeetings(group, world.clock()).filter(({ id }) => id !== meeting);
  const kind = others.length > 0 ? 'called-off-meeting' : offFor(why);
  for (const a of await appointmentsOfMeetings(q, [meeting])) await cancelForPerson(world, q, a, kind);
  if (others.length === 0) await leaveTopic(q, groupTopic(group.id));
}

/** Calls off all meetings of a group that are still to come; each of its people is told once. */
export async function callOffGroup(world: Booking, q: Q, { id: name }: Group, why: OffReason): Promise<void> {
  const group = await lockedGroup(q, name);
  const left = group === undefined ? [] : openMeetings(group, world.clock());
  if (group === undefined) return;
  if (left.length === 1) return callOffMeeting(world, q, left[0]?.id ?? '', why);
  for (const { id } of left) await storeCallOff(q, id);
  const all = await appointmentsOfMeetings(
    q,
    left.map(({ id }) => id),
  );
  for (const [first, ...others] of Map.groupBy(all, ({ person }) => person).values()) {
    for (const a of others) await cancelQuietly(world, q, a);
    if (first !== undefined) await cancelForPerson(world, q, first, 'called-off-course');
  }
  await leaveTopic(q, groupTopic(group.id));
}

/**
 * Gives everybody who is signed up for a course an appointment at a meeting that was added, and tells them. Returns how
 * many have something else then: they get none.
 */
export async function bringAlong(world: World, q: Q, group: Group, added: Meeting): Promise<number> {
  let without = 0;
  // Who has left keeps what is over: only the meetings to come say who is signed up.
  const coming = openMeetings(group, world.clock()).map(({ id }) => id);
  for (const known of await signedUp(q, coming)) {
    const { pilot, person, language, mode, wishes, canRemind, demo } = known;
    const signUp = known.signUp ?? known.reference;
    const wanted = { pilot, person, language, mode, wishes, canRemind, demo, signUp };
    await q.lockPerson(person);
    try {
      await q.savepoint(async () => {
        if (known.signUp === null) await storeSignUp(q, known.id, signUp);
        const a = await joinOne(world, q, { ...wanted, phone: null, unreached: false, crowd: false }, added);
        await tell(world, q, 'meeting-added', a.startAt, a);
      });
    } catch (error) {
      if (!(error instanceof ClaimedError)) throw error;
      without += 1;
    }
  }
  return without;
}

/**
 * Takes a person out of a course: they cancel all its meetings that are left to come. False where nothing is left.
 */
export async function leaveCourse(world: Booking, q: Q, signUp: string): Promise<boolean> {
  const [first, ...others] = await openOfSignUp(q, signUp, world.clock());
  for (const a of others) await cancelQuietly(world, q, a);
  if (first === undefined) return false;
  await forgetUntold(q, first);
  return cancelAppointment(world, q, first);
}
