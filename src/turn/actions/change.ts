import { findAppointment } from '../../store/booking.ts';
import { latestChange, noteTelling } from '../../store/changes.ts';
import { type Action, word } from './action.ts';
import { factsOf, zoneOf } from './facts.ts';

/**
 * Opens a change of the person's appointment to tell it, and notes the reply that does. `over`: they have heard of it,
 * or the new time is over. A timer of an earlier version has no change: the appointment's state says what happened.
 */
export const open: Action = async (act) => {
  const { q, person, setting } = act;
  const a = await findAppointment(q, word(act, 'target'));
  if (a === undefined || a.person !== person) return { outcome: 'over' };
  const change = await latestChange(q, a.id);
  if (change !== undefined && (change.toldAt ?? change.doneAt) !== null) return { outcome: 'over' };
  const kind = change?.kind ?? (a.status === 'cancelled' ? 'called-off' : 'moved');
  if (kind === 'moved' && (a.status !== 'scheduled' || a.startAt < setting.now)) return { outcome: 'over' };
  if (change !== undefined) await noteTelling(q, change, act.firstReply);
  const facts = await factsOf(act, a);
  const was = { dateTime: change?.wasAt ?? a.startAt, zone: zoneOf(act, a.pilot) };
  return { outcome: kind, set: kind === 'moved' ? { ...facts, was } : { ...facts, was, when: was } };
};
