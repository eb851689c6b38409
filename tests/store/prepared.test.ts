import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../../src', import.meta.url));

// The store keeps a statement by its name: a second one of the same name would silently run the first.
test('every prepared statement has a name of its own, and drizzle is told the same', () => {
  const names: string[] = [];
  for (const file of globSync('**/*.ts', { cwd: source })) {
    const code = readFileSync(`${source}/${file}`, 'utf8');
    const called = [...code.matchAll(/\.prepared\(\s*('[^']*'|\S)/g)].map((match) => match[1] ?? '');
    const told = [...code.matchAll(/\.prepare\((['\w][^)]*)\)/g)].map((match) => match[1] ?? '');
    if (called.length === 0) continue;
    expect(called, file).toEqual(told);
    names.push(...called);
  }
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !/^'[a-z]+\.[a-z]+'$/i.test(name))).toEqual([]);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
