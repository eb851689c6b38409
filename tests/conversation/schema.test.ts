import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Flow, flowSchema } from '../../src/conversation/flow.ts';
import { ROOT } from './deployed.ts';

const FILE = join(ROOT, 'flows', 'flow.schema.json');
const written: unknown = JSON.parse(readFileSync(FILE, 'utf8'));
/** What an editor makes of the file. */
const editor = z.fromJSONSchema(written as Parameters<typeof z.fromJSONSchema>[0]);

const files = ['flows/model', 'flows/pilots']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((file) => file.endsWith('.yaml') && !/\/(pilot|services|offices)\.yaml$/.test(file));

it('the file for editors is what the format says; `saputnik flows schema` writes it', () => {
  expect(written).toEqual(JSON.parse(JSON.stringify(flowSchema())));
});

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');

  it('is a flow, for the program and for editors', () => {
    expect(Flow.safeParse(parse(text)).error).toBe(undefined);
    expect(editor.safeParse(parse(text)).success).toBe(true);
  });

  it('leads editors to the format', () => {
    const path = relative(dirname(join(ROOT, file)), FILE);
    expect(text).toContain(`# yaml-language-server: $schema=${path}\n`);
  });
});

describe('what is no flow', () => {
  const step = { kind: 'say', next: 'end' };
  const flow = { flow: 'x', start: 'a', steps: { a: step } };

  it('is one before it is broken', () => {
    expect([Flow.safeParse(flow).success, editor.safeParse(flow).success]).toEqual([true, true]);
  });

  test.each<[string, unknown]>([
    ['a word that is none', { ...flow, interrupt: 'hello' }],
    ['a flow for back', { ...flow, interrupt: 'back' }],
    ['an unknown header', { ...flow, colour: 'red' }],
    ['no steps', { flow: 'x', start: 'a' }],
    ['an unknown kind', { ...flow, steps: { a: { ...step, kind: 'shout' } } }],
    ['an unknown question', { ...flow, steps: { a: { kind: 'ask', expect: 'mood', next: 'end' } } }],
    ['an unknown field', { ...flow, steps: { a: { ...step, by: 'x' } } }],
    ['an unknown action', { ...flow, steps: { a: { kind: 'do', action: 'world.save', on: {} } } }],
    ['a text', { ...flow, steps: { a: { ...step, text: 'Hello' } } }],
    ['a name with capitals', { ...flow, start: 'A' }],
  ])('%s: neither for the program nor for editors', (_, broken) => {
    expect([Flow.safeParse(broken).success, editor.safeParse(broken).success]).toEqual([false, false]);
  });
});
