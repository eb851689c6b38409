import { answersTo, CORRECTABLE, questionOf } from '../conversation/answers.ts';
import { CHANNELS } from '../conversation/message.ts';
import type { Model } from '../conversation/model.ts';
import type { Lists } from '../evaluation/indicators.ts';
import type { Pilot } from './pilot.ts';

/** The lists that the rows of a pilot's numbers come from: what its flows and its folder offer. */
export function listsOf(model: Model, { pilot, languages }: Pick<Pilot, 'pilot' | 'languages'>): Lists {
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
