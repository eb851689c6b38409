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
 * The offices to write to `offices.yaml` when the database holds these. Two things are in the folder alone: who
 * confirmed an address, which counts as long as the address is the same; and the demonstration offices that this
 * instance may not have.
 */
export function exportedOffices(held: readonly Office[], folder: readonly Office[]): Office[] {
  const known = new Map(folder.map((office) => [office.id, office]));
  const offices = held.map((office) => {
    const { address, confirmedBy, confirmedOn } = known.get(office.id) ?? {};
    const isConfirmed = address === office.address && confirmedBy !== undefined && confirmedOn !== undefined;
    return isConfirmed ? { ...office, confirmedBy, confirmedOn } : office;
  });
  const names = new Set(held.map(({ id }) => id));
  return [...offices, ...folder.filter(({ id, demo }) => demo && !names.has(id))];
}

/**
 * `pilot.yaml` with the emergency numbers, the controller or the contact (`field`) confirmed; its other fields stay.
 */
export function withConfirmation(yaml: string, field: string, by: string, on: string): string {
  const doc = parseDocument(yaml);
  confirm(doc, [field], by, on);
  return write(doc);
}

/** `offices.yaml` with the address of one office confirmed. */
export function withOfficeConfirmed(yaml: string, id: string, by: string, on: string): string {
  const [header, body] = split(yaml);
  const doc = parseDocument(body);
  const place = isSeq(doc.contents)
    ? doc.contents.items.findIndex((item) => isMap(item) && String(item.get('id')) === id)
    : -1;
  confirm(doc, [place], by, on);
  return header + write(doc);
}

function confirm(doc: Document.Parsed, at: readonly (string | number)[], by: string, on: string): void {
  doc.setIn([...at, 'confirmedBy'], by);
  doc.setIn([...at, 'confirmedOn'], on);
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
