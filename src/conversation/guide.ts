import { z } from 'zod';
import { ACTIONS } from './actions.ts';
import { LIMITS } from './check-texts.ts';
import { Flow, INTERRUPTS, id, Step, variable } from './flow.ts';
import { BUILT_IN } from './model.ts';
import { Overlay, Removal } from './overlay.ts';
import { MAX_STEPS, MAX_VISITS } from './run.ts';

/** The fields of JSON Schema that are used here. */
interface Shape {
  type?: string | undefined;
  const?: unknown;
  enum?: unknown[] | undefined;
  pattern?: string | undefined;
  description?: string | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  properties?: Record<string, unknown> | undefined;
  required?: string[] | undefined;
  items?: unknown;
  additionalProperties?: unknown;
  propertyNames?: unknown;
  oneOf?: unknown[] | undefined;
  anyOf?: unknown[] | undefined;
}

const shapeOf = (node: unknown): Shape => (typeof node === 'object' && node !== null ? node : {});
const schemaOf = (schema: z.ZodType): Shape => shapeOf(z.toJSONSchema(schema, { io: 'input' }));
const NAME = schemaOf(id).pattern;
const VARIABLE = schemaOf(variable).pattern;

/** The parts of the authors' page that are made from the program, by the name of their place in the page. */
const PARTS: Readonly<Record<string, () => string>> = {
  flow: () => fieldsOf(schemaOf(Flow)),
  steps: () => kindsOf(schemaOf(Step)).map(section).join('\n\n'),
  overlay: () => fieldsOf(schemaOf(Overlay)),
  removal: () => fieldsOf(schemaOf(Removal)),
  words: () => code(INTERRUPTS),
  variables: () => code(BUILT_IN),
  actions: () =>
    table(
      ['Action', 'Reads', 'Sets', 'Outcomes'],
      Object.entries(ACTIONS).map(([name, { reads, sets, outcomes }]) => [
        code([name]),
        code(reads),
        code(sets),
        code(outcomes),
      ]),
    ),
  limits: () =>
    table(
      ['What', 'At most'],
      [
        [`label of up to ${LIMITS.buttons} buttons`, `${LIMITS.buttonLabel} characters each`],
        [`label of more than ${LIMITS.buttons}, or of a list's item`, `${LIMITS.rowLabel} characters each`],
        ['text', `${LIMITS.text} characters`],
        ['sentence', `${LIMITS.sentenceWords} words; ${LIMITS.criticalSentenceWords} in a critical text`],
        ['one turn', `${MAX_STEPS} steps, and ${MAX_VISITS} visits of one step`],
      ],
    ),
};

export const GUIDE_PARTS = Object.keys(PARTS);

/**
 * Replaces the parts of the authors' page between `<!-- made: NAME -->` and `<!-- /made -->`; the rest stays. Throws a
 * RangeError for an unknown NAME.
 */
export const fillGuide = (page: string): string =>
  page.replace(
    /(<!-- made: ([a-z]+) -->\n)[\s\S]*?(<!-- \/made -->)/g,
    (_, begin: string, name: string, end: string) => {
      const make = PARTS[name];
      if (make === undefined) throw new RangeError(`nothing is made for ${name}; there is ${GUIDE_PARTS.join(', ')}`);
      return `${begin}\n${make()}\n\n${end}`;
    },
  );

/** Every kind that a choice among schemas allows; a choice may hold another. */
const kindsOf = (node: Shape): Shape[] =>
  (node.oneOf ?? node.anyOf)?.flatMap((each) => kindsOf(shapeOf(each))) ?? [node];

/** The fields that say which kind of step it is. */
const NAMING = ['kind', 'expect'] as const;

function section(kind: Shape): string {
  const named = NAMING.filter((field) => kind.properties?.[field] !== undefined);
  const title = named.map((field) => `${field}: ${shapeOf(kind.properties?.[field]).const}`).join(', ');
  const about = named.map((field) => shapeOf(kind.properties?.[field]).description).join(' ');
  return `#### \`${title}\`\n\n${about}\n\n${fieldsOf(kind, NAMING)}`;
}

function fieldsOf({ properties = {}, required = [] }: Shape, except: readonly string[] = []): string {
  const fields = Object.entries(properties).filter(([name]) => !except.includes(name));
  return table(
    ['Field', 'Needed', 'Holds', 'Meaning'],
    fields.map(([name, node]) => {
      const shape = shapeOf(node);
      return [code([name]), required.includes(name) ? 'yes' : '', holds(shape), shape.description ?? ''];
    }),
  );
}

/** The values of a field, in words. */
function holds(node: Shape): string {
  const choices = node.anyOf ?? node.oneOf;
  if (node.const !== undefined) return code([String(node.const)]);
  // The actions have a table of their own.
  if (node.enum !== undefined) return node.enum.length > INTERRUPTS.length ? 'a name' : code(node.enum.map(String));
  if (choices !== undefined) {
    const kinds = [...new Set(choices.map((each) => holds(shapeOf(each))))];
    return kinds.join(' or ');
  }
  switch (node.type) {
    case 'array':
      return `[ ${holds(shapeOf(node.items))}, … ]`;
    case 'object':
      return node.propertyNames === undefined ? objectOf(node) : mapOf(node);
    case 'integer':
      return Math.abs(node.maximum ?? Number.MAX_SAFE_INTEGER) === Number.MAX_SAFE_INTEGER
        ? 'a whole number'
        : `a whole number, ${node.minimum} to ${node.maximum}`;
    case 'null':
      return '`null`';
    default:
      return node.pattern === NAME ? 'a name' : node.pattern === VARIABLE ? 'a variable' : 'words';
  }
}

const mapOf = (node: Shape): string =>
  `{ ${holds(shapeOf(node.propertyNames))}: ${holds(shapeOf(node.additionalProperties))}, … }`;

function objectOf({ properties = {}, required = [] }: Shape): string {
  if ('kind' in properties) return 'a step';
  const fields = Object.keys(properties).map(
    (name) => `\`${name}\`${required.includes(name) ? '' : ' (may be left out)'}`,
  );
  return `{ ${fields.join(', ')} }`;
}

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
