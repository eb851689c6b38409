import { hangingOn } from '../../../store/counsellor-changes.ts';
import { type Counsellor, listCounsellors, withHours } from '../../../store/counsellors.ts';
import { noteRefusal } from '../../../store/log.ts';
import { officesOf } from '../../../store/offices.ts';
import { type Topic, topicsOf } from '../../../store/supply.ts';
import { appointmentsToCome } from '../../../store/to-come.ts';
import { findCounsellor, type Known } from '../../../turn/office/counsellors.ts';
import { findResource, type KnownResource, resourcesIn } from '../../../turn/office/resources.ts';
import type { World } from '../../../turn/world.ts';
import { pilotsOf } from '../../released.ts';
import type { Reader } from '../reader.ts';
import type { NamedOffice } from './form.ts';

/** A counsellor in the list, with their name. */
export type ListedCounsellor = Omit<Counsellor, 'name'> & { name: string; officeName: string; hasHours: boolean };

/** All that appointments of a pilot are made with. */
export interface PilotTeam {
  pilot: string;
  counsellors: ListedCounsellor[];
  resources: (KnownResource & { officeName: string })[];
  topics: Topic[];
}

/** The team of each pilot of a reader. */
export async function readTeams(world: World, reader: Reader): Promise<PilotTeam[]> {
  const { store, vault, content, demo } = world;
  const counts = (one: { demo: boolean }) => demo || !one.demo;
  const counsellors = (await listCounsellors(store.read)).filter(counts);
  const resources = (await resourcesIn(world)).filter(counts);
  const hours = await withHours(store.read);
  const teams: PilotTeam[] = [];
  for (const pilot of pilotsOf(reader, content)) {
    const offices = new Map((await officesOf(store.read, pilot)).map(({ id, name }) => [id, name]));
    teams.push({
      pilot,
      counsellors: counsellors
        .filter((one) => one.pilot === pilot)
        .map((one) => ({
          ...one,
          name: vault.open('house', `counsellor:name:${one.id}`, one.name),
          officeName: offices.get(one.office) ?? one.office,
          hasHours: hours.has(one.id),
        }))
        .sort((a, b) => a.name.localeCompare(b.name)),
      resources: resources
        .filter((one) => one.pilot === pilot)
        .map((one) => ({ ...one, officeName: offices.get(one.office ?? '') ?? '' }))
        .sort((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name)),
      topics: await topicsOf(store.read, pilot),
    });
  }
  return teams;
}

/** A counsellor of the reader's pilots. That somebody asked for another who is there is noted. */
export const counsellorOf = (world: World, reader: Reader, id: string): Promise<Known | undefined> =>
  theirs(world, reader, findCounsellor(world, id));

/** A room or an interpreter of the reader's pilots. That somebody asked for another that is there is noted. */
export const resourceOf = (world: World, reader: Reader, id: string): Promise<KnownResource | undefined> =>
  theirs(world, reader, findResource(world, id));

async function theirs<T extends { id: string; pilot: string; demo: boolean }>(
  { store, clock, demo }: World,
  { pilots, who }: Reader,
  looked: Promise<T | undefined>,
): Promise<T | undefined> {
  const found = await looked;
  if (found === undefined || (found.demo && !demo)) return undefined;
  if (pilots.includes(found.pilot)) return found;
  await store.tx((q) => noteRefusal(q, { who, target: found.id, pilot: found.pilot, at: clock() }));
  return undefined;
}

export const officesIn = async ({ store }: World, pilot: string): Promise<NamedOffice[]> =>
  (await officesOf(store.read, pilot)).map(({ id, name }) => ({ id, name }));

/** What hangs on a counsellor: what is to come, and what keeps them from being removed. */
export interface Hangs {
  toCome: number;
  appointments: number;
  groups: number;
  accounts: { id: string; name: string; isOpen: boolean }[];
  isInvited: boolean;
}

export async function readHangs({ store, vault, clock }: World, id: string): Promise<Hangs> {
  const { accounts, ...rest } = await hangingOn(store.read, id, clock());
  return {
    ...rest,
    toCome: (await appointmentsToCome(store.read, { counsellor: id }, clock())).length,
    accounts: accounts.map((one) => ({
      ...{ id: one.id, isOpen: one.disabledAt === null },
      name: vault.open('house', `account:name:${one.id}`, one.name),
    })),
  };
}
