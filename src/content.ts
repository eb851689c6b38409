import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { checkThemes } from './ask/check.ts';
import { type Ask, createAsk, Theme } from './ask/themes.ts';
import { checkNeeded, checkWay, type Finding } from './conversation/check.ts';
import { Flow, type Flows } from './conversation/flow.ts';
import { checkLists, listsOf } from './conversation/lists.ts';
import { createModel, type Model } from './conversation/model.ts';
import { type Changes, changeSchema, overlay } from './conversation/overlay.ts';
import { checkRecordings, recordingKey } from './conversation/recording.ts';
import { checkTranslations } from './conversation/translations.ts';
import { ContentError, StartError } from './errors.ts';
import { Words } from './find/words.ts';
import { type Locales, readLocales, textsOfLocales } from './locales.ts';
import { once, whenAsked } from './once.ts';
import { checkContent, inPilot } from './pilot/check.ts';
import { Fact, Office, type Pilot, PilotFile, Service } from './pilot/pilot.ts';
import { readYaml } from './read.ts';
import { type RecordingFile, readRecordings } from './recordings.ts';
import { ROOT } from './root.ts';
import { checkOccupations } from './skills/check.ts';
import { Occupation } from './skills/occupation.ts';
import { createOccupations, type Occupations } from './skills/occupations.ts';

export interface Content {
  model: Model;
  pilots: Readonly<Record<string, Pilot>>;
  occupations: Occupations;
  /** Finds what people ask for in their own words. */
  ask: Ask;
  /** The findings of every rule, for an author to mend. Nothing is deployed while there are any. */
  check(): Finding[];
  /** Recorded texts, by the names of their files. */
  audio: ReadonlyMap<string, RecordingFile>;
}

/**
 * Reads `flows/` and `locales/` below `root`, for the pilots in `served` (all when absent); other texts can take the
 * place of those in `locales/`. Throws `ContentError`; the check too, and whatever needs a language first, since the
 * texts of each are read then.
 */
export function loadContent(
  root: string,
  served?: readonly string[],
  locales: Locales = readLocales(join(root, 'locales')),
): Content {
  const texts = textsOfLocales(locales);
  const folder = join(root, 'flows', 'pilots');
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  for (const name of served ?? []) {
    if (!names.includes(name)) throw new ContentError(`PILOTS names ${name}; there is ${names.join(', ')}`);
  }
  const chosen = served ?? names;
  const pilots = Object.fromEntries(chosen.map((name) => [name, loadPilot(join(folder, name), name)]));
  const base = loadFlows(join(root, 'flows', 'model'));
  const overlaid = chosen.map((name) => ({ name, ...overlay(base, loadChanges(join(folder, name))) }));
  const adapted = Object.fromEntries(overlaid.map(({ name, flows }) => [name, flows]));
  const { recordings, findings } = readRecordings(join(root, 'locales'), texts.languages);
  const spoken = new Map(recordings.map((each) => [recordingKey(each.language, each.flow, each.step), each]));
  const way = readYaml(join(root, 'flows', 'way.yaml'), z.array(z.string()));
  const model = createModel(texts, pilots, base, adapted, spoken, way);
  // What finds things by words is read by the first search, or by the check: most commands need none.
  const occupations = once(() => {
    const { list, words } = loadThings(join(root, 'flows', 'occupations'), Occupation);
    return { list, words, found: createOccupations(list, words, texts) };
  });
  const themes = once(() => {
    const { list, words } = loadThings(join(root, 'flows', 'ask'), Theme);
    return { list, words, found: createAsk(list, words, texts) };
  });
  return {
    model,
    pilots,
    get occupations() {
      return occupations().found;
    },
    get ask() {
      return themes().found;
    },
    check() {
      return [
        ...overlaid.flatMap(({ name, findings }) => inPilot(name, findings)),
        ...checkNeeded(base),
        ...checkWay(base, way),
        ...chosen
          .filter((name) => model.flowsOf(name) !== base || model.wayOf(name) !== way)
          .flatMap((name) =>
            inPilot(name, [...checkNeeded(model.flowsOf(name)), ...checkWay(model.flowsOf(name), model.wayOf(name))]),
          ),
        ...locales.findings,
        ...checkContent(model, pilots),
        ...Object.values(pilots).flatMap((pilot) => inPilot(pilot.pilot, checkLists(listsOf(model, pilot)))),
        ...checkOccupations(occupations().list, occupations().words, texts),
        ...checkThemes(themes().list, themes().words, texts, base),
        ...checkTranslations(texts, locales),
        ...findings,
        ...checkRecordings(
          recordings,
          chosen.map((name) => model.flowsOf(name)),
          texts,
        ),
      ];
    },
    audio: new Map(recordings.map((each) => [each.file, each])),
  };
}

