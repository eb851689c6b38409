import { isMark } from '../../booking/status.ts';
import { pilotOf } from '../../content.ts';
import { canonical } from '../../pilot/plan.ts';
import { attendees } from '../../store/booking.ts';
import type { Deed, OffReason } from '../../store/codes.ts';
import {
  addMeetings,
  deleteGroup,
  editGroup,
  type Group,
  groupById,
  hasSignUps,
  lockedGroup,
  openMeetings,
} from '../../store/groups.ts';
import { note, noteRefusal } from '../../store/log.ts';
import type { Principal } from '../../store/principal.ts';
import type { Q } from '../../store/store.ts';
import { hashText } from '../../text-hash.ts';
import { markByStaff, unmarkByStaff } from '../appointments/by-staff.ts';
import { bringAlong, callOffGroup, callOffMeeting } from '../appointments/group.ts';
import { offerPlaces } from '../appointments/offer-freed-place.ts';
import { newId, type World } from '../world.ts';
import { type NewGroup, readMeeting, readShared } from './read-group.ts';
import type { Faults, Read, Typed } from './typed.ts';

/** What staff set up that many come to, and what they do with it. */

/** The part of a world in which groups are set up. */
type Setting = Pick<World, 'store' | 'content' | 'clock' | 'random' | 'demo'>;

/** Undoes a transaction in which a counsellor or a room was taken at these times (epoch ms). */
class Taken extends Error {
  readonly starts: readonly number[];
  constructor(starts: readonly number[]) {
    super('taken');
    this.starts = starts;
  }
}

/** Runs `work` in a transaction; where it finds the counsellor or the room taken, it is undone and says when. */
async function unlessTaken<T>(
  { store, content }: Setting,
  pilot: string,
  field: string,
  work: (q: Q) => Promise<T>,
): Promise<Read<T>> {
  try {
    return { value: await store.tx(work) };
  } catch (error) {
    if (!(error instanceof Taken)) throw error;
    const { zone } = pilotOf(content, pilot);
    const when = { list: error.starts.slice(0, 5).map((at) => ({ dateTime: at, zone })) };
    return { faults: { [field]: { text: 'faults:busy', params: { when } } } };
  }
}

/** Adds a group, and returns its id. Faults say when its counsellor or its room has something else. */
export async function addGroup(
  world: Setting,
  by: Principal | null,
  { spans, ...shared }: NewGroup,
): Promise<Read<string>> {
  const id = newId(world);
  return unlessTaken(world, shared.pilot, 'date', async (q) => {
    const [only] = spans.length === 1 ? [id] : [];
    const meetings = spans.map(({ fromAt: startAt, toAt: endAt }) => ({
      ...{ ...shared, id: only ?? newId(world), course: only === undefined ? id : null },
      ...{ startAt, endAt, cancelled: false, demo: world.demo },
    }));
    const taken = await addMeetings(q, meetings, world.clock());
    if (taken.length > 0) throw new Taken(taken);
    await noteOn(world, q, by, 'group-added', { id, pilot: shared.pilot });
    return id;
  });
}

/** Notes what somebody of the staff, or the command line (null), does with a group. */
const noteOn = (
  { clock }: Pick<World, 'clock'>,
  q: Q,
  by: Principal | null,
  what: Deed,
  { id: target, pilot }: { id: string; pilot: string },
): Promise<void> => note(q, { who: by?.who ?? null, what, target, pilot, at: clock() });

/** The group that a principal asks for, if it is of their pilots; that they asked for another is noted. */
export async function groupFor(world: World, { pilots, who }: Principal, id: string): Promise<Group | undefined> {
  const group = await groupById(world.store.read, id);
  if (group === undefined || pilots.includes(group.of.pilot)) return group;
  await world.store.tx((q) => noteRefusal(q, { who, target: id, pilot: group.of.pilot, at: world.clock() }));
  return undefined;
}

/** Names what all meetings of a group have in common by its content. */
export const groupVersion = ({ of: { titles, places, womenOnly } }: Pick<Group, 'of'>): string =>
  hashText(canonical([titles, places, womenOnly]));

