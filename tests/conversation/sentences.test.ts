import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readsDanger } from '../../src/conversation/interrupt.ts';
import { LANGUAGES, model } from './deployed.ts';

/**
 * Sentences that were written by somebody who had not seen the patterns, in plain words, on other keyboards and in Latin
 * letters: cries for help, and what is said every day. Later changes of a list must not lose them. How many were heard
 * when they were tried first stands in `docs/decisions/0015-words-of-danger-are-patterns.md`.
 */
const sentencesOf = (tag: string): { danger: string[]; everyday: string[] } =>
  JSON.parse(readFileSync(new URL(`sentences/${tag}.json`, import.meta.url), 'utf8'));

const WRITTEN = LANGUAGES.filter((tag) => model.texts.language(tag).derivedFrom === undefined);

describe.each(WRITTEN)('in %s', (tag) => {
  const { danger, everyday } = sentencesOf(tag);
  const isHeard = (said: string) => readsDanger(model.words, said);

  it('at least 98 of 100 cries for help are heard', () => {
    expect(danger.length).toBeGreaterThan(190);
    const missed = danger.filter((said) => !isHeard(said));
    expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(danger.length * 0.02);
  });

  it('at most 1 of 100 everyday sentences is taken for one', () => {
    expect(everyday.length).toBeGreaterThan(590);
    const wrong = everyday.filter(isHeard);
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(everyday.length * 0.01);
  });
});
