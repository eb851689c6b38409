import { pilotOf } from '../../../content.ts';
import type { Appointment } from '../../../store/booking.ts';
import { latestChange, openChanges, reachOf } from '../../../store/changes.ts';
import { nameInLog, note } from '../../../store/log.ts';
import { loadPerson, type PersonRow } from '../../../store/people.ts';
import { remindersSaid } from '../../../store/reminders.ts';
import { spansWhileAway } from '../../../turn/appointments/away.ts';
import { timesByStaff } from '../../../turn/appointments/by-staff.ts';
import { appointmentFor } from '../../../turn/appointments/for-staff.ts';
import { ifReadable } from '../../../turn/run/open-conversation.ts';
import { type World, writesFirst } from '../../../turn/world.ts';
import { colleague, type Names, namedDays, readNames } from '../desk/query.ts';
import { takenAlong } from '../desk/taken.ts';
import type { Reader } from '../reader.ts';
import type { Movable } from './move.ts';
import type { Leaving } from './off.ts';
import type { Shown } from './view.ts';

/** An appointment that somebody of the staff looks at, with its person, who is undefined once they are forgotten. */
export interface Looked {
  a: Appointment;
  person: PersonRow | undefined;
  names: Names;
}

/**
 * The appointment with this id, if it is of the reader's pilots. Each look is recorded, because the page shows a number
 * to call.
 */
export async function lookAt(world: World, reader: Reader, id: string): Promise<Looked | undefined> {
  const { store, vault, clock } = world;
  const a = await store.tx(async (q) => {
    const found = await appointmentFor(world, q, reader, { id });
    if (found === undefined) return undefined;
    const look = { who: reader.who, what: 'appointment', target: nameInLog(vault, id) } as const;
    await note(q, { ...look, pilot: found.pilot, at: clock() });
    return found;
  });
  if (a === undefined) return undefined;
  const person = a.person === null ? undefined : await loadPerson(store.read, a.person);
  return { a, person, names: await readNames(world) };
}

const shownAs = ({ content }: World, { a, names }: Looked) => ({
  ...a,
  zone: pilotOf(content, a.pilot).zone,
  counsellorName: names.nameOf(a.counsellor),
});

/** The data that the page of an appointment shows. `only`: the one other counsellor whose times are wanted. */
export async function readAppointment(
  world: World,
  looked: Looked,
  only: string | undefined,
): Promise<Omit<Shown, 'principal' | 'notice' | 'now'>> {
  const { a, person } = looked;
  const { store } = world;
  const isOpen = a.status === 'scheduled';
  return {
    appointment: shownAs(world, looked),
    phone: phoneOf(world, looked),
    times: isOpen && a.startAt > world.clock() ? await movable(world, looked, only) : null,
    reminders: await remindersSaid(store.read, [a.id]),
    change: await changeOf(world, a.id),
    isAway: isOpen && (await spansWhileAway(world, store.read, [a.pilot])).some((one) => one.id === a.id),
    taken: person === undefined ? null : takenAlong(world, person, a.pilot),
    hasPerson: person !== undefined && person.forgetAt === null,
  };
}

/** The number to call; null when there is none, no longer one, or one that cannot be read. */
function phoneOf({ vault }: World, { a, person }: Looked): string | null {
  const { id, phone } = a;
  if (phone === null || person === undefined) return null;
  const open = () => vault.open(vault.unwrap(person.id, person.wrapped), `appointment:phone:${id}`, phone);
  return ifReadable(open) ?? null;
}

async function movable(world: World, { a, names }: Looked, only: string | undefined): Promise<Movable> {
  const { own, others, colleagues } = await timesByStaff(world, world.store.read, a, only);
  return {
    own,
    others: namedDays(names, others),
    colleagues: colleagues.map((id) => colleague(names, id)),
    only: colleagues.find((id) => id === only) ?? null,
  };
}

/** The newest change that the person has to hear of, and why they have not; null when there was none. */
async function changeOf(world: World, id: string): Promise<Shown['change']> {
  const change = await latestChange(world.store.read, id);
  if (change === undefined) return null;
  const [open] = await openChanges(world.store.read, { appointment: id }, (name) => writesFirst(world, name));
  return { ...change, reason: open?.reason ?? null };
}

/** The data that the question shows whether an appointment is to be called off. */
export async function readLeaving(
  world: World,
  looked: Looked,
): Promise<Pick<Leaving, 'appointment' | 'phone' | 'reach'>> {
  const reach = await reachOf(world.store.read, looked.person, (name) => writesFirst(world, name));
  return { appointment: shownAs(world, looked), phone: phoneOf(world, looked), reach };
}
