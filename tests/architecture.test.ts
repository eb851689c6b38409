import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** What each folder (or file) may import from the others: the layout of the project. `turn/channel.ts` is the seam for channels. */
const MAY_IMPORT: Record<string, string[]> = {
  /** Beside its own files, the texts of the first language: their shape is the type of the keys. */
  text: ['..', 'once.ts'],
  booking: [],
  evaluation: [],
  conversation: ['text', 'booking', 'evaluation'],
  /** What a pilot's folder says, and what may be told of it. */
  pilot: ['text', 'conversation', 'booking'],
  /** Finds things by the words that people type. */
  find: ['text', 'conversation'],
  /** What people can do: occupations by their words. */
  skills: ['text', 'conversation', 'find'],
  /** What people ask about: themes by their words. */
  ask: ['text', 'conversation', 'pilot', 'find'],
  store: ['text', 'conversation', 'booking', 'evaluation', 'pilot', 'content.ts', 'backoff.ts'],
  /** Fetches and reads what others wrote, with limits. */
  foreign: ['booking'],
  turn: [
    'text',
    'conversation',
    'booking',
    'evaluation',
    'pilot',
    'store',
    'foreign',
    'content.ts',
    'backoff.ts',
    'text-hash.ts',
    'skills',
    'ask',
  ],
  /** Imaginary people, who write to the real engine. */
  simulation: ['text', 'conversation', 'evaluation', 'store', 'turn', 'channels', 'content.ts'],
  /** What people take along on paper. */
  documents: ['text', 'foreign', 'conversation', 'booking', 'pilot', 'skills', 'turn'],
  channels: ['text', 'conversation', 'turn', 'backoff.ts', 'same-secret.ts'],
  server: [
    'text',
    'conversation',
    'booking',
    'evaluation',
    'pilot',
    'store',
    'turn',
    'channels',
    'documents',
    'foreign',
    'content.ts',
    'locales.ts',
    'sheet-check.ts',
    'root.ts',
    'same-secret.ts',
    'ready.ts',
  ],
  /** What speaks against a translator's sheet. */
  'sheet-check.ts': ['text', 'conversation', 'content.ts', 'locales.ts'],
  'errors.ts': [],
  'backoff.ts': [],
  'same-secret.ts': [],
  'text-hash.ts': [],
  'root.ts': [],
  'once.ts': [],
  'read.ts': ['errors.ts'],
  'locales.ts': ['text', 'conversation', 'errors.ts', 'once.ts', 'read.ts', 'text-hash.ts'],
  'content.ts': [
    'text',
    'conversation',
    'pilot',
    'find',
    'skills',
    'ask',
    'recordings.ts',
    'locales.ts',
    'once.ts',
    'read.ts',
    'errors.ts',
    'root.ts',
  ],
  'recordings.ts': ['text', 'conversation'],
  /** Whether pilots lack something before people are served. */
  'ready.ts': ['text', 'pilot', 'store', 'content.ts', 'text-hash.ts'],
  'config.ts': ['errors.ts'],
  'mail.ts': ['turn'],
  /** What an instance keeps: its database, and the keys to it. */
  'data.ts': ['store', 'content.ts', 'config.ts', 'errors.ts', 'root.ts'],
  'app.ts': ['text', 'conversation', 'store', 'turn', 'channels', 'server', 'content.ts', 'config.ts'],
  /** The channels that the configuration names. */
  'connect.ts': ['text', 'conversation', 'store', 'turn', 'channels', 'content.ts', 'config.ts'],
  'main.ts': [
    'store',
    'content.ts',
    'config.ts',
    'errors.ts',
    'root.ts',
    'data.ts',
    'app.ts',
    'connect.ts',
    'mail.ts',
    'ready.ts',
    'documents',
    'simulation',
    'turn',
  ],
  'cli.ts': ['commands', 'errors.ts', 'root.ts'],
  commands: [
    'text',
    'conversation',
    'booking',
    'evaluation',
    'pilot',
    'store',
    'turn',
    'channels',
    'documents',
    'server',
    'content.ts',
    'locales.ts',
    'sheet-check.ts',
    'ready.ts',
    'config.ts',
    'errors.ts',
    'data.ts',
    'connect.ts',
    'main.ts',
    'simulation',
  ],
};

