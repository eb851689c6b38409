import { expect, test } from 'vitest';
import { readingOf } from '../../src/pilot/reading.ts';
import { lix } from '../../src/text/measure.ts';
import { deployed, model } from '../conversation/deployed.ts';

const PILOTS = Object.values(deployed.pilots);

test('each written language has its ten hardest texts, the hardest first', () => {
  const readings = readingOf(model, PILOTS);
  expect(readings.map(({ language }) => language)).toEqual(['en', 'sr-Cyrl', 'de', 'it', 'sv', 'ar', 'fa']);
  for (const { language, mean, worst } of readings) {
    expect(worst).toHaveLength(10);
    const values = worst.map((each) => each.lix);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(values.at(-1)).toBeGreaterThan(mean);
    for (const { key, lix: value } of worst)
      expect(lix((model.texts.raw(language, key) ?? '').replaceAll(/\{\{\w+\}\}/g, ''), language)).toBe(value);
  }
});

test('a label, and a text of a few words, are not among them', () => {
  const keys = readingOf(model, PILOTS).flatMap(({ worst }) => worst.map(({ key }) => key));
  expect(keys.filter((key) => /\.(options|buttons)\./.test(key))).toEqual([]);
});
