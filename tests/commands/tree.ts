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

/**
 * What a copy has of the things that are found by words, by their folder, with the file of their names: all of them would
 * take most of the time of a check, which many tests run.
 */
const FEW: Record<string, { ids: string[]; names: string }> = {
  occupations: { ids: ['nurse', 'cook'], names: 'occupations' },
  ask: { ids: ['bank', 'city', 'safety'], names: 'themes' },
};

/** Leaves `FEW` alone of all things in a copy, with their words and names. */
function withFewThings(folder: string): void {
  const change = (file: string, to: (text: string) => string) =>
    writeFileSync(`${folder}/${file}`, to(readFileSync(`${folder}/${file}`, 'utf8')));
  for (const [things, { ids, names }] of Object.entries(FEW)) {
    const few = (all: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(all).filter(([id]) => ids.includes(id)));
    const isLeft = (line: string) => {
      const [file, id = ''] = line.split(/[:. ]/);
      return file !== names || ids.includes(id);
    };
    for (const file of readdirSync(`${folder}/flows/${things}`))
      change(`flows/${things}/${file}`, (text) => {
        const read = parse(text);
        const isList = Array.isArray(read);
        return stringify(
          isList ? read.filter(({ id }) => ids.includes(id)) : { ...read, forms: {}, words: few(read.words) },
        );
      });
    for (const entry of readdirSync(`${folder}/locales`, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const files = readdirSync(`${folder}/locales/${entry.name}`);
      if (files.includes(`${names}.json`))
        change(`locales/${entry.name}/${names}.json`, (text) => `${JSON.stringify(few(JSON.parse(text)), null, 2)}\n`);
      if (files.includes('made-from.txt'))
        change(`locales/${entry.name}/made-from.txt`, (text) => text.split('\n').filter(isLeft).join('\n'));
    }
  }
}

/** A copy of flows and texts from which the others are made. */
let first: ReturnType<typeof temporaryFolder> | undefined;
function original(): string {
  if (first === undefined) {
    first = temporaryFolder();
    for (const part of ['flows', 'locales']) cpSync(`${ROOT}/${part}`, first.in(part), { recursive: true });
    withFewThings(first.path);
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
