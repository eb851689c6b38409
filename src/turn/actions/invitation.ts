import { byDaylight } from '../../booking/reminders.ts';
import { today } from '../../pilot/confirmed.ts';
import {
  type BookingInvitation,
  endInvitation,
  invitationOf,
  messageState,
  noteMessage,
  tellingKey,
} from '../../store/booking-invitations.ts';
import type { Q } from '../../store/store.ts';
import { topicsOf } from '../../store/supply.ts';
import { setTimer } from '../../store/timers.ts';
import { type Act, type Action, chosenPilot, consents, word } from './action.ts';

const DAY = 86_400_000;
/** The reminder comes so long after the invitation, and staff call so long after the reminder. */
const REMIND_AFTER = 3 * DAY;
const CALL_AFTER = 3 * DAY;

/**
 * Tells of an invitation once and reminds of it once. Who did not get the first message is not sent the second; staff see
 * both in the invitation's own state.
 */
export const open: Action = async (act) => {
  const { q, setting, firstReply } = act;
  const pilot = chosenPilot(act);
  const found = await ownOpen(act);
  if (found === undefined || pilot === undefined || found.pilot !== pilot.pilot || !consents(act))
    return { outcome: 'over' };
  const { id, topic, person, until, told } = found;
  const isOffered = (await topicsOf(q, found.pilot)).some((one) => one.id === topic);
  const isTurn = told === 0 || (told === 1 && (await hasArrived(q, found)));
  if (!isOffered || !isTurn || setting.now >= until) return { outcome: 'over' };
  const remindAt = byDaylight(setting.now + REMIND_AFTER, pilot.zone);
  const callAt = Math.min(told === 0 ? remindAt + CALL_AFTER : setting.now + CALL_AFTER, until);
  await noteMessage(q, id, { told: told + 1, seq: firstReply, callAt });
  if (told === 0 && remindAt < until)
    await setTimer(q, {
      key: tellingKey(id, 2),
      person,
      kind: 'invite-to-book',
      target: id,
      at: remindAt,
      until,
    });
  return {
    outcome: told === 0 ? 'first' : 'again',
    set: { target: id, topic, lastDay: { date: today(until - 1, pilot.zone) } },
    until,
  };
};

/** A second press is answered like the first. */
export const decline: Action = async (act) => {
  const found = await invitationOf(act.q, act.person);
  if (found?.id !== word(act, 'target')) return { outcome: 'over' };
  const isNew = await endInvitation(act.q, { person: act.person }, 'declined');
  return { outcome: isNew || found.state === 'declined' ? 'declined' : 'over' };
};

/** Whether the first message came through. One that a joined app brought along is not kept, and counts as read. */
const hasArrived = async (q: Q, found: BookingInvitation): Promise<boolean> =>
  found.seq === null || (await messageState(q, found)) === 'sent';

async function ownOpen(act: Act) {
  const found = await invitationOf(act.q, act.person);
  return found?.id === word(act, 'target') && found.state === 'open' ? found : undefined;
}
