import { PLURAL_FORMS, pluralForm } from './plural-forms.ts';

/** A text, or a list of words. */
export type Leaf = string | string[];
type Tree = { [name: string]: Leaf | Tree };

/** The leaves of texts in JSON, each with its path. */
export function* leaves(tree: unknown, path: readonly string[] = []): Generator<[path: string, leaf: unknown]> {
  if (!isTree(tree)) yield [path.join('.'), tree];
  else for (const [name, branch] of Object.entries(tree)) yield* leaves(branch, [...path, name]);
}

/**
 * The texts of one file with some put in, by their paths. What is there keeps its place; what is new stands where the
 * English file (`english`) has it.
 */
export function withLeaves(own: unknown, english: unknown, put: ReadonlyMap<string, Leaf>): unknown {
  return grow(isTree(own) ? own : {}, isTree(english) ? english : {}, put, '');
}

function grow(own: Tree, english: Tree, put: ReadonlyMap<string, Leaf>, above: string): Tree {
  const names = namesIn(english);
  const grown = new Map<string, Leaf | Tree>();
  for (const name of [...Object.keys(own), ...names]) {
    if (grown.has(name)) continue;
    const [was, example] = [own[name], english[name]];
    const path = `${above}${name}`;
    const leaf = put.get(path);
    if (leaf !== undefined) grown.set(name, leaf);
    else if (isTree(was) || isTree(example)) {
      const branch = grow(isTree(was) ? was : {}, isTree(example) ? example : {}, put, `${path}.`);
      if (was !== undefined || Object.keys(branch).length > 0) grown.set(name, branch);
    } else if (was !== undefined) grown.set(name, was);
  }
  const order = placed(Object.keys(own), names);
  return Object.fromEntries([...grown].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)));
}

/** The names of a branch in English, with every form that a plural can have. */
const namesIn = (english: Tree): string[] => [
  ...new Set(
    Object.keys(english).flatMap((name) => {
      const base = pluralForm(name)?.base;
      const isPlural = base !== undefined && Object.hasOwn(english, `${base}_other`);
      return isPlural ? PLURAL_FORMS.map((form) => `${base}_${form}`) : [name];
    }),
  ),
];

/** The names that are there in their order, and each other name behind the one that it follows in English. */
function placed(there: readonly string[], english: readonly string[]): string[] {
  const order = [...there];
  for (const [i, name] of english.entries()) {
    if (order.includes(name)) continue;
    const before = english[i - 1];
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, name);
  }
  return order;
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
