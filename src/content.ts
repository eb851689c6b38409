import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { COMMON_TEXTS, checkFlows, checkLanguages, type Finding } from './conversation/check.ts';
import { Flow, type Flows } from './conversation/flow.ts';
import { createModel, type Model } from './conversation/model.ts';
import { type Language, makeTexts, type Texts } from './text/texts.ts';

/** V read in a source, O old or partial, U not read in a source. Only V is told to people as published. */
const State = z.enum(['V', 'O', 'U']);
const code = z.string().regex(/^[a-z][a-z0-9-]*$/);
const minutes = z.int().min(0).multipleOf(5);

const Confirmation = {
  state: State,
  /** The year of the source; absent where it has none. */
  asOf: z.string().optional(),
  source: z.string().optional(),
  /** Only a named person of the pilot fills these. */
  confirmedBy: z.string().optional(),
  confirmedOn: z.iso.date().optional(),
};

export const Service = z.strictObject({
  id: code,
  /** Belongs on the safety card. */
  helpline: z.literal(true).optional(),
  ...Confirmation,
  contacts: z.array(
    z.strictObject({ kind: z.enum(['address', 'phone', 'mail', 'link']), value: z.string(), state: State }),
  ),
});
export type Service = z.infer<typeof Service>;

const Office = z.strictObject({
  id: code,
  name: z.string(),
  place: z.string(),
  address: z.string().nullable(),
  /** Exists in the demonstration only. */
  demo: z.literal(true).optional(),
});

const Pilot = z.strictObject({
  pilot: code,
  controller: z.string(),
  law: z.string(),
  contact: z.string().nullable(),
  notice: z.int().min(1),
  zone: z.string().refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone), 'not an IANA zone'),
  languages: z.array(z.string()).min(1),
  places: z.array(z.string()).min(1),
  targets: z.strictObject({ people: z.int(), women: z.int() }),
  rights: z.record(code, z.strictObject(Confirmation)),
  emergency: z.strictObject({ police: z.string(), fire: z.string(), ambulance: z.string() }).optional(),
  topics: z.array(
    z.strictObject({
      id: code,
      minutes: minutes.min(5),
      gap: minutes,
      noticeMinutes: z.int().min(0),
      horizonDays: z.int().min(1).max(90),
    }),
  ),
});

/** A pilot as its folder describes it. */
export type Pilot = z.infer<typeof Pilot> & { services: Service[]; offices: z.infer<typeof Office>[] };

export interface Content {
  model: Model;
  pilots: Readonly<Record<string, Pilot>>;
  /** What an author should mend; nothing is deployed while there is something. */
  findings: Finding[];
}

/** A file of `flows/` or `locales/` that cannot be read as what it should be. */
export class ContentError extends Error {
  override name = 'ContentError';
}

/** Reads `flows/` and `locales/` below `root`, serving these pilots (all where none is named). Throws `ContentError`. */
export function loadContent(root: string, served?: readonly string[]): Content {
  const texts = loadTexts(join(root, 'locales'));
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
  const overlays = Object.fromEntries(chosen.map((name) => [name, loadFlows(join(folder, name), NOT_FLOWS)]));
  const model = createModel(texts, pilots, base, overlays);
  return { model, pilots, findings: check(model, pilots) };
}

const NOT_FLOWS = ['pilot.yaml', 'services.yaml', 'offices.yaml'];

function loadPilot(folder: string, name: string): Pilot {
  const pilot = readYaml(join(folder, 'pilot.yaml'), Pilot);
  if (pilot.pilot !== name) throw new ContentError(`${folder}: pilot.yaml says ${pilot.pilot}`);
  return {
    ...pilot,
    services: readYaml(join(folder, 'services.yaml'), z.array(Service)),
    offices: readYaml(join(folder, 'offices.yaml'), z.array(Office)),
  };
}

function loadFlows(folder: string, except: readonly string[] = []): Flows {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml') && !except.includes(file));
  return Object.fromEntries(files.map((file) => [basename(file, '.yaml'), readYaml(join(folder, file), Flow)]));
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

function loadTexts(folder: string): Texts {
  const languages = readYaml(join(folder, 'languages.yaml'), Languages) as Language[];
  const resources: Record<string, Record<string, unknown>> = {};
  for (const { tag, derivedFrom } of languages) {
    if (derivedFrom !== undefined) continue;
    const files = readdirSync(join(folder, tag)).filter((file) => file.endsWith('.json'));
    resources[tag] = Object.fromEntries(
      files.map((file) => [basename(file, '.json'), readJson(join(folder, tag, file))]),
    );
  }
  return makeTexts(languages, resources);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ContentError(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

function readYaml<T>(file: string, schema: z.ZodType<T>): T {
  let data: unknown;
  try {
    data = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ContentError(`${file}: ${error instanceof Error ? error.message : error}`);
  }
  const read = schema.safeParse(data);
  if (!read.success) throw new ContentError(`${file}: ${z.prettifyError(read.error)}`);
  return read.data;
}

/** Every rule of the check, over what is served. */
function check(model: Model, pilots: Record<string, Pilot>): Finding[] {
  const flowSets = [null, ...Object.keys(pilots)].map((pilot) => model.flowsOf(pilot));
  const flowNames = new Set(flowSets.flatMap((flows) => Object.keys(flows)));
  const [reference] = model.texts.languages;
  const others = model.texts.keys(reference?.tag ?? '').filter((key) => !flowNames.has(key.split(':')[0] ?? ''));
  const named = Object.values(pilots).flatMap((pilot) => [
    `pilots:${pilot.pilot}.name`,
    `pilots:${pilot.pilot}.zone`,
    ...pilot.topics.map((topic) => `topics:${topic.id}`),
    ...pilot.services.flatMap(({ id }) => [
      `${pilot.pilot}:services.${id}.name`,
      `${pilot.pilot}:services.${id}.offer`,
    ]),
    ...Object.entries(pilot.rights).flatMap(([status, { state }]) =>
      state === 'V' ? [`${pilot.pilot}:rights.${status}`] : [],
    ),
  ]);
  const found = flowSets.flatMap((flows) => checkFlows(flows, model.texts));
  const fixed = [...COMMON_TEXTS.map((name) => `common:${name}`), ...named, ...others];
  const unique = new Map(
    [...found, ...checkLanguages(flowSets, model.texts, fixed)].map((f) => [`${f.where} ${f.what}`, f]),
  );
  return [...unique.values()];
}
