import { nameInLog, noteOnce } from '../../../store/log.ts';
import type { Principal } from '../../../store/principal.ts';
import { showsCv } from '../../appointments/cv.ts';
import type { SentFile } from '../../channel.ts';
import { madeCv } from '../../documents.ts';
import type { World } from '../../world.ts';
import { type ForStaff, type Found, personFor } from './person.ts';

/**
 * Opens a person for a member of staff, and notes the look; undefined where they are not of the principal's pilots. Of a
 * person who asked to be forgotten nothing is opened, so there is nothing to note.
 */
export const lookAtPerson = (
  world: World,
  by: Principal,
  found: Found,
  what: 'person' | 'person-answers' = 'person',
): Promise<ForStaff | undefined> =>
  world.store.tx(async (q) => {
    const opened = await personFor(world, q, by, found);
    if (opened === undefined || opened.openness === 'forgotten') return opened;
    const { person, pilot } = opened;
    const look = { who: by.who, what, target: nameInLog(world.vault, person.id) };
    await noteOnce(q, { ...look, pilot, at: world.clock() });
    return opened;
  });

/** Makes the CV that a person shows, and notes that it was opened; undefined where they show none. Nothing of it is kept. */
export async function cvOfPerson(
  world: World,
  by: Principal,
  found: Found,
  tongue: 'host' | 'own',
  format: 'pdf' | 'docx',
): Promise<SentFile | undefined> {
  const made = await world.store.tx(async (q) => {
    const opened = await personFor(world, q, by, found);
    const c = opened?.conversation;
    if (opened === undefined || c == null || !showsCv(world, c, opened.pilot)) return undefined;
    const look = { who: by.who, what: 'person-cv', target: nameInLog(world.vault, opened.person.id) } as const;
    await noteOnce(q, { ...look, pilot: opened.pilot, at: world.clock() });
    return madeCv(world, c, tongue, format);
  });
  return made && world.documents?.make(made);
}
