import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './process.ts';

/** The pages that print commands, in the order in which somebody new reads them. */
const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
];

/** A page, apart: the blocks between fences with their language, and what stands in sentences as code, in order. */
export interface Part {
  page: string;
  /** The language of a block; absent for code in a sentence. */
  block?: string;
  text: string;
}

/** All that stands as code on the pages. */
export const codeOnPages = (): Part[] => PAGES.flatMap((page) => partsOf(page, readFileSync(join(ROOT, page), 'utf8')));

const partsOf = (page: string, text: string): Part[] =>
  [...text.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$|`([^`\n]+)`/gm)].map(([, block, within = '', code]) =>
    code === undefined ? { page, block: block ?? '', text: within } : { page, text: code },
  );

/** A command as a page prints it, without its comment. */
export interface Printed {
  page: string;
  command: string;
}

/** What begins a command where it stands in a sentence. */
const PROGRAM = /^(saputnik|npm|npx|node|docker|git|sudo|systemctl)( |$)/;

/** Every command: each line of a block of `sh`, and what stands in a sentence as a command of its own. */
export const printedCommands = (): Printed[] =>
  codeOnPages().flatMap(({ page, block, text }) =>
    (block === 'sh' || (block === undefined && PROGRAM.test(text)) ? text.split('\n') : [])
      .flatMap((line) => line.replace(/(^| )#.*$/, '').split(' && '))
      .map((command) => ({ page, command: command.trim() }))
      .filter(({ command }) => command !== ''),
  );

/** The words behind our program in a command; undefined where the command is another's. */
export function wordsOf(command: string): string[] | undefined {
  const ours = /^(?:npm run saputnik(?: --)?|saputnik|(?:.* )?node src\/start\.mjs)(?: (.*))?$/.exec(command);
  if (ours === null) return undefined;
  // As a shell takes a line apart: by blanks that are not within quotes.
  return [...(ours[1] ?? '').matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ''));
}
