import { expect, test } from 'vitest';
import { tellStory } from './story.ts';

/** A story that found nothing once, and two in which somebody could not tell which of two courses a message means. */
const [KNOWN, ...UNCLEAR] = [1, 84873417, 317760];
/** One that nobody has told yet: how much happens in it is not known. */
const NEW = Date.now() % 1_000_000_000;

test.each([KNOWN, ...UNCLEAR, NEW])(
  'every change is told or listed, and nobody hears what they do not want: story %i',
  async (seed) => {
    const { done, changes, violations } = await tellStory(seed, 500);
    expect(violations, `told once more by seed ${seed}`).toEqual([]);
    // A story in which little happens would prove little.
    if (seed === KNOWN) expect([changes > 20, done.size > 20]).toEqual([true, true]);
  },
);
