import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { flowSchema } from '../../src/conversation/flow.ts';

test('editors get the format that is in force', () => {
  const file = readFileSync(new URL('../../flows/flow.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(flowSchema())));
});
