import { type AskStep, optionsOf } from '../conversation/flow.ts';
import type { Option, Reply } from '../conversation/message.ts';
import type { Model } from '../conversation/model.ts';

/** A question as somebody understands it who reads the words on their screen. */
export interface Understood {
  /** The step that asks, as `flow:step`; undefined where nothing known was read. */
  step: string | undefined;
  expects: AskStep['expect'];
  answers: Answer[];
  /** The buttons that stand beside any question, by what they do. */
  standing: { act: string; target: string; option: Option }[];
}

/** An option; `id` is its name in the flow, undefined for an item of a list. */
interface Answer {
  id: string | undefined;
  option: Option;
}

/** Reads what came together; undefined where there is nothing to answer. */
export type Read = (replies: readonly Reply[]) => Understood | undefined;

interface Known {
  step: string;
  expects: AskStep['expect'];
  /** The name of each fixed option by its label. */
  byLabel: ReadonlyMap<string, string>;
  /** The question, where it is always the same. */
  text: string | undefined;
}

/** How somebody reads who knows a pilot's questions in a language. */
export function readerOf(model: Model, pilot: string, language: string): Read {
  const questions = questionsOf(model, pilot, language);
  return (replies) => {
    const options = replies.flatMap((reply) => (reply.kind === 'choice' ? reply.options : []));
    const visits = options.flatMap(({ id }) => (id.startsWith('a.') ? [visitOf(id)] : []));
    // A long list of options stands in several messages.
    const own = options.filter(({ id }) => id.startsWith('a.') && visitOf(id) === visits.at(-1));
    const standing = options.flatMap((option) => {
      const [kind, act = '', ...target] = option.id.split('.');
      return kind === 's' ? [{ act, target: target.join('.'), option }] : [];
    });
    const known = likeliest(questions, replies, own);
    if (own.length === 0 && standing.length === 0 && known === undefined) return undefined;
    return {
      step: known?.step,
      expects: known?.expects ?? 'choice',
      answers: own.map((option) => ({ id: known?.byLabel.get(wordsOf(option)), option })),
      standing,
    };
  };
}

const visitOf = (button: string): string | undefined => button.split('.')[1];

/** The words of a button as somebody reads and types them. */
export const wordsOf = ({ label }: Pick<Option, 'label'>): string => label.replace(/[\u2066-\u2069]/g, '');

function questionsOf({ flowsOf, textKey, texts }: Model, pilot: string, language: string): Known[] {
  const say = (key: `${string}:${string}`) => {
    const own = textKey(pilot, key as Parameters<typeof textKey>[1]);
    return texts.placeholders(own).length > 0 ? undefined : texts.say(language, own);
  };
  return Object.entries(flowsOf(pilot)).flatMap(([flow, { steps }]) =>
    Object.entries(steps).flatMap(([id, step]) => {
      if (step.kind !== 'ask') return [];
      const labels = optionsOf(step).map((option) => [say(`${flow}:${id}.options.${option.id}`), option.id] as const);
      const byLabel = new Map(
        labels.flatMap(([label, name]) => (label === undefined ? [] : [[wordsOf({ label }), name] as const])),
      );
      return [{ step: `${flow}:${id}`, expects: step.expect, byLabel, text: say(`${flow}:${id}.text`) }];
    }),
  );
}

/** The question that has most of these words, and fewest others. */
function likeliest(
  questions: readonly Known[],
  replies: readonly Reply[],
  options: readonly Option[],
): Known | undefined {
  const texts = replies.flatMap((reply) => ('text' in reply ? [reply.text] : []));
  let best: Known | undefined;
  let most = 0;
  for (const one of questions) {
    const found = options.filter((option) => one.byLabel.has(wordsOf(option))).length;
    const isAsked = texts.some((text) => one.text !== undefined && text.endsWith(one.text));
    const score = (isAsked ? 3 : 0) + found - (one.byLabel.size - found) / 2;
    if ((found > 0 || isAsked) && score > most) [best, most] = [one, score];
  }
  return best;
}
