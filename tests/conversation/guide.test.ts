import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ACTIONS } from '../../src/conversation/actions.ts';
import { checkFlow } from '../../src/conversation/check-flow.ts';
import { Flow, Step } from '../../src/conversation/flow.ts';
import { fillGuide, GUIDE_PARTS } from '../../src/conversation/guide.ts';
import { BUILT_IN } from '../../src/conversation/model.ts';
import { Overlay } from '../../src/conversation/overlay.ts';
import { textsOf } from '../../src/conversation/step-texts.ts';

const page = readFileSync(new URL('../../docs/flows.md', import.meta.url), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';

test('authors read the format that is in force', () => {
  expect(fillGuide(page)).toBe(page);
  expect([...page.matchAll(/<!-- made: (\w+) -->/g)].map(([, name]) => name).sort()).toEqual([...GUIDE_PARTS].sort());
});

test('the page has every field, action and variable', () => {
  const fields = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node && typeof node.properties === 'object' && node.properties !== null)
      for (const name of Object.keys(node.properties)) fields.add(name);
    for (const inner of Object.values(node)) visit(inner);
  };
  for (const schema of [Flow, Step, Overlay]) visit(z.toJSONSchema(schema, { io: 'input' }));
  for (const name of ['kind', 'expect']) fields.delete(name);
  for (const name of [...fields, ...Object.keys(ACTIONS), ...BUILT_IN, 'kind: ask', 'expect: choice'])
    expect(page).toContain(name.includes(':') ? name : `\`${name}\``);
});

test('every field says what it means', () => {
  const tables = page.split('| Field | Needed | Holds | Meaning |').slice(1);
  expect(tables.length).toBeGreaterThan(9);
  const rows = tables.flatMap((table) => (table.split('\n\n')[0] ?? '').split('\n').slice(2));
  for (const row of rows) expect(row, row).toMatch(/^\| `[$a-zA-Z]+` \| (yes)? ?\| .+ \| .{8,} \|$/);
});

test('the example is a flow that the check lets through, with the texts that it needs', () => {
  const flow = Flow.parse(parse(block('yaml')));
  expect(checkFlow('childcare', flow, { childcare: flow })).toEqual([]);
  const texts: unknown = JSON.parse(block('json'));
  const keys = (node: unknown, path: string[]): string[] =>
    typeof node === 'object' && node !== null
      ? Object.entries(node).flatMap(([name, inner]) => keys(inner, [...path, name]))
      : [path.join('.')];
  const needed = Object.entries(flow.steps).flatMap(([id, step]) => textsOf(flow, id, step).map(({ key }) => key));
  expect(
    keys(texts, [])
      .map((key) => `childcare:${key}`)
      .sort(),
  ).toEqual(needed.sort());
});

test('a place that nothing is made for is a mistake', () => {
  expect(() => fillGuide('<!-- made: nothing -->\n<!-- /made -->')).toThrow('nothing is made for nothing');
});