/** The pure folders may use these packages, and no part of Node. */
const PURE = ['text', 'conversation', 'booking', 'evaluation', 'pilot', 'find', 'skills'];
const PURE_PACKAGES = [
  ...['zod', 'i18next', 'temporal-polyfill', 'ical-generator', 'ical.js', 'yaml'],
  ...['date-holidays', 'libphonenumber-js/max', 'csv-stringify/sync'],
  ...['rrule-temporal', 'cldr-core/supplemental/windowsZones.json', 'minisearch'],
];
/** Clocks, dice and the outside world, by the words that reach them. */
const IMPURE =
  /\bDate\.now\b|new Date\(\)|\bMath\.random\b|\bperformance\.|\bprocess\.|\bfetch\(|\bsetTimeout\b|\bcrypto\b|\bTemporal\.Now\b/;

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(SRC, join(entry.parentPath, entry.name)));

const partOf = (file: string): string => file.split('/')[0] ?? '';
const source = (file: string): string => readFileSync(join(SRC, file), 'utf8');
const importsOf = (file: string): string[] =>
  [...source(file).matchAll(/(?:\bfrom|import\()\s*'([^']+)'/g)].map(([, name = '']) => name);
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

describe.each(files)('%s', (file) => {
  const part = partOf(file);

  test('imports only what its place allows', () => {
    const allowed = MAY_IMPORT[part];
    expect(allowed, `${part} has no place in the layout`).toBeDefined();
    const own = importsOf(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => partOf(relative(SRC, join(SRC, dirname(file), name))));
    expect(own.filter((other) => other !== part && !allowed?.includes(other))).toEqual([]);
  });

  test.runIf(PURE.includes(part))('is pure', () => {
    const packages = importsOf(file).filter((name) => !name.startsWith('.'));
    expect(packages.filter((name) => !PURE_PACKAGES.includes(name))).toEqual([]);
    expect(withoutComments(source(file)).match(IMPURE)?.[0]).toBeUndefined();
  });
});

/** The files that a file imports, types too. What it loads when it is called does not count: that is how a list is left light. */
const needsOf = (file: string): string[] =>
  [...source(file).matchAll(/\bfrom\s*'(\.[^']+)'/g)].map(([, name = '']) =>
    relative(SRC, join(SRC, dirname(file), name)),
  );

/** The files from `file` on that lead back to one of them, as a path; none where there is no circle. */
function circleFrom(file: string, path: readonly string[], known: Set<string>): readonly string[] | undefined {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
  if (known.has(file)) return undefined;
  for (const next of needsOf(file)) {
    const circle = circleFrom(next, [...path, file], known);
    if (circle !== undefined) return circle;
  }
  known.add(file);
  return undefined;
}

test('no files need each other in a circle', () => {
  const known = new Set<string>();
  expect(files.map((file) => circleFrom(file, [], known)).filter((circle) => circle !== undefined)).toEqual([]);
});

test('one file alone knows the unofficial library', () => {
  const known = files.filter((file) => importsOf(file).includes('@whiskeysockets/baileys'));
  expect(known).toEqual(['channels/whatsapp-web-socket.ts']);
});

test('channels know of the turn nothing but its seam', () => {
  const known = files
    .filter((file) => partOf(file) === 'channels')
    .flatMap((file) => importsOf(file).filter((name) => name.includes('/turn/')));
  expect(new Set(known)).toEqual(new Set(['../turn/channel.ts']));
});

test('one file alone knows the files of texts, and only their types', () => {
  const known = files.filter((file) => importsOf(file).some((name) => name.includes('/locales/')));
  expect(known).toEqual(['text/keys.ts']);
  expect(source('text/keys.ts').match(/^import (?!type )/m)).toBeNull();
});
