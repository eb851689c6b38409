import { Temporal } from 'temporal-polyfill';
import { type Arm, daysUntil, remindersOf } from '../../booking/reminders.ts';
import { findAppointment } from '../../store/booking.ts';
import { noteReminder, readReminderTarget } from '../../store/reminders.ts';
import type { Param } from '../../text/texts.ts';
import { type Action, word } from './action.ts';
import { factsOf, zoneOf } from './facts.ts';

/** Opens a reminder: it says when the appointment is, and more only if the person chose that. */
export const open: Action = async (act) => {
  const { q, person, setting, conversation: c, firstReply } = act;
  const due = readReminderTarget(word(act, 'target'));
  const found = due && (await findAppointment(q, due.reference));
  if (due === undefined || found?.person !== person || found.status !== 'scheduled' || found.startAt <= setting.now)
    return { outcome: 'over' };
  if (due.arm === '2h' && c.profile.soon !== 'yes') return { outcome: 'over' };
  const { id: appointment, startAt, reference, pilot } = found;
  const isNew = await noteReminder(q, { appointment, arm: due.arm, startAt, person, seq: firstReply, at: setting.now });
  if (!isNew) return { outcome: 'over' };
  const zone = zoneOf(act, pilot);
  const ahead = daysUntil(startAt, zone, setting.now);
  const date = local(startAt, zone).toPlainDate().toString();
  const day: Param = ahead === 0 ? { text: 'common:today' } : ahead === 1 ? { text: 'common:tomorrow' } : { date };
  const outcome = due.arm === '2h' ? 'soon' : c.profile.reminders === 'full' ? 'full' : 'discreet';
  const midnight = local(setting.now, zone).add({ days: 1 }).startOfDay().epochMilliseconds;
  // After midnight "today" and "tomorrow" would name the wrong day.
  const until = ahead > 1 ? startAt : Math.min(startAt, midnight - 1);
  return { outcome, set: { ...(await factsOf(act, found)), day, target: reference }, until };
};

const local = (ms: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);

export const coming: Action = async (act) => {
  const found = await findAppointment(act.q, word(act, 'target'));
  const arms = found === undefined ? [] : remindersOf(found.startAt, zoneOf(act, found.pilot), act.setting.now);
  const has = (arm: Arm) => arms.some((one) => one.arm === arm);
  if (has('1d')) return { outcome: has('3d') ? 'both' : 'once' };
  return { outcome: has('2h') && act.conversation.profile.soon === 'yes' ? 'soon' : 'none' };
};

export const choose: Action = async (act) => {
  const profile = { ...act.conversation.profile, reminders: word(act, 'style'), soon: word(act, 'soon') };
  return { outcome: 'done', person: { profile } };
};
