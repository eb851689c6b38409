import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { callable } from '../../src/conversation/check-together.ts';
import { drawFlow, drawOverview } from '../../src/conversation/draw.ts';
import { END, exits, type Flow, REST } from '../../src/conversation/flow.ts';
import type { TextKey } from '../../src/text/keys.ts';
import { deployed, LANGUAGES, model } from './deployed.ts';
import { around, flowsOf, TOUR } from './small-model.ts';

/** What a drawing holds, read back by the grammar of Mermaid's flowcharts, as strictly as it can be told. */
interface Drawing {
  nodes: { name: string; shape: string; lines: string[] }[];
  edges: { from: string; to: string; label: string; dotted: boolean }[];
}

const SHAPES: Record<string, string> = {
  '[ ]': 'say',
  '( )': 'ask',
  '{ }': 'route',
  '[[ ]]': 'call',
  '[/ /]': 'do',
  '{{ }}': 'milestone',
  '(( ))': 'stop',
  '([ ])': 'start',
};
// Inside quotes Mermaid reads a quote, an entity, a tag, a backtick and a list of Markdown; of these only entities may stand.
const QUOTED = '"((?:[^"<>&`#;:\\\\[\\]{}()|*_~$%@\\n]|#\\d+;|<br/>)*)"';
const NODE = new RegExp(
  `^  ([a-z]+(?:_[a-z0-9_]+)?)(\\[\\[|\\[/|\\(\\(|\\(\\[|\\{\\{|[[({])${QUOTED}(\\]\\]|/\\]|\\)\\)|\\]\\)|\\}\\}|[\\])}])$`,
  'u',
);
const EDGE = new RegExp(`^  ([a-z]\\w*) (-->|-\\.->)(?:\\|${QUOTED}\\|)? ([a-z]\\w*)$`, 'u');
/** Names that mean something to Mermaid. */
const RESERVED = /^(end|graph|flowchart|subgraph|style|classDef|class|click|linkStyle|direction|default|[ox])$/;

const unquoted = (text: string) => text.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));

function read(mermaid: string): Drawing {
  const [head, ...lines] = mermaid.split('\n');
  expect(head).toBe('flowchart TD');
  expect(lines.pop()).toBe('');
  const drawing: Drawing = { nodes: [], edges: [] };
  for (const line of lines) {
    const node = NODE.exec(line);
    const edge = EDGE.exec(line);
    if (node) {
      const [, name = '', open, text = '', close] = node;
      const shape = SHAPES[`${open} ${close}`];
      if (shape === undefined) throw new Error(`no shape: ${line}`);
      const parts = text.split('<br/>');
      for (const part of parts) expect(part, 'begins a list of Markdown').not.toMatch(/^\s*([-+*]|\d+[.)])\s/);
      drawing.nodes.push({ name, shape, lines: parts.map(unquoted) });
    } else if (edge) {
      const [, from = '', line_ = '', label = '', to = ''] = edge;
      drawing.edges.push({ from, to, label: unquoted(label), dotted: line_ === '-.->' });
    } else throw new Error(`Mermaid cannot read: ${line}`);
  }
  const names = drawing.nodes.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).not.toMatch(RESERVED);
  for (const { from, to } of drawing.edges) expect(names).toEqual(expect.arrayContaining([from, to]));
  return drawing;
}

const step = (name: string) => name.replace(/^s_/, '').replaceAll('_', '-');

/** Every step a node, every way on an edge, each once. */
function expectWhole(flow: Flow, drawing: Drawing): void {
  const steps = drawing.nodes.filter(({ name, shape }) => name.startsWith('s_') && shape !== 'stop');
  expect(steps.map(({ name, shape }) => [step(name), shape])).toEqual(
    Object.entries(flow.steps).map(([id, { kind }]) => [id, kind]),
  );
  const solid = drawing.edges.filter(({ from, dotted }) => from !== 'begin' && !dotted);
  const drawn = (id: string) => solid.filter(({ from }) => step(from) === id).map(({ to }) => step(to));
  for (const [id, each] of Object.entries(flow.steps)) {
    // A list of options all go where `next` says, and `next` alone is no way on where nothing else may be answered.
    const onlyOptions = each.kind === 'ask' && each.expect === 'choice' && each.from === undefined;
    const ways = onlyOptions && each.next !== undefined ? exits(each).slice(1) : exits(each);
    expect(drawn(id).sort(), `${flow.flow}:${id}`).toEqual([...ways].sort());
  }
  const buttons = Object.entries(flow.steps).flatMap(([id, each]) =>
    each.kind === 'say' ? Object.keys(each.buttons ?? {}).map((act) => `${id} ${act}`) : [],
  );
  const dotted = drawing.edges.filter((edge) => edge.dotted);
  expect(dotted.map(({ from, to }) => `${step(from)} ${to.replace(/^a_/, '').replaceAll('_', '-')}`)).toEqual(buttons);
  expect(drawing.edges.filter(({ from }) => from === 'begin')).toMatchObject([
    { to: `s_${flow.start.replaceAll('-', '_')}` },
  ]);
}

