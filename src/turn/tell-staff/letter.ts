import { invitation } from '../../booking/calendar-file.ts';
import { MORNING } from '../../store/codes.ts';
import { counsellorById } from '../../store/counsellors.ts';
import type { Notice } from '../../store/notices.ts';
import type { Letter, Mailer } from '../mailer.ts';
import type { World } from '../world.ts';
import { languageFor, lineOf, morningOf, toldOf } from './words.ts';

/**
 * The letter to a counsellor for a notice: the list of a day, or the change of an appointment with an invitation for the
 * calendar. Undefined where there is nothing to tell any more.
 */
export async function letterFor(world: World, mailer: Mailer, notice: Notice): Promise<Letter | undefined> {
  const { kind, subject: about, sequence, recipient } = notice;
  const who = await counsellorById(world.store.read, recipient);
  if (who?.mail == null) return undefined;
  const to = world.vault.open('house', `counsellor:mail:${who.id}`, who.mail);
  const language = languageFor(world.content.model.texts, who.languages);
  const id = `${about}.${sequence}.${kind}.${recipient}`;
  if (kind === MORNING) {
    const list = await morningOf(world, who, language, about);
    return list && { to, id, subject: list.subject, text: `${[list.subject, '', ...list.lines].join('\n')}\n` };
  }
  if (kind !== 'new' && kind !== 'moved' && kind !== 'cancelled') return undefined;
  const a = await toldOf(world, notice);
  if (a === undefined) return undefined;
  const cancelled = kind === 'cancelled';
  const subject = lineOf(world, language, kind, a);
  return {
    to,
    id,
    subject,
    text: `${subject}\n`,
    calendar: {
      method: cancelled ? 'CANCEL' : 'REQUEST',
      content: invitation({ ...a, sequence, cancelled }, { organizer: mailer.from, attendee: to }, world.clock()),
    },
  };
}
