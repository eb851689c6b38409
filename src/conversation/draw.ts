import type { TextKey } from '../text/keys.ts';
import { callable } from './check-together.ts';
import { END, type Flow, type Flows, optionsOf, ROOT, type Step, TARGETS } from './flow.ts';

/** Returns the text of a key (`flow:step.text`) as written, or undefined where there is none. */
type Written = (key: TextKey) => string | undefined;

/** One arrow of a drawing. `from` and `to` are Mermaid's names of its nodes. */
interface Edge {
  from: string;
  to: string;
  label: string;
  /** Set for a standing button, which can lead there for days and is not part of the way through the flow. */
  dotted?: true;
}

/** The number of words that suffices to recognise a text. */
const FIRST_WORDS = 8;

/** Mermaid's brackets around a label, by the kind of its node. */
const SHAPES = {
  say: ['[', ']'],
  ask: ['(', ')'],
  route: ['{', '}'],
  call: ['[[', ']]'],
  do: ['[/', '/]'],
  milestone: ['{{', '}}'],
  stop: ['((', '))'],
  start: ['([', '])'],
} as const;
type Shape = keyof typeof SHAPES;

/** A flow as a Mermaid flowchart: every step is a node with its first words, every exit of a step is an edge. */
export function drawFlow(flow: Flow, written: Written): string {
  const steps = Object.entries(flow.steps);
  const edges = steps.flatMap(([id, step]) => edgesOf(flow, id, step, written));
  const led = new Set(edges.map(({ to }) => to));
  const others = Object.values(flow.steps).flatMap((step) =>
    step.kind === 'say' ? Object.keys(step.buttons ?? {}) : [],
  );
  return chart([
    node('begin', 'start', [flow.flow, beginningOf(flow)]),
    ...steps.map(([id, step]) => node(stepNode(id), step.kind, [id, wordsOf(flow, id, step, written)])),
    ...TARGETS.filter((id) => led.has(stepNode(id))).map((id) => node(stepNode(id), 'stop', [id])),
    ...[...new Set(others)].map((act) => node(actNode(act), 'start', [act])),
    ...[{ from: 'begin', to: stepNode(flow.start), label: '' }, ...edges].map(arrow),
  ]);
}

/**
 * A Mermaid flowchart of all flows: how each begins, which flows it calls (one edge for a pair), and which flows its
 * standing buttons begin.
 */
export function drawOverview(flows: Flows): string {
  const all = Object.values(flows);
  const edges = new Map<string, Edge>();
  const add = (edge: Edge) => edges.set(JSON.stringify(edge), edge);
  for (const { flow, steps } of all) {
    for (const step of Object.values(steps)) {
      if (step.kind === 'call')
        for (const called of callable(step, flows)) add({ from: flowNode(flow), to: flowNode(called), label: '' });
      for (const act of step.kind === 'say' ? Object.keys(step.buttons ?? {}) : []) {
        const begun = all.find((other) => other.act === act);
        if (begun) add({ from: flowNode(flow), to: flowNode(begun.flow), label: act, dotted: true });
      }
    }
  }
  return chart([
    ...all.map((flow) =>
      node(flowNode(flow.flow), flow.flow === ROOT ? 'start' : 'call', [flow.flow, beginningOf(flow)]),
    ),
    ...[...edges.values()].map(arrow),
  ]);
}

function edgesOf(flow: Flow, id: string, step: Step, written: Written): Edge[] {
  const from = stepNode(id);
  const to = (next: string, label: string): Edge => ({ from, to: stepNode(next), label });
  const key = `${flow.flow}:${id}`;
  switch (step.kind) {
    case 'say':
      return [
        to(step.next, ''),
        ...Object.keys(step.buttons ?? {}).map((act): Edge => {
          return { from, to: actNode(act), label: written(`${key}.buttons.${act}`) ?? act, dotted: true };
        }),
      ];
    case 'ask': {
      const typed = step.expect === 'choice' ? step.from : step.expect;
      return [
        ...optionsOf(step).map((option) => to(option.next, written(`${key}.options.${option.id}`) ?? option.id)),
        ...(typed === undefined ? [] : [to(step.next ?? END, `(${typed})`)]),
        ...(step.expect === 'choice' && step.before !== undefined ? [to(step.before, '(back)')] : []),
      ];
    }
    case 'route':
      return step.routes.map(({ when, next }) => to(next, when === undefined ? 'else' : conditionOf(when)));
    case 'do':
      return Object.entries(step.on).map(([outcome, next]) => to(next, outcome));
    default:
      return [to(step.next, '')];
  }
}

const conditionOf = (when: Readonly<Record<string, string | readonly string[]>>): string =>
  Object.entries(when)
    .map(([name, wanted]) => `${name} is ${typeof wanted === 'string' ? wanted : wanted.join(' or ')}`)
    .join(' and ');

/** A step's label in a few words: the beginning of its text, or the name of its flow, action or milestone. */
function wordsOf(flow: Flow, id: string, step: Step, written: Written): string {
  switch (step.kind) {
    case 'say':
    case 'ask':
      return firstWords(written(`${flow.flow}:${id}.text`) ?? '');
    case 'call':
      return typeof step.flow === 'string' ? step.flow : `{{${step.flow.from}}}`;
    case 'do':
      return step.action;
    case 'milestone':
      return step.milestone;
    case 'route':
      return '';
  }
}

function firstWords(text: string): string {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return words.length > FIRST_WORDS ? `${words.slice(0, FIRST_WORDS).join(' ')} …` : words.join(' ');
}

function beginningOf(flow: Flow): string {
  const ways = [
    flow.interrupt && `word ${flow.interrupt}`,
    flow.act && `button ${flow.act}`,
    flow.timer && `timer ${flow.timer}`,
    flow.danger && 'words of danger',
  ];
  return ways.filter((way) => way !== undefined).join(', ');
}

// Mermaid does not allow a hyphen in every name, and reserves some names (`end`).
const stepNode = (id: string) => `s_${id.replaceAll('-', '_')}`;
const actNode = (act: string) => `a_${act.replaceAll('-', '_')}`;
const flowNode = (flow: string) => `f_${flow.replaceAll('-', '_')}`;

const chart = (lines: string[]): string => `flowchart TD\n${lines.map((line) => `  ${line}\n`).join('')}`;

function node(name: string, shape: Shape, lines: string[]): string {
  const [open, close] = SHAPES[shape];
  return `${name}${open}"${lines
    .filter((line) => line !== '')
    .map(inQuotes)
    .join('<br/>')}"${close}`;
}

function arrow({ from, to, label, dotted }: Edge): string {
  const line = dotted ? '-.->' : '-->';
  return label === '' ? `${from} ${line} ${to}` : `${from} ${line}|"${inQuotes(label)}"| ${to}`;
}

/**
 * Escapes a text for Mermaid's quotes. All characters but letters, digits and a few marks become Mermaid's entities
 * (`#34;`), so that no text is read as markup. A dot or a hyphen stays after a letter, where it begins no list.
 */
const inQuotes = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[^\p{L}\p{M}\p{N} ,?!…–.-]|(?<![\p{L}\p{M}])[.-]/gu, (mark) => `#${mark.codePointAt(0)};`);
