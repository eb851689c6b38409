import { findAppointment } from '../../store/booking.ts';
import { type Action, word } from './action.ts';

const RATINGS = ['good', 'middling', 'bad'] as const;

/** How was it? Only of a talk that was held. */
export const ask: Action = async (act) => {
  const reference = word(act, 'target');
  const found = await findAppointment(act.q, reference);
  if (found?.person !== act.person || found.status !== 'arrived') return { outcome: 'over' };
  const ratings = RATINGS.map((rating) => ({
    id: `${reference}_${rating}`,
    label: { text: `common:rating.${rating}` },
  }));
  return { outcome: 'ask', set: { ratings } };
};

/** Kept as a code without the appointment: what somebody thinks of a talk is nobody's business who held it. */
export const give: Action = async (act) => {
  const [reference = '', said] = word(act, 'target').split('_');
  const rating = RATINGS.find((one) => one === said);
  const found = await findAppointment(act.q, reference);
  if (rating === undefined || found?.person !== act.person) return { outcome: 'unknown' };
  return { outcome: 'done', events: [{ kind: 'appointment-rated', rating }] };
};
