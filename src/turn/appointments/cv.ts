import type { Conversation } from '../../conversation/conversation.ts';
import { skillsKept } from '../../conversation/model.ts';
import { nameInLog, note } from '../../store/log.ts';
import { loadPerson } from '../../store/people.ts';
import type { Principal } from '../../store/principal.ts';
import type { SentFile } from '../channel.ts';
import { madeCv } from '../documents.ts';
import { ifReadable, openConversation } from '../run/open-conversation.ts';
import type { World } from '../world.ts';
import { appointmentFor } from './for-staff.ts';

/** Whether counsellors of a pilot see the CV of a person: they said yes, there is one, and the consent still holds. */
export function showsCv({ content: { model } }: Pick<World, 'content'>, c: Conversation, pilot: string): boolean {
  const skills = skillsKept(model, c);
  return c.pilot === pilot && skills?.shown === true && skills.jobs.length > 0;
}

/**
 * Makes the CV of an appointment's person, and records that it was opened. Undefined where the appointment is called off
 * or not the reader's, or its person does not show the CV. Nothing of the file is kept.
 */
export async function cvForStaff(
  world: World,
  by: Principal,
  id: string,
  tongue: 'host' | 'own',
  format: 'pdf' | 'docx',
): Promise<SentFile | undefined> {
  const made = await world.store.tx(async (q) => {
    const a = await appointmentFor(world, q, by, { id });
    if (a === undefined || a.person === null || a.status === 'cancelled') return undefined;
    const person = await loadPerson(q, a.person);
    if (person === undefined || person.forgetAt !== null) return undefined;
    const c = ifReadable(() => openConversation(world, person, world.vault.unwrap(person.id, person.wrapped)));
    if (c === undefined || !showsCv(world, c, a.pilot)) return undefined;
    const look = { who: by.who, what: 'appointment-cv', target: nameInLog(world.vault, a.id) } as const;
    await note(q, { ...look, pilot: a.pilot, at: world.clock() });
    return madeCv(world, c, tongue, format);
  });
  return made && world.documents?.make(made);
}
