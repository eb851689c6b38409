import { expect, test } from 'vitest';
import { pilotOf } from '../src/content.ts';
import { content } from './fakes/parts.ts';

test('a pilot that is not served is an error, and no other zone in its place', () => {
  expect(pilotOf(content, 'serbia').zone).toBe('Europe/Belgrade');
  for (const name of ['atlantis', '', 'constructor']) expect(() => pilotOf(content, name)).toThrow(RangeError);
});