const sets = [null, ...Object.keys(deployed.pilots)].map((pilot) => ({
  pilot: pilot ?? 'the model',
  flows: model.flowsOf(pilot),
  written: (tag: string) => (key: TextKey) => model.texts.raw(tag, model.textKey(pilot, key)),
}));
const each = sets.flatMap(({ flows, ...set }) =>
  Object.values(flows).map((flow) => ({ ...set, name: flow.flow, flow })),
);

test.each(each)('$name of $pilot is drawn whole, in every language', ({ flow, written }) => {
  for (const tag of LANGUAGES) {
    const drawing = read(drawFlow(flow, written(tag)));
    expectWhole(flow, drawing);
    const labels = drawing.edges.map(({ label }) => label);
    for (const [id, at] of Object.entries(flow.steps)) {
      if (at.kind !== 'ask') continue;
      const raw = written(tag)(`${flow.flow}:${id}.text`) ?? '';
      const [, shown = ''] = drawing.nodes.find(({ name }) => name === `s_${id.replaceAll('-', '_')}`)?.lines ?? [];
      expect(raw.replace(/\s+/g, ' ')).toContain(shown.replace(/ …$/, ''));
      const options = Object.keys(
        Array.isArray(at.options) ? Object.fromEntries(at.options.map((o) => [o, o])) : (at.options ?? {}),
      );
      for (const option of options) expect(labels).toContain(written(tag)(`${flow.flow}:${id}.options.${option}`));
    }
  }
});

test.each(sets)('the overview of $pilot shows every flow, and who calls whom', ({ flows }) => {
  const { nodes, edges } = read(drawOverview(flows));
  expect(nodes.map(({ lines: [name] }) => name)).toEqual(Object.keys(flows));
  const calls = Object.values(flows).flatMap(({ flow, steps }) =>
    Object.values(steps).flatMap((at) =>
      at.kind === 'call' ? callable(at, flows).map((called) => `f_${flow} f_${called}`) : [],
    ),
  );
  const named = (node: string) => node.replaceAll('_', '-').replace('-', '_');
  expect(edges.filter(({ dotted }) => !dotted).map(({ from, to }) => `${named(from)} ${named(to)}`)).toEqual([
    ...new Set(calls),
  ]);
  expect(
    edges.filter(({ dotted }) => dotted).every(({ to, label }) => flows[named(to).replace('f_', '')]?.act === label),
  ).toBe(true);
});

describe('a drawing', () => {
  it('has a shape for every kind of step, and one for each way to stop', () => {
    const [flow] = Object.values(
      flowsOf({
        flow: 'all',
        start: 'a',
        steps: {
          a: { kind: 'say', buttons: { menu: true }, next: 'b' },
          b: { kind: 'route', routes: [{ when: { status: ['none', 'family'] }, next: 'c' }, { next: 'd' }] },
          c: { kind: 'call', flow: 'other', next: 'e' },
          d: { kind: 'do', action: 'service.list', on: { some: 'f', none: REST } },
          e: { kind: 'milestone', milestone: 'seen', next: END },
          f: { kind: 'ask', expect: 'choice', from: 'services', options: { 'all-of': 'a' }, next: 'c' },
        },
      }),
    );
    if (flow === undefined) throw new Error('no flow');
    const { nodes, edges } = read(drawFlow(flow, (key) => `"${key}"`));
    expect(nodes.map(({ name, shape }) => `${name} ${shape}`)).toEqual([
      'begin start',
      's_a say',
      's_b route',
      's_c call',
      's_d do',
      's_e milestone',
      's_f ask',
      's_end stop',
      's_rest stop',
      'a_menu start',
    ]);
    expect(edges.map(({ from, to, label }) => `${from} ${to} ${label}`.trim())).toEqual([
      'begin s_a',
      's_a s_b',
      's_a a_menu "all:a.buttons.menu"',
      's_b s_c status is none or family',
      's_b s_d else',
      's_c s_e',
      's_d s_f some',
      's_d s_rest none',
      's_e s_end',
      's_f s_a "all:f.options.all-of"',
      's_f s_c (services)',
    ]);
  });

  it('is whole for every kind of question', () => {
    for (const flow of Object.values(TOUR)) expectWhole(flow, read(drawFlow(flow, () => 'x')));
  });

  it('can be read whatever a text holds, and holds it', () => {
    const flows = around({ ask: { kind: 'ask', expect: 'choice', options: ['on'], next: 'ask' } });
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom(...'"`#;<>&[](){}|-.*_~%:\\/1 \n\t=xo', '--> ', 'end', 'style ', '"]', '{{x}}', 'ع'),
      }),
    );
    fc.assert(
      fc.property(nasty, (text) => {
        const [main] = Object.values(flows);
        if (main === undefined) throw new Error('no flow');
        const { nodes, edges } = read(drawFlow(main, () => text));
        const plain = text.toWellFormed().replace(/\s+/g, ' ').trim();
        const words = plain.split(' ');
        const first = words.length > 8 ? `${words.slice(0, 8).join(' ')} …` : plain;
        expect(nodes.find(({ name }) => name === 's_ask')?.lines).toEqual(first === '' ? ['ask'] : ['ask', first]);
        expect(edges.find(({ from }) => from === 's_ask')?.label).toBe(plain);
      }),
    );
  });
});
