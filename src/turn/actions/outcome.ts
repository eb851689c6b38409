import type { Item, Value } from '../../conversation/conversation.ts';
import { ASK_UNTIL, saidEntry } from '../../conversation/outcome.ts';
import { OUTCOME_MONTHS, OUTCOMES } from '../../evaluation/events.ts';
import { setTimer } from '../../store/timers.ts';
import { fallSilent } from '../people/fall-silent.ts';
import { type Act, type Action, consents, word } from './action.ts';
import { dayOf } from './facts.ts';

/** Looking back half a year and a year later, with a yes of its own. */

const DAY = 86_400_000;
/** So many days later people are asked; 183 and 365 days are six and twelve months. */
const DAYS: Readonly<Record<(typeof OUTCOME_MONTHS)[number], number>> = { 6: 183, 12: 365 };
/** So long (days) a question may wait, and an answer may come. */
const ANSWERED_WITHIN = 30;

/** The day (ISO) until which the person may be asked; undefined where it is over, or they have not agreed. */
function agreedUntil(act: Act): string | undefined {
  const until = consents(act) ? act.conversation.profile[ASK_UNTIL] : undefined;
  return until === undefined || until < dayOf(act) ? undefined : until;
}

const shown = (day: string): Record<string, Value> => ({ askUntil: { fullDate: day } });

export const open: Action = async (act) => {
  if (!consents(act)) return { outcome: 'looking' };
  const until = agreedUntil(act);
  return until === undefined ? { outcome: 'ask' } : { outcome: 'agreed', set: shown(until) };
};

/** The profile is kept as long as the last answer may come, and no longer for this. */
export const agree: Action = async (act) => {
  const { q, person, setting, conversation: c } = act;
  for (const months of OUTCOME_MONTHS) {
    const at = setting.now + DAYS[months] * DAY;
    const key = `ask-outcome:${person}:${months}`;
    await setTimer(q, { key, person, kind: 'ask-outcome', target: months, at, until: at + ANSWERED_WITHIN * DAY });
  }
  const until = new Date(setting.now + (DAYS[12] + ANSWERED_WITHIN) * DAY).toISOString().slice(0, 10);
  return { outcome: 'done', set: shown(until), person: { profile: { ...c.profile, [ASK_UNTIL]: until } } };
};

export const refuse: Action = async (act) => {
  await fallSilent(act.world, act.q, act, ['ask-outcome']);
  const { [ASK_UNTIL]: _, ...rest } = act.conversation.profile;
  return { outcome: 'done', person: { profile: rest } };
};

export const ask: Action = async (act) => {
  const months = word(act, 'target');
  const { profile } = act.conversation;
  const isAgreed = agreedUntil(act) !== undefined;
  if (!isAgreed || profile[saidEntry(months)] !== undefined) return { outcome: 'over' };
  const outcomes = OUTCOMES.map(
    (outcome): Item => ({ id: `${months}_${outcome}`, label: { text: `common:outcome.${outcome}` } }),
  );
  return { outcome: 'ask', set: { outcomes } };
};

export const keep: Action = async (act) => {
  const [said = '', what] = word(act, 'target').split('_');
  const after = OUTCOME_MONTHS.find((one) => one === said);
  const outcome = OUTCOMES.find((one) => one === what);
  const { profile } = act.conversation;
  const isNew = agreedUntil(act) !== undefined && profile[saidEntry(said)] === undefined;
  if (after === undefined || outcome === undefined || !isNew) return { outcome: 'done' };
  const { [ASK_UNTIL]: until = '', ...rest } = profile;
  // After the last answer nothing is kept for this any more.
  const kept = after === '12' ? rest : { ...rest, [ASK_UNTIL]: until };
  return {
    outcome: 'done',
    events: [{ kind: 'outcome-said', after, outcome }],
    person: { profile: { ...kept, [saidEntry(after)]: 'said' } },
  };
};
