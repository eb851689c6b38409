import { expect, test } from 'vitest';
import { tellStory } from './story.ts';

/** A story that found nothing once, and one that nobody has told yet. */
const SEEDS = [20_261_129, Date.now() % 1_000_000_000];

test.each(SEEDS)('every change is told or listed, and nobody hears what they do not want: story %i', async (seed) => {
  const { done, changes, violations } = await tellStory(seed, 500);
  expect(violations, `told once more by seed ${seed}`).toEqual([]);
  // A story in which little happens would prove little.
  expect(changes).toBeGreaterThan(20);
  expect(done.size).toBeGreaterThan(20);
});
