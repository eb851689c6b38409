import type { OpenDay } from '../../../booking/slots.ts';
import { pilotOf } from '../../../content.ts';
import type { Appointment } from '../../../store/booking.ts';
import { untoldAmong } from '../../../store/changes.ts';
import { counsellorsNamed } from '../../../store/counsellors.ts';
import { peopleById } from '../../../store/people.ts';
import type { World } from '../../../turn/world.ts';
import type { Colleague, NamedDay } from './free-times.ts';
import type { Row } from './list.ts';
import { takenAlong } from './taken.ts';

/** Names counsellors by their ids. */
export interface Names {
  /** Empty where the counsellor is gone. */
  nameOf(counsellor: string): string;
  officeOf(counsellor: string): string;
}

/** Reads who the counsellors are, in one query; a name is opened when it is asked for. */
export async function readNames({ store, vault }: World): Promise<Names> {
  const known = new Map((await counsellorsNamed(store.read)).map((one) => [one.id, one]));
  const opened = new Map<string, string>();
  const open = (id: string) => {
    const one = known.get(id);
    return one === undefined ? '' : vault.open('house', `counsellor:name:${id}`, one.name);
  };
  return {
    nameOf(id) {
      const name = opened.get(id) ?? open(id);
      opened.set(id, name);
      return name;
    },
    officeOf: (id) => known.get(id)?.officeName ?? '',
  };
}

/** A counsellor as a list of free times names them. */
export const colleague = ({ nameOf, officeOf }: Names, id: string): Colleague => ({
  ...{ id, name: nameOf(id), officeName: officeOf(id) },
});

/** Free times with the counsellor of each. */
export const namedDays = (names: Names, days: readonly OpenDay[]): NamedDay[] =>
  days.map(({ date, slots }) => ({
    date,
    slots: slots.map((slot) => ({ ...slot, by: colleague(names, slot.counsellor) })),
  }));

/** Appointments as pages show them. */
export const shownAs =
  ({ content }: Pick<World, 'content'>, { nameOf }: Names) =>
  (a: Appointment) => ({ ...a, zone: pilotOf(content, a.pilot).zone, counsellorName: nameOf(a.counsellor) });

/** Appointments with what a list says of each: who has not heard of a change, and what their people bring along. */
export async function rowsOf(world: World, names: Names, of: readonly Appointment[]): Promise<Row[]> {
  const q = world.store.read;
  const untold = await untoldAmong(
    q,
    of.map(({ id }) => id),
  );
  const people = await peopleById(q, [...new Set(of.flatMap(({ person }) => person ?? []))]);
  const shown = shownAs(world, names);
  return of.map((a) => {
    const person = people.get(a.person ?? '');
    const taken = person === undefined ? null : takenAlong(world, person, a.pilot);
    const isRead = taken !== null && taken !== 'unreadable';
    return {
      ...shown(a),
      isUntold: untold.has(a.id),
      questions: isRead ? taken.questions.length : 0,
      steps: isRead ? taken.done.length : 0,
    };
  });
}
