import { describe, expect, it, test } from 'vitest';
import { readPatterns } from '../../src/text/patterns.ts';

const FILE = `# Words of danger.
@us = me/us
@home = @us/my-house

hits @us
locked … @home # stays
[harmless]

hit @us at chess\r
`;

describe('a file of patterns', () => {
  it('has lists, with its groups of words in their places', () => {
    expect(readPatterns(FILE)).toEqual({
      lists: { danger: ['hits me/us', 'locked … me/us/my-house # stays'], harmless: ['hit me/us at chess'] },
    });
  });

  it('may be empty', () => {
    expect(readPatterns('')).toEqual({ lists: { danger: [], harmless: [] } });
  });

  it('may name groups in any script', () => {
    expect(readPatterns('@زوج = زوجي/زوجها\n@زوج ضربني')).toMatchObject({ lists: { danger: ['زوجي/زوجها ضربني'] } });
  });
});

test.each([
  ['a group that is named below', 'hits @us\n@us = me', 1, '@us is named nowhere above'],
  ['a group of itself', '\n@us = me/@us', 2, '@us is named nowhere above'],
  ['a group that is named twice', '@us = me\n@us = us', 2, '@us is named twice'],
])('%s is refused with its line', (_, text, line, problem) => {
  expect(readPatterns(text)).toEqual({ line, problem });
});
