import type { Model } from '../conversation/model.ts';
import { stepsOf, textsOf } from '../conversation/step-texts.ts';
import type { TextKey } from '../text/keys.ts';
import { lix, readability } from '../text/measure.ts';
import { textsOfFact, textsOfService } from './facts.ts';
import type { Pilot } from './pilot.ts';

/** How hard the texts of a language are to read. */
export interface Reading {
  language: string;
  /** The mean of all texts, as LIX. */
  mean: number;
  /** The hardest texts, the hardest first. */
  worst: { key: string; lix: number }[];
}

/** Of fewer words, the measure says little. */
const FEWEST_WORDS = 10;
const WORST = 10;

/** How hard it is to read what people are told, by language: the texts of flows, facts and services. */
export function readingOf(model: Model, pilots: readonly Pilot[]): Reading[] {
  const keys = [...new Set(pilots.flatMap((pilot) => keysOf(model, pilot)))];
  const written = model.texts.languages.filter(({ derivedFrom }) => derivedFrom === undefined);
  return written.map(({ tag }) => {
    const measured = keys.flatMap((key) => {
      const text = (model.texts.raw(tag, key) ?? '').replaceAll(/\{\{\w+\}\}/g, '');
      return readability(text, tag).words < FEWEST_WORDS ? [] : [{ key, lix: lix(text, tag) }];
    });
    const sum = measured.reduce((total, each) => total + each.lix, 0);
    return {
      language: tag,
      mean: Math.round(sum / Math.max(1, measured.length)),
      worst: measured.toSorted((a, b) => b.lix - a.lix).slice(0, WORST),
    };
  });
}

const keysOf = (model: Model, { pilot, facts, services }: Pilot): TextKey[] => [
  ...stepsOf(model.flowsOf(pilot)).flatMap(({ flow, id, step }) =>
    textsOf(flow, id, step, (key) => model.textKey(pilot, key)).flatMap(({ key, label }) => (label ? [] : [key])),
  ),
  ...facts.flatMap(({ id }) => textsOfFact(pilot, id)),
  ...services.flatMap(({ id }) => textsOfService(pilot, id)),
];
