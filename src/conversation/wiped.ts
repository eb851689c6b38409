import { fold } from '../text/fold.ts';
import { ACTIONS, type ActionName, type ActionSpec } from './actions.ts';
import type { Conversation } from './conversation.ts';
import { readInterrupt } from './interrupt.ts';
import { type Content, wordsOf } from './message.ts';
import type { Model } from './model.ts';
import { openQuestion } from './run.ts';

/** Whether the words that an action takes in stay in no message. */
export const wipes = (action: ActionName): boolean => (ACTIONS[action] as ActionSpec).wipes === true;

/**
 * Whether the words of a message stay in no message, because the open question hands them to an action that wipes them.
 * That holds for what is no answer, too: a name that is too long, or half of a number.
 */
export function isToWipe(model: Model, c: Conversation, content: Content): boolean {
  const words = wordsOf(content);
  if (words === undefined || readInterrupt(model.words, fold(words)) !== null) return false;
  const question = openQuestion(model, { c });
  const next = question && model.flowsOf(c.pilot)[question.frame.flow]?.steps[question.step.next ?? ''];
  return next?.kind === 'do' && wipes(next.action);
}
