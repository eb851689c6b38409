import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { flowSchema } from '../../src/conversation/flow.ts';
import { overlaySchema } from '../../src/conversation/overlay.ts';

test.each([
  ['flow', flowSchema],
  ['overlay', overlaySchema],
])('editors get the format of a %s that is in force', (name, schema) => {
  const file = readFileSync(new URL(`../../flows/${name}.schema.json`, import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(schema())));
});
