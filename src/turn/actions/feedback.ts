import type { Item } from '../../conversation/conversation.ts';
import { wayKept } from '../../conversation/model.ts';
import { ratedEntry, readinessDue, readyEntry } from '../../conversation/readiness.ts';
import { RATINGS, READINESS_ANSWERS, READINESS_ITEMS, toHour } from '../../evaluation/events.ts';
import { findAppointment } from '../../store/booking.ts';
import { correctRating } from '../../store/events.ts';
import { type Action, word } from './action.ts';

/** The most appointments of which a conversation remembers that they were rated. */
const MOST_RATED = 50;

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
 * An appointment has one rating, the last one: an app may send a press again as a new one.
 */
export const give: Action = async (act) => {
  const { q, person, setting, conversation: c } = act;
  const [reference = '', said] = word(act, 'target').split('_');
  const rating = RATINGS.find((one) => one === said);
  const found = await findAppointment(q, reference);
  if (rating === undefined || found?.person !== person) return { outcome: 'unknown' };
  const hour = c.rated?.[reference];
  if (hour !== undefined) {
    if (c.pseudonym !== null) await correctRating(q, { pseudonym: c.pseudonym, hour }, rating);
    return { outcome: 'done' };
  }
  const rated = Object.entries({ ...c.rated, [reference]: toHour(setting.now) }).slice(-MOST_RATED);
  const events = [{ kind: 'appointment-rated' as const, rating }];
  return { outcome: 'done', events, person: { rated: Object.fromEntries(rated) } };
};

export const rateStep: Action = async (act) => {
  const step = word(act, 'step');
  const rating = RATINGS.find((one) => one === word(act, 'rating'));
  const { profile, pilot } = act.conversation;
  const entry = ratedEntry(step);
  const isNew = act.world.content.model.wayOf(pilot).includes(step) && profile[entry] === undefined;
  if (!isNew || rating === undefined) return { outcome: 'done' };
  // The first rating of a step counts: who does it again has another step before them.
  const events = [{ kind: 'step-rated', step, rating } as const];
  return { outcome: 'done', events, person: { profile: { ...profile, [entry]: 'said' } } };
};

/** Each moment counts once: it is the first answer that shows where somebody stood then. */
export const keepReadiness: Action = async (act) => {
  const { world, conversation: c } = act;
  const moment = readinessDue(wayKept(world.content.model, c), c.profile);
  if (moment === undefined) return { outcome: 'done' };
  const events = READINESS_ITEMS.flatMap((item) => {
    const said = READINESS_ANSWERS.find((one) => one === word(act, item));
    return said === undefined ? [] : [{ kind: 'readiness-said', moment, item, said } as const];
  });
  return { outcome: 'done', events, person: { profile: { ...c.profile, [readyEntry(moment)]: 'said' } } };
};