/**
 * Reads flows and texts below `root`. Throws a `ContentError` when they cannot be read, a `StartError` when the check
 * has findings.
 */
export function deployableContent(root = ROOT, pilots?: readonly string[]): Content {
  const content = loadContent(root, pilots);
  refuseFindings(content);
  return content;
}

/** Checks flows and texts, which takes seconds. Throws a `StartError` when there are findings. */
export function refuseFindings(content: Pick<Content, 'check'>): void {
  const [first, ...others] = content.check();
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` (and ${others.length} more: npm run saputnik -- check)`;
  throw new StartError(`Flows or texts are broken: ${first.where} ${first.what}${more}`);
}

/**
 * A pilot that this instance serves. Throws a `RangeError` for any other name: with a default in its place, a person
 * would be told a wrong hour.
 */
export function pilotOf({ pilots }: Pick<Content, 'pilots'>, name: string): Pilot {
  const pilot = Object.hasOwn(pilots, name) ? pilots[name] : undefined;
  if (pilot === undefined) throw new RangeError(`the pilot ${name} is not served here`);
  return pilot;
}

/** The files in a pilot's folder that are not flows. */
export const PILOT_FILES: readonly string[] = ['pilot.yaml', 'facts.yaml', 'services.yaml', 'offices.yaml'];

function loadPilot(folder: string, name: string): Pilot {
  const pilot = readYaml(join(folder, 'pilot.yaml'), PilotFile);
  if (pilot.pilot !== name) throw new ContentError(`${folder}: pilot.yaml says ${pilot.pilot}`);
  return {
    ...pilot,
    facts: readYaml(join(folder, 'facts.yaml'), z.array(Fact)),
    services: readYaml(join(folder, 'services.yaml'), z.array(Service)),
    offices: readYaml(join(folder, 'offices.yaml'), z.array(Office)),
  };
}

/** The file in a folder of words that is no language: the things that the words mean. */
const LIST = 'list.yaml';

/** The words by which things are found, by language. A search needs three languages, and each takes a while to read. */
function loadWords(folder: string): Record<string, Words> {
  const files = yamlFiles(folder).filter((file) => file !== LIST);
  const tags = files.map((file) => basename(file, '.yaml'));
  return whenAsked(tags, (tag) => readYaml(join(folder, `${tag}.yaml`), Words));
}

/** The things of a folder that are found by words, and their words. */
const loadThings = <Thing>(folder: string, thing: z.ZodType<Thing>) => ({
  list: readYaml(join(folder, LIST), z.array(thing)),
  words: loadWords(folder),
});

function loadFlows(folder: string): Flows {
  const files = yamlFiles(folder);
  return Object.fromEntries(files.map((file) => [basename(file, '.yaml'), readYaml(join(folder, file), Flow)]));
}

function loadChanges(folder: string): Changes {
  const files = yamlFiles(folder).filter((file) => !PILOT_FILES.includes(file));
  const read = (path: string) => readYaml(path, changeSchema(readYaml(path, z.unknown())));
  return Object.fromEntries(files.map((file) => [basename(file, '.yaml'), read(join(folder, file))]));
}

const yamlFiles = (folder: string): string[] => readdirSync(folder).filter((file) => file.endsWith('.yaml'));
