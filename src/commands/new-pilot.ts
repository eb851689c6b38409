import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Content, PILOT_FILES } from '../content.ts';
import { stampsOf, translated } from '../conversation/translations.ts';
import { UsageError } from '../errors.ts';
import { readLocales, textsOfLocales, writeStamps } from '../locales.ts';
import {
  newFacts,
  newFactsFile,
  newOfficesFile,
  newPilotFile,
  newServicesFile,
  newTexts,
  type PilotTexts,
} from '../pilot/new.ts';
import type { Pilot } from '../pilot/pilot.ts';
import { factQuestion } from '../pilot/shown.ts';

/** The languages that have files of texts. */
const writtenIn = ({ model }: Content): string[] =>
  model.texts.languages.filter(({ derivedFrom }) => derivedFrom === undefined).map(({ tag }) => tag);

const folderOf = (root: string, name: string): string => join(root, 'flows', 'pilots', name);
const textFileOf = (root: string, tag: string, name: string): string => join(root, 'locales', tag, `${name}.json`);

/** Throws a `UsageError` for a name that no new pilot can have: it is invalid, or taken. */
export function refuseName(root: string, content: Content, name: string): void {
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new UsageError(`"${name}" is no name for a pilot: use lower-case letters, digits and hyphens`);
  const isTaken =
    existsSync(folderOf(root, name)) ||
    Object.hasOwn(content.model.flowsOf(null), name) ||
    writtenIn(content).some((tag) => existsSync(textFileOf(root, tag, name)));
  if (isTaken) throw new UsageError(`the name ${name} is taken: by a pilot, a flow or a file of texts`);
}

/**
 * Makes the folder of a new pilot and its texts in every language, from those of another pilot, so that it runs at
 * once. The name is one that `refuseName` lets pass. Returns the next tasks for the staff of the pilot.
 */
export function writeNewPilot(root: string, content: Content, name: string, from: Pilot): string[] {
  const { texts } = content.model;
  const folder = folderOf(root, name);
  const written = writtenIn(content);
  const textFile = (tag: string, of: string) => textFileOf(root, tag, of);
  mkdirSync(folder);
  writeFileSync(join(folder, 'pilot.yaml'), newPilotFile(name, from));
  writeFileSync(join(folder, 'facts.yaml'), newFactsFile(name, from));
  writeFileSync(join(folder, 'services.yaml'), newServicesFile(name));
  writeFileSync(join(folder, 'offices.yaml'), newOfficesFile(name));
  const source = folderOf(root, from.pilot);
  const changes = readdirSync(source).filter((file) => file.endsWith('.yaml') && !PILOT_FILES.includes(file));
  for (const file of changes) cpSync(join(source, file), join(folder, file));

  for (const [i, tag] of written.entries()) {
    const { flows } = existsSync(textFile(tag, from.pilot)) ? readTexts(textFile(tag, from.pilot)) : {};
    const questions = newFacts(from).map(({ id }) => [
      id,
      { question: texts.raw(tag, factQuestion(from.pilot, id)) ?? '' },
    ]);
    const own = { facts: Object.fromEntries(questions), ...(flows !== undefined && { flows }) };
    writeFileSync(textFile(tag, name), `${JSON.stringify(own, null, 2)}\n`);
    const zone = texts.raw(tag, `pilots:${from.pilot}.zone`) ?? '';
    addTexts(textFile(tag, 'pilots'), name, newTexts(name, zone, i === 0));
  }
  stampTexts(join(root, 'locales'), name);

  return [
    `${folder} is made, and ${name}.json beside its name in pilots.json in locales/{${written.join(',')}}.`,
    `It runs as a demonstration. Fill in pilot.yaml, add services and offices, fill in and translate pilots.json.`,
    ...(changes.length === 0
      ? []
      : [`Of ${from.pilot} came along, to be read and adapted: ${changes.join(', ')} and the texts of these steps.`]),
    `Then: npm run check, and npm run check -- --release before people are served.`,
  ];
}

const readTexts = (file: string): { flows?: unknown } => JSON.parse(readFileSync(file, 'utf8'));

/** What came along was made from texts that came along as well. */
function stampTexts(folder: string, name: string): void {
  const locales = readLocales(folder);
  const texts = textsOfLocales(locales);
  const isNew = (key: string) => key.startsWith(`${name}:`) || key.startsWith(`pilots:${name}.`);
  for (const tag of translated(texts)) writeStamps(folder, tag, stampsOf(texts, tag, locales, isNew));
}

/** Adds one entry at the end of a file of texts and leaves the rest as its translator wrote it. */
function addTexts(file: string, name: string, texts: PilotTexts): void {
  const entry = JSON.stringify({ [name]: texts }, null, 2).slice('{\n'.length, -'\n}'.length);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/\s*\}\s*$/, `,\n${entry}\n}\n`));
}
