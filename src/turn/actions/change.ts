import type { Value } from '../../conversation/conversation.ts';
import { type Appointment, findAppointment } from '../../store/booking.ts';
import { latestChange, noteTelling } from '../../store/changes.ts';
import { type ChangeKind, isToCome } from '../../store/codes.ts';
import { handoversFrom } from '../../store/handovers.ts';
import type { Param } from '../../text/texts.ts';
import { type Act, type Action, word } from './action.ts';
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
  if (isToCome(kind) && (a.status !== 'scheduled' || a.startAt < setting.now)) return { outcome: 'over' };
  if (change !== undefined) await noteTelling(q, change, act.firstReply);
  const facts = await factsOf(act, a);
  const was = { dateTime: change?.wasAt ?? a.startAt, zone: zoneOf(act, a.pilot) };
  return {
    outcome: kind,
    // One of a course's meetings says with whose number the place was booked: the person may be in two courses.
    set: {
      ...facts,
      reference: a.signUp ?? a.reference,
      was,
      ...(isToCome(kind) ? { where: await whereNow(act, kind, a, facts) } : { when: was }),
    },
  };
};

/**
 * Where an appointment takes place after a move. An unasked message names the place only if it is a new one, since others
 * may read it on the person's phone: then its counsellor has another office, or it once had one elsewhere, or with
 * another link.
 */
async function whereNow(
  { q }: Act,
  kind: ChangeKind,
  { id, mode, counsellor, officeName }: Appointment,
  facts: Record<string, Value>,
): Promise<Value> {
  const elsewhere = (await handoversFrom(q, id)).some((was) =>
    mode === 'video' ? was.counsellor !== counsellor : was.officeName !== officeName,
  );
  if (mode === 'phone' || !(elsewhere || kind === 'moved-place')) return { text: 'common:place-same' };
  const param = (value: Value = ''): Param => (Array.isArray(value) ? '' : value);
  const params = { officeName: param(facts.officeName), officeAddress: param(facts.officeAddress) };
  return { text: 'common:place-new', params };
}
