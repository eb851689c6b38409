import { OFFER_QUESTIONS, toAsk } from '../../conversation/offer.ts';
import { BESIDE } from '../../pilot/pilot.ts';
import { isFor, offerQuestions } from '../../pilot/shown.ts';
import { factsOf } from '../../store/offices.ts';
import type { Param } from '../../text/texts.ts';
import { type Act, type Action, word } from './action.ts';
import { factNow } from './way.ts';

/** Whether a job offer is sound. Nothing of it is kept: the flow leaves no trace. */

export const rules: Action = async (act) => {
  const rows = (await factsOf(act.q, act.conversation.pilot ?? '')).filter((fact) => isFor(fact, word(act, 'status')));
  const sure = BESIDE.flatMap((beside) => {
    const [rule] = rows.filter((fact) => fact.beside === beside).flatMap((fact) => ruleOf(act, factNow(act, fact)));
    return rule === undefined ? [] : [{ beside, rule }];
  });
  const [first, ...others] = sure;
  if (first === undefined) return { outcome: 'none' };
  const set = Object.fromEntries(sure.map(({ beside, rule }) => [`${beside}Rule`, rule]));
  return { outcome: 'told', set: { ...set, rules: others.length > 0 ? 'both' : first.beside } };
};

/** A fact with the words that say how sure it is, as the flow `facts` tells it; none where it is not sure. */
function ruleOf({ world, conversation }: Act, { outcome, set }: ReturnType<typeof factNow>): Param[] {
  if (outcome === 'unsure') return [];
  return [
    {
      text: world.content.model.textKey(conversation.pilot, `facts:${outcome}.text`),
      params: { asOf: '', checkedOn: '', ...set },
    },
  ];
}

export const weigh: Action = async (act) => {
  const asked = toAsk(Object.fromEntries(OFFER_QUESTIONS.map((question) => [question, word(act, question)])));
  return asked.length === 0 ? { outcome: 'clear' } : { outcome: 'ask', set: { asks: offerQuestions(asked) } };
};
