import { type Document, isMap, isSeq, parseDocument, YAMLMap, YAMLSeq } from 'yaml';
import type { Fact, Office, Service, Topic } from './pilot.ts';
import { isSame } from './plan.ts';

/** Writes a pilot's YAML: unchanged parts stay as their author wrote them, comments included. */

/** `pilot.yaml` with these topics. */
export function withTopics(yaml: string, topics: readonly Topic[]): string {
  const doc = parseDocument(yaml);
  doc.set(
    'topics',
    sequence(doc, doc.get('topics', true), topics, (item) => flow(doc, item)),
  );
  return write(doc);
}

/** `facts.yaml` with these facts. */
export const withFacts = (yaml: string, facts: readonly Fact[]): string => withItems(yaml, facts, row);

/** `services.yaml` with these services. */
export const withServices = (yaml: string, services: readonly Service[]): string =>
  withItems(yaml, services, (doc, { contacts, ...service }) => {
    const node = row(doc, service);
    const key = doc.createNode('contacts');
    node.add(
      doc.createPair(
        key,
        sequence(doc, undefined, contacts, (contact) => flow(doc, contact)),
      ),
    );
    return node;
  });

/** `offices.yaml` with these offices. */
export const withOffices = (yaml: string, offices: readonly Office[]): string => withItems(yaml, offices, map);

/**
 * The offices to write to `offices.yaml` when the database holds these. The offices of a demonstration, which this
 * instance may not have, stay as they are.
 */
export function exportedOffices(held: readonly Office[], folder: readonly Office[]): Office[] {
  const names = new Set(held.map(({ id }) => id));
  return [...held, ...folder.filter(({ id, demo }) => demo && !names.has(id))];
}

/**
 * `pilot.yaml` with the emergency numbers, the controller or the contact (`field`) confirmed; its other fields stay.
 */
export function withConfirmation(yaml: string, field: string, by: string, on: string): string {
  const doc = parseDocument(yaml);
  doc.setIn([field, 'confirmedBy'], by);
  doc.setIn([field, 'confirmedOn'], on);
  return write(doc);
}

function withItems<T extends { id: string }>(
  yaml: string,
  items: readonly T[],
  make: (doc: Document, item: T) => YAMLMap,
): string {
  const [header, body] = split(yaml);
  const doc = parseDocument(body);
  const list = sequence(doc, doc.contents, items, (item) => make(doc, item));
  if (items.length === 0) return `${header}[]\n`;
  doc.contents = list as typeof doc.contents;
  return header + write(doc);
}

/** A list of the items: an old node stays where it equals its item, and any other item gets a new node. */
function sequence<T extends object>(
  doc: Document,
  old: unknown,
  items: readonly T[],
  make: (item: T) => unknown,
): YAMLSeq {
  const known = isSeq(old) ? old.items : [];
  const list = isSeq(old) ? old : new YAMLSeq();
  list.items = items.map((item) => known.find((node) => isMap(node) && isSame(node.toJS(doc), item)) ?? make(item));
  list.flow = items.length === 0;
  return list;
}

function map(doc: Document, item: object): YAMLMap {
  const node = new YAMLMap(doc.schema);
  for (const [name, value] of Object.entries(item)) if (value !== undefined) node.add(doc.createPair(name, value));
  return node;
}

/** A row whose lists of codes and whose hashes stand on one line each. */
function row(doc: Document, item: object): YAMLMap {
  const node = map(doc, item);
  for (const { value } of node.items) if (isSeq(value) || isMap(value)) value.flow = true;
  return node;
}

function flow(doc: Document, item: object): YAMLMap {
  const node = map(doc, item);
  node.flow = true;
  return node;
}

/** Splits a file into the comment with which it begins and the rest. */
function split(yaml: string): [header: string, body: string] {
  const [header = ''] = /^(?:(?:#.*)?\n)*/.exec(yaml) ?? [];
  return [header, yaml.slice(header.length)];
}

/** In the style of the pilots' files: `{ a: b }`, but `[a, b]`. */
const write = (doc: Document): string =>
  doc.toString({ lineWidth: 0, singleQuote: true }).replace(/^(\w+: | {2}\w+: )\[ (.*) \]$/gm, '$1[$2]');
