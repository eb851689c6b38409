import { cpSync, readFileSync, writeFileSync } from 'node:fs';
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

export function copyTree(env: Env = {}): Tree {
  const copy = temporaryFolder();
  for (const part of ['flows', 'locales']) cpSync(`${ROOT}/${part}`, copy.in(part), { recursive: true });
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
