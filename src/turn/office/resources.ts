import { GENDERS, type Gender } from '../../booking/slots.ts';
import type { ResourceKind } from '../../store/codes.ts';
import { note } from '../../store/log.ts';
import {
  addResource,
  listResources,
  type Resource,
  removeResource,
  resourceById,
  updateResource,
} from '../../store/resources.ts';
import type { Q } from '../../store/store.ts';
import { freeAmong, replaceIn, type Use, usesOf } from '../../store/uses.ts';
import { isSameLanguage } from '../../text/languages.ts';
import type { World } from '../world.ts';
import { languagesIn } from './languages.ts';
import { fieldsOf, type Read, type Typed } from './typed.ts';

/** Rooms and interpreters as staff add, change and remove them. */

/** What staff set of a room or an interpreter. */
export interface ResourceForm {
  /** For staff only. */
  name: string;
  /** The office that a room is in; null for an interpreter. */
  office: string | null;
  /** The languages and the gender of an interpreter; none for a room. */
  languages: string[];
  gender: Gender | null;
}

/** A room or an interpreter, with their name opened. */
export type KnownResource = ResourceForm & Pick<Resource, 'id' | 'pilot' | 'kind' | 'demo'>;

/** In UTF-16 units. */
export const LONGEST_NAME = 100;

/** Reads the form of a room or an interpreter, or the options of a command. */
export function readResource(kind: ResourceKind, offices: readonly string[], typed: Typed): Read<ResourceForm> {
  const fields = fieldsOf(typed);
  const name = fields.text('name', LONGEST_NAME);
  const rest =
    kind === 'room'
      ? { office: fields.one('office', offices), languages: [], gender: null }
      : { office: null, languages: languagesIn(fields, typed), gender: fields.one('gender', GENDERS) };
  return fields.done(() => ({ name, ...rest }));
}

/** A form as `readResource` reads it. */
export const typedOfResource = ({ name, office, languages, gender }: ResourceForm): Typed => ({
  ...{ name: [name], office: [office ?? ''], languages, gender: [gender ?? ''] },
});

type Data = Pick<World, 'store' | 'vault'>;

const opened = ({ vault }: Pick<World, 'vault'>, { name, ...row }: Resource): KnownResource => ({
  ...row,
  name: vault.open('house', `resource:name:${row.id}`, name),
});

/** A room or an interpreter by their id; undefined where there is none. */
export async function findResource({ store, vault }: Data, id: string): Promise<KnownResource | undefined> {
  const row = await resourceById(store.read, id);
  return row && opened({ vault }, row);
}

/** All rooms and interpreters, by pilot. */
export const resourcesIn = async ({ store, vault }: Data): Promise<KnownResource[]> =>
  (await listResources(store.read)).map((row) => opened({ vault }, row));

/** Adds a room or an interpreter and returns the id. `who`: the log's name of who does it; null for the command line. */
export async function addResourceByStaff(
  { store, vault, clock, random, demo }: Data & Pick<World, 'clock' | 'random' | 'demo'>,
  who: string | null,
  { pilot, kind }: Pick<Resource, 'pilot' | 'kind'>,
  { name, ...form }: ResourceForm,
): Promise<string> {
  const id = random(16).toString('hex');
  const sealed = vault.seal('house', `resource:name:${id}`, name);
  await store.tx(async (q) => {
    await addResource(q, { ...form, id, pilot, kind, name: sealed, demo });
    await note(q, { who, what: 'resource-added', target: id, pilot, at: clock() });
  });
  return id;
}

/** A time for which a room or an interpreter is needed that they cannot serve after a change, with who else could. */
export interface UseHit extends Use {
  free: KnownResource[];
}

/** What becomes of such a time: another one takes it (an id), nobody does, or (not where they go) it stays. */
export type UseDecided = { other: string } | 'none' | 'keep';

/** How many of these times another one has now, nobody has (the other one was taken meanwhile, or none was wanted), or stay. */
export type UsesMade = Record<(typeof USE_FATES)[number], number>;
export const USE_FATES = ['other', 'none', 'kept'] as const;

/** Whether a room or an interpreter suits a use: the room is where it takes place, the interpreter speaks its language. */
function suits(
  { kind, office, languages, gender }: Omit<KnownResource, 'name'>,
  { appointments, meeting }: Use,
): boolean {
  if (meeting !== null) return office === meeting.office;
  return appointments.every((a) =>
    kind === 'room'
      ? office === a.office
      : languages.some((one) => isSameLanguage(one, a.language)) && (!a.wishes.includes('woman') || gender === 'woman'),
  );
}

/**
 * Changes a room or an interpreter, or removes it (`to` is null). Where appointments to come claim it that it cannot serve
 * any more, `decided` says what becomes of each use, by its owner. Without that, or where it does not know one of them,
 * nothing is changed, and the uses are returned.
 */
export async function changeResourceByStaff(
  world: Data & Pick<World, 'clock'>,
  who: string | null,
  known: KnownResource,
  to: ResourceForm | null,
  decided?: (use: UseHit) => UseDecided | undefined,
): Promise<{ hit: UseHit[] } | { made: UsesMade }> {
  const { store, vault, clock } = world;
  const { id, pilot, kind } = known;
  return store.tx(async (q) => {
    const hit = await hitBy(world, q, known, to);
    const what = hit.map((use) => decided?.(use));
    if (what.includes(undefined)) return { hit };
    const made: UsesMade = { other: 0, none: 0, kept: 0 };
    for (const [i, use] of hit.entries()) made[await settle(q, use, known, what[i] ?? 'none', clock())] += 1;
    if (to === null) await removeResource(q, { kind, id });
    else await updateResource(q, id, { ...to, name: vault.seal('house', `resource:name:${id}`, to.name) });
    const deed = to === null ? 'resource-removed' : 'resource-changed';
    await note(q, { who, what: deed, target: id, pilot, at: clock() });
    return { made };
  });
}

async function hitBy(
  { vault, clock }: Pick<World, 'vault' | 'clock'>,
  q: Q,
  known: KnownResource,
  to: ResourceForm | null,
): Promise<UseHit[]> {
  const others = (await listResources(q))
    .filter(({ id, kind, pilot }) => id !== known.id && kind === known.kind && pilot === known.pilot)
    .map((row) => opened({ vault }, row));
  const uses = await usesOf(q, known, clock());
  const hit = uses.filter((use) => to === null || (suits(known, use) && !suits({ ...known, ...to }, use)));
  const found: UseHit[] = [];
  for (const use of hit) {
    const fit = others.filter((one) => suits(one, use));
    found.push({ ...use, free: await freeAmong(q, fit, use) });
  }
  return found;
}

async function settle(
  q: Q,
  use: UseHit,
  known: KnownResource,
  decided: UseDecided,
  now: number,
): Promise<keyof UsesMade> {
  if (decided === 'keep') return 'kept';
  const other = decided === 'none' ? undefined : use.free.find(({ id }) => id === decided.other);
  return (await replaceIn(q, use, known, other ?? null, now)) && other !== undefined ? 'other' : 'none';
}