/**
 * Changes what all meetings of a group have in common. Where places are added, those who wait are told. `changed`:
 * somebody else has changed it since it was read (`version`), and nothing is saved.
 */
export async function editGroupByStaff(
  world: World,
  by: Principal,
  { id, of: { pilot } }: Group,
  typed: Typed,
): Promise<Faults | 'changed' | null> {
  return world.store.tx(async (q) => {
    const now = await lockedGroup(q, id);
    if (now === undefined || groupVersion(now) !== typed.version?.[0]) return 'changed';
    const read = readShared(world, pilot, typed);
    if ('faults' in read) return read.faults;
    const shared = read.value;
    await editGroup(q, id, shared, world.clock());
    await noteOn(world, q, by, 'group-changed', { id, pilot });
    if (shared.places > now.of.places) await offerPlaces(world, q, id, pilot);
    return null;
  });
}

/** Adds a meeting to a group, and gives everybody who is signed up an appointment there, as far as they are free. */
export async function addMeetingByStaff(
  world: World,
  by: Principal,
  group: Group,
  typed: Typed,
): Promise<Read<{ without: number }>> {
  const { of } = group;
  const read = await readMeeting(world, group, typed);
  if ('faults' in read) return read;
  return unlessTaken(world, of.pilot, 'date', async (q) => {
    await lockedGroup(q, group.id);
    const meeting = { ...of, ...read.value, id: newId(world), course: group.id, cancelled: false };
    const taken = await addMeetings(q, [meeting], world.clock());
    if (taken.length > 0) throw new Taken(taken);
    await noteOn(world, q, by, 'meeting-added', { id: group.id, pilot: of.pilot });
    return { without: await bringAlong(world, q, group, meeting) };
  });
}

/** Calls one meeting of a group off, and tells its people. False where it is over, or called off already. */
export async function callOffMeetingByStaff(
  world: World,
  by: Principal,
  group: Group,
  meeting: string,
  why: OffReason,
): Promise<boolean> {
  if (!openMeetings(group, world.clock()).some(({ id }) => id === meeting)) return false;
  await world.store.tx(async (q) => {
    await callOffMeeting(world, q, meeting, why);
    await noteOn(world, q, by, 'meeting-off', { id: group.id, pilot: group.of.pilot });
  });
  return true;
}

/** Calls off all that is left of a group, and tells each of its people once. False where nothing is left. */
export async function callOffGroupByStaff(world: World, by: Principal, group: Group, why: OffReason): Promise<boolean> {
  if (openMeetings(group, world.clock()).length === 0) return false;
  await world.store.tx(async (q) => {
    await callOffGroup(world, q, group, why);
    await noteOn(world, q, by, 'course-off', { id: group.id, pilot: group.of.pilot });
  });
  return true;
}

/** Removes a group to which nobody has ever signed up. False where somebody has. */
export async function removeGroupByStaff(world: World, by: Principal, group: Group): Promise<boolean> {
  return world.store.tx(async (q) => {
    await lockedGroup(q, group.id);
    if (await hasSignUps(q, group)) return false;
    await deleteGroup(q, group);
    await noteOn(world, q, by, 'group-removed', { id: group.id, pilot: group.of.pilot });
    return true;
  });
}

/**
 * Notes who came to a meeting: `typed` names a mark or nothing for each appointment by its id (`came-ID`), and what the page
 * showed (`was-ID`). Returns how many could not be marked (any more, or yet).
 */
export async function markMeetingByStaff(world: World, by: Principal, meeting: string, typed: Typed): Promise<number> {
  let refused = 0;
  for (const { id, status } of await attendees(world.store.read, meeting)) {
    const [marked, was] = [typed[`came-${id}`]?.[0], typed[`was-${id}`]?.[0]];
    // What nobody has touched on this page may have been noted on another one meanwhile.
    if (marked === undefined || marked === was || marked === (status === 'scheduled' ? '' : status)) continue;
    if (status !== 'scheduled' && (await unmarkByStaff(world, by, id)) !== 'done') {
      refused += 1;
      continue;
    }
    if (isMark(marked) && (await markByStaff(world, by, id, marked)) !== 'done') refused += 1;
  }
  return refused;
}
