import { groupTopic } from '../../../booking/waiting.ts';
import { pilotOf } from '../../../content.ts';
import { today } from '../../../pilot/confirmed.ts';
import { attendees } from '../../../store/booking.ts';
import { presentCounsellors } from '../../../store/counsellors.ts';
import { type Group, groupsSince, hasSignUps, type Meeting, openMeetings, seatsOf } from '../../../store/groups.ts';
import { noteOnce } from '../../../store/log.ts';
import { listResources } from '../../../store/resources.ts';
import { waitingFor } from '../../../store/waitlist.ts';
import type { World } from '../../../turn/world.ts';
import { pilotsOf } from '../../released.ts';
import { readNames, shownAs } from '../desk/query.ts';
import type { Reader } from '../reader.ts';
import type { Choices, GroupShown, Listed } from './shown.ts';

const DAY = 86_400_000;
/** Groups stay on the list for so long after their last meeting, to be marked and looked up. */
const LISTED = 60 * DAY;

/** The groups of a reader's pilots, the soonest first. */
export async function readGroups(world: World, reader: Reader): Promise<Listed[]> {
  const { store, content, clock, demo } = world;
  const names = await readNames(world);
  const groups = await groupsSince(store.read, pilotsOf(reader, content), clock() - LISTED);
  const seats = await seatsOf(
    store.read,
    groups.flatMap(({ meetings }) => meetings.map(({ id }) => id)),
  );
  return groups
    .filter(({ of }) => demo || !of.demo)
    .map((group) => {
      const next = openMeetings(group, clock());
      return {
        group,
        zone: pilotOf(content, group.of.pilot).zone,
        counsellorName: names.nameOf(group.of.counsellor),
        next: next[0]?.startAt ?? null,
        left: next.length,
        taken: Math.max(0, ...group.meetings.map(({ id }) => seats.get(id) ?? 0)),
      };
    });
}

/** What a new group of a pilot can be made of. */
export async function readChoices({ store, vault, content, demo }: World, pilot: string): Promise<Choices> {
  const open = <T extends { pilot: string; demo: boolean }>(all: readonly T[]) =>
    all.filter((one) => one.pilot === pilot && (demo || !one.demo));
  return {
    pilot,
    languages: pilotOf(content, pilot).languages,
    counsellors: open(await presentCounsellors(store.read)).map(({ id, name }) => ({
      value: id,
      label: vault.open('house', `counsellor:name:${id}`, name),
    })),
    rooms: open(await listResources(store.read))
      .filter(({ kind }) => kind === 'room')
      .map(({ id, name }) => ({ value: id, label: vault.open('house', `resource:name:${id}`, name) })),
  };
}

/** The meeting that staff look at: the one they name, or the one of today, or the next, or the last. */
function chosenOf({ meetings }: Group, zone: string, now: number, named: string | undefined): Meeting | undefined {
  const standing = meetings.filter(({ cancelled }) => !cancelled);
  const day = today(now, zone);
  return (
    meetings.find(({ id }) => id === named) ??
    standing.find(({ startAt }) => today(startAt, zone) === day) ??
    standing.find(({ startAt }) => startAt > now) ??
    standing.at(-1) ??
    meetings[0]
  );
}

/** The data that the page of a group shows. Who comes to a meeting is a look into records, which is noted. */
export async function readGroupShown(
  world: World,
  reader: Reader,
  group: Group,
  named: string | undefined,
): Promise<Omit<GroupShown, 'principal' | 'now' | 'refused' | 'notice' | 'without'>> {
  const { store, vault, content, clock } = world;
  const { pilot, counsellor, room } = group.of;
  const { zone, languages } = pilotOf(content, pilot);
  const names = await readNames(world);
  const seats = await seatsOf(
    store.read,
    group.meetings.map(({ id }) => id),
  );
  const meeting = chosenOf(group, zone, clock(), named);
  const coming = meeting === undefined ? [] : await attendees(store.read, meeting.id);
  if (coming.length > 0)
    await store.tx(async (q) => {
      await noteOnce(q, { who: reader.who, what: 'group-opened', target: meeting?.id ?? '', pilot, at: clock() });
    });
  const rooms = await listResources(store.read);
  const shared = rooms.find(({ id }) => id === room);
  return {
    ...{ group, zone, languages, seats },
    counsellorName: names.nameOf(counsellor),
    officeName: names.officeOf(counsellor),
    roomName: shared === undefined ? null : vault.open('house', `resource:name:${shared.id}`, shared.name),
    waiting: (await waitingFor(store.read, groupTopic(group.id))).length,
    isEmpty: !(await hasSignUps(store.read, group)),
    chosen: meeting === undefined ? null : { meeting, coming: coming.map(shownAs(world, names)) },
  };
}
