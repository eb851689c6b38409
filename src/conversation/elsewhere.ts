import { fold, foldWords } from '../text/fold.ts';
import { answerButton } from './answer.ts';
import type { Model } from './model.ts';
import { wordsOf } from './pattern.ts';
import type { openQuestion, Run } from './run.ts';
import { optionsShown } from './show.ts';

/**
 * The id of the answer that a typed message (`said`, folded) names in another offered language than the person's, or by
 * another name of a pilot; null where it names none of the open question's, or several.
 */
export function namedElsewhere(
  model: Model,
  run: Run,
  { frame, step, visit }: NonNullable<ReturnType<typeof openQuestion>>,
  said: string,
): string | null {
  if (step.expect !== 'choice') return null;
  const places = new Set<number>();
  for (const { tag } of model.texts.languages) {
    const labels = optionsShown(model, { ...run, language: tag }, frame.flow, frame.step, step);
    for (const [place, { id, label }] of labels.entries())
      if (fold(label) === said || namesOf(model, id).some((name) => fold(name) === said)) places.add(place + 1);
  }
  const [place, ...others] = places;
  return place === undefined || others.length > 0 ? null : answerButton(visit, place);
}

/** The places of a pilot, and the other names by which people call it; none where `id` names no pilot. */
function namesOf({ pilots }: Model, id: string): readonly string[] {
  const { places = [], called = [] } = (Object.hasOwn(pilots, id) ? pilots[id] : undefined) ?? {};
  return [...places, ...called];
}

/** Whether words name a place of another pilot than the person's. */
export function namesAnotherPlace(model: Model, own: string | null, words: string): boolean {
  const said = ` ${wordsOf(foldWords(words)).join(' ')} `;
  return Object.keys(model.pilots)
    .filter((pilot) => pilot !== own)
    .flatMap((pilot) => namesOf(model, pilot))
    .some((name) => said.includes(` ${wordsOf(foldWords(name)).join(' ')} `));
}
