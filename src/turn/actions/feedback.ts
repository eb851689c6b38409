import type { Item } from '../../conversation/conversation.ts';
import { findAppointment } from '../../store/booking.ts';
import { type Action, word } from './action.ts';

/** The answers to the question how an appointment was. */
export const RATINGS = ['good', 'middling', 'bad'] as const;

/** Asks how an appointment was, only if the person came to it. */
export const ask: Action = async (act) => {
  const reference = word(act, 'target');
  const found = await findAppointment(act.q, reference);
  if (found?.person !== act.person || found.status !== 'arrived') return { outcome: 'over' };
  const ratings = RATINGS.map(
    (rating): Item => ({ id: `${reference}_${rating}`, label: { text: `common:rating.${rating}` } }),
  );
  return { outcome: 'ask', set: { ratings } };
};

/**
 * Keeps the rating without the appointment, as a code: the counsellor who held it must not learn this person's opinion.
 */
export const give: Action = async (act) => {
  const [reference = '', said] = word(act, 'target').split('_');
  const rating = RATINGS.find((one) => one === said);
  const found = await findAppointment(act.q, reference);
  if (rating === undefined || found?.person !== act.person) return { outcome: 'unknown' };
  return { outcome: 'done', events: [{ kind: 'appointment-rated', rating }] };
};
