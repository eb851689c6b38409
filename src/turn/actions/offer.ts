import type { Value } from '../../conversation/conversation.ts';
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
  const set: Record<string, Value> = {};
  for (const beside of BESIDE) {
    const sure = rows.filter((fact) => fact.beside === beside).flatMap((fact) => ruleOf(act, factNow(act, fact)));
    if (sure[0] !== undefined) set[`${beside}Rule`] = sure[0];
  }
  return { outcome: 'done', set };
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
