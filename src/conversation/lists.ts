import type { Lists } from '../evaluation/indicators.ts';
import { answersTo, CORRECTABLE, questionOf } from './answers.ts';
import { CHANNELS } from './message.ts';
import type { Model } from './model.ts';

/** The lists that the rows of a pilot's numbers come from: what its flows and its folder offer. */
export function listsOf(model: Model, { pilot, languages }: { pilot: string; languages: readonly string[] }): Lists {
  const asked = CORRECTABLE.filter((name) => name !== 'born');
  const answers = asked.map((name) => {
    const question = questionOf(model, pilot, name);
    return [name, question === undefined ? [] : answersTo(question)] as const;
  });
  return {
    steps: model.wayOf(pilot),
    languages,
    channels: CHANNELS,
    answers: Object.fromEntries(answers) as unknown as Lists['answers'],
  };
}
