import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { type Env, ROOT, temporaryFolder } from './process.ts';
import { openShell, type Shell } from './shell.ts';

/** A command line on a copy of flows and texts, which it may change. */
export interface Tree extends Shell {
  path: string;
  read(name: string): string;
  write(name: string, text: string): void;
  /** Changes a file; what is to be replaced must be there. */
  replace(name: string, from: string, to: string): void;
}

/** The occupations that a copy has: all of them would take most of the time of a check, which many tests run. */
const OCCUPATIONS = ['nurse', 'cook'];

/** Leaves `OCCUPATIONS` alone of all those in a copy, with their words and names. */
function withFewOccupations(folder: string): void {
  const change = (file: string, to: (text: string) => string) =>
    writeFileSync(`${folder}/${file}`, to(readFileSync(`${folder}/${file}`, 'utf8')));
  const few = (all: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(all).filter(([id]) => OCCUPATIONS.includes(id)));
  const isLeft = (line: string) => {
    const [, id] = /^occupations:([a-z-]+)\./.exec(line) ?? [];
    return id === undefined || OCCUPATIONS.includes(id);
  };
  for (const file of readdirSync(`${folder}/flows/occupations`))
    change(`flows/occupations/${file}`, (text) => {
      const read = parse(text);
      return stringify(
        Array.isArray(read) ? read.filter(({ id }) => OCCUPATIONS.includes(id)) : { ...read, words: few(read.words) },
      );
    });
  for (const entry of readdirSync(`${folder}/locales`, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const names = readdirSync(`${folder}/locales/${entry.name}`);
    if (names.includes('occupations.json'))
      change(`locales/${entry.name}/occupations.json`, (text) => `${JSON.stringify(few(JSON.parse(text)), null, 2)}\n`);
    if (names.includes('made-from.txt'))
      change(`locales/${entry.name}/made-from.txt`, (text) => text.split('\n').filter(isLeft).join('\n'));
  }
}

/** A copy of flows and texts from which the others are made. */
let first: ReturnType<typeof temporaryFolder> | undefined;
function original(): string {
  if (first === undefined) {
    first = temporaryFolder();
    for (const part of ['flows', 'locales']) cpSync(`${ROOT}/${part}`, first.in(part), { recursive: true });
    withFewOccupations(first.path);
    process.once('exit', () => first?.[Symbol.dispose]());
  }
  return first.path;
}

export function copyTree(env: Env = {}): Tree {
  const copy = temporaryFolder();
  cpSync(original(), copy.path, { recursive: true });
  const shell = openShell(copy.path);
  Object.assign(shell.env, env);
  const read = (name: string) => readFileSync(copy.in(name), 'utf8');
  const write = (name: string, text: string) => writeFileSync(copy.in(name), text);
  return {
    ...shell,
    path: copy.path,
    read,
    write,
    replace(name, from, to) {
      if (!read(name).includes(from)) throw new Error(`${name} does not say ${from}`);
      write(name, read(name).replace(from, to));
    },
    [Symbol.dispose]() {
      shell[Symbol.dispose]();
      copy[Symbol.dispose]();
    },
  };
}
