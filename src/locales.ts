import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Finding } from './conversation/finding.ts';
import type { Ledger } from './conversation/translations.ts';
import { ContentError } from './errors.ts';
import { whenAsked } from './once.ts';
import { readJson, readYaml } from './read.ts';
import { type PatternLists, readPatterns } from './text/patterns.ts';
import { type Language, makeTexts, type Texts } from './text/texts.ts';
import { hashText } from './text-hash.ts';

/** Everything in `locales/` but the recordings. */
export interface Locales extends Ledger {
  languages: Language[];
  /** i18next JSON by language and by file. */
  resources: Record<string, Record<string, unknown>>;
  madeFrom: Record<string, Record<string, string>>;
  /** Folders that no language has. */
  findings: Finding[];
}

const Languages = z.array(
  z.strictObject({
    tag: z.string(),
    endonym: z.string(),
    direction: z.enum(['ltr', 'rtl']),
    derivedFrom: z.string().optional(),
    bridge: z.string().optional(),
    reviewedBy: z.string().nullable(),
  }),
);

const Exceptions = z.array(
  z.strictObject({
    language: z.string(),
    key: z.string(),
    rule: z.enum(['english', 'numbers', 'links']),
    reason: z.string(),
  }),
);

/**
 * Reads `locales/`; the files of a language when its texts or stamps are first asked for. Throws a `ContentError` for a
 * language without its folder, and for a file that cannot be read as soon as it is.
 */
export function readLocales(folder: string): Locales {
  const languages = readYaml(join(folder, 'languages.yaml'), Languages) as Language[];
  const written = languages.filter(({ derivedFrom }) => derivedFrom === undefined).map(({ tag }) => tag);
  for (const tag of written)
    if (!existsSync(join(folder, tag)))
      throw new ContentError(`${join(folder, 'languages.yaml')}: ${tag} has no folder ${join(folder, tag)}`);
  return {
    languages,
    resources: whenAsked(written, (tag) => readTexts(join(folder, tag))),
    madeFrom: whenAsked(written, (tag) => readStamps(join(folder, tag, STAMPS))),
    exceptions: readYaml(join(folder, 'exceptions.yaml'), Exceptions),
    hash: hashText,
    findings: strayFolders(folder, written),
  };
}

/** The texts of these locales. */
export const textsOfLocales = ({ languages, resources }: Locales): Texts => makeTexts(languages, resources);

function readTexts(folder: string): Record<string, unknown> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const texts = files.sort().map((file) => [basename(file, '.json'), readJson(join(folder, file))]);
  return { ...Object.fromEntries(texts), patterns: patternsOf(join(folder, DANGER)) };
}

/** The patterns of danger; a file of their own, which has groups of words and notes for its editors. */
const DANGER = 'danger.txt';

function patternsOf(file: string): PatternLists {
  if (!existsSync(file)) return { danger: [], harmless: [] };
  const read = readPatterns(readFileSync(file, 'utf8'));
  if ('problem' in read) throw new ContentError(`${file}: line ${read.line}: ${read.problem}`);
  return read.lists;
}

/** A folder with recordings alone is a finding of theirs. */
function strayFolders(folder: string, written: readonly string[]): Finding[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !written.includes(entry.name))
    .filter(({ name }) => readdirSync(join(folder, name)).join() !== 'audio')
    .map(({ name }) => ({ where: `locales/${name}`, what: 'is read for no language of languages.yaml' }));
}

/** Not JSON, which would be texts. One line a key, so that two people who change different texts do not collide. */
const STAMPS = 'made-from.txt';
const ABOUT_STAMPS = [
  '# The English text that each translation was made from: the first 8 hex digits of its SHA-256.',
  '# Written by: npm run saputnik -- translations stamp, and translations import (docs/translate.md).',
];

function readStamps(file: string): Record<string, string> {
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  return Object.fromEntries(
    lines.flatMap((line, i) => {
      if (line === '' || line.startsWith('#')) return [];
      const [, key, hash] = /^(\S+) ([0-9a-f]{8})$/.exec(line) ?? [];
      if (key === undefined || hash === undefined) throw new ContentError(`${file}: line ${i + 1} is no key and hash`);
      return [[key, hash]];
    }),
  );
}

/** Writes the stamps of a language. */
export function writeStamps(folder: string, tag: string, stamps: Readonly<Record<string, string>>): void {
  const lines = Object.keys(stamps)
    .sort()
    .map((key) => `${key} ${stamps[key]}`);
  writeFileSync(join(folder, tag, STAMPS), `${[...ABOUT_STAMPS, ...lines].join('\n')}\n`);
}

/** Writes one file of texts of a language. */
export function writeTexts(folder: string, tag: string, name: string, texts: unknown): void {
  writeFileSync(join(folder, tag, `${name}.json`), `${JSON.stringify(texts, null, 2)}\n`);
}
