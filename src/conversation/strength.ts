import type { Param } from '../text/texts.ts';
import type { Strength, Way } from './conversation.ts';

/** The strengths to choose from: options of the flow `strength`, whose labels name them. */
export const STRENGTHS = ['reliable', 'patient', 'careful', 'learns', 'people', 'plans', 'calm', 'solves'] as const;

/** A strength as it is shown: one of ours in the reader's language, anything else in the person's own words. */
export const strengthShown = (strength: string): Param =>
  STRENGTHS.some((one) => one === strength) ? { text: `strength:which.options.${strength}` } : strength;

export const withStrength = (way: Way, strength: Strength): Way => ({ ...way, strength });

/** The way without the strength, and without the places where the person was saying it. */
export function withoutStrength({ strength: _, ...way }: Way): Way {
  const left = Object.entries(way.left).filter(([, frames]) => frames.every(({ flow }) => flow !== 'strength'));
  return { ...way, left: Object.fromEntries(left) };
}
