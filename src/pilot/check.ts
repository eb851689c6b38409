import { checkFlows, checkLanguages, type Finding } from '../conversation/check.ts';
import { checkNames } from '../conversation/check-names.ts';
import { LIMITS } from '../conversation/check-texts.ts';
import { variablesOf } from '../conversation/check-together.ts';
import type { Model } from '../conversation/model.ts';
import { OFFER_QUESTIONS } from '../conversation/offer.ts';
import { ownKey, stepsOf, textKeys } from '../conversation/step-texts.ts';
import type { TextKey } from '../text/keys.ts';
import { checkLengths } from './check-length.ts';
import { textsOfService } from './facts.ts';
import type { Pilot } from './pilot.ts';
import { factQuestion, factText } from './shown.ts';

/** Applies every rule of the check to the model, and to the adapted flows of each pilot. */
export function checkContent(model: Model, pilots: Readonly<Record<string, Pilot>>): Finding[] {
  const { texts } = model;
  const base = model.flowsOf(null);
  const names = Object.keys(pilots);
  const [reference] = texts.languages;
  // A key that belongs to no flow: a text of the program (`TextKey` holds the program against the first language), or
  // of a pilot that is not served here.
  const isElsewhere = (key: string) =>
    !Object.hasOwn(base, key.split(':', 1).join()) && !names.some((pilot) => key.startsWith(ownKey(pilot, '')));
  const fixed = [
    ...Object.values(pilots).flatMap((pilot) => [...textsOfFacts(pilot), ...ownTexts(model, pilot.pilot)]),
    ...textsOfWay(model, names),
    ...texts.keys(reference?.tag ?? '').filter(isElsewhere),
  ];
  const templates = Object.values(pilots).flatMap((pilot) => checkTemplates(model, pilot));
  const lengths = checkLengths(model, Object.values(pilots));
  const ofNames = namesOffered(model, pilots).flatMap(({ keys, most }) => checkNames(texts, keys, most));
  const rows = Object.values(pilots).flatMap((pilot) => inPilot(pilot.pilot, checkRows(model, pilot)));
  const ofModel = [...checkFlows(base, texts), ...checkLanguages([base], texts, fixed)];
  const known = new Set(ofModel.map(told));
  const ofPilots = names.flatMap((pilot) => {
    const flows = model.flowsOf(pilot);
    // A pilot that changes nothing has the findings of the model.
    const isChanged = [...Object.keys(base), ...Object.keys(flows)].some((flow) => flows[flow] !== base[flow]);
    if (!isChanged && ownTexts(model, pilot).length === 0) return [];
    const found = checkFlows(flows, texts, (key) => model.textKey(pilot, key));
    return inPilot(
      pilot,
      found.filter((finding) => !known.has(told(finding))),
    );
  });
  return [
    ...new Map(
      [...ofModel, ...ofPilots, ...templates, ...ofNames, ...rows, ...lengths].map((finding) => [
        told(finding),
        finding,
      ]),
    ).values(),
  ];
}

/** The mark before a step that is done, or is next, with its space, and the mark of direction before it. */
const MARK = 3;

/** The keys of names that are offered together, as rows of one list, and the most characters of each. */
function namesOffered(model: Model, pilots: Readonly<Record<string, Pilot>>): { keys: TextKey[]; most: number }[] {
  const named = (keys: TextKey[], most: number = LIMITS.rowLabel) => ({ keys, most });
  return [
    named(Object.keys(pilots).map((pilot) => `pilots:${pilot}.name` as const)),
    ...Object.values(pilots).flatMap(({ pilot, topics, services }) => [
      named(topics.map(({ id }) => `topics:${id}` as const)),
      named(services.map(({ id }) => `${pilot}:services.${id}.name` as const)),
      named(
        model.wayOf(pilot).map((step) => `steps:${step}` as const),
        LIMITS.rowLabel - MARK,
      ),
    ]),
  ];
}

/** Checks that facts and services belong to steps of the pilot's way, and that no two facts have one name. */
function checkRows(model: Model, { pilot, facts, services }: Pilot): Finding[] {
  const way = model.wayOf(pilot);
  const stray = (where: string, steps: readonly string[]) =>
    steps.filter((step) => !way.includes(step)).map((step) => ({ where, what: `the way has no step ${step}` }));
  const ids = facts.map(({ id }) => id);
  return [
    ...facts.flatMap(({ id, step }) => stray(`facts/${id}`, [step])),
    ...services.flatMap(({ id, errands = [] }) => stray(`services/${id}`, errands)),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => ({ where: `facts/${id}`, what: 'is there twice' })),
  ];
}

/**
 * Checks that each template replaces the text of a `say` step, in languages that the pilot offers, with variables that
 * are set in its flow.
 */
function checkTemplates(model: Model, { pilot, languages, templates = {} }: Pilot): Finding[] {
  const flows = model.flowsOf(pilot);
  return Object.entries(templates).flatMap(([name, template]) => {
    const [flowName = '', step = ''] = name.split('.');
    const flow = flows[flowName];
    const found: string[] = [];
    if (flow?.steps[step]?.kind !== 'say') found.push('stands for no step that says something');
    const known = flow === undefined ? new Set<string>() : variablesOf(flow, flows);
    found.push(...template.parameters.filter((each) => !known.has(each)).map((each) => `${each} is never set`));
    const spoken = Object.keys(template.languages);
    found.push(...spoken.filter((tag) => !languages.includes(tag)).map((tag) => `the pilot does not offer ${tag}`));
    return found.map((what) => ({ where: `${pilot}: template ${name}`, what }));
  });
}

/** The keys of the steps' names, of the next actions to which they lead, and of the questions for an employer. */
function textsOfWay(model: Model, pilots: readonly string[]): string[] {
  const sets = [null, ...pilots];
  const steps = sets.flatMap((pilot) => stepsOf(model.flowsOf(pilot)).map(({ step }) => step));
  const errands = steps.flatMap((step) => (step.kind === 'call' ? (step.with?.errand ?? []) : []));
  const weighs = steps.some((step) => step.kind === 'do' && step.action === 'offer.weigh');
  return [
    ...sets.flatMap((pilot) => model.wayOf(pilot).map((step) => `steps:${step}`)),
    ...errands.map((errand) => `errands:${errand}`),
    ...(weighs ? OFFER_QUESTIONS.map((question) => `offers:${question}`) : []),
  ];
}

const told = ({ where, what }: Finding): string => `${where} ${what}`;

/** The findings, each with the pilot's name before its place. */
export const inPilot = (pilot: string, found: readonly Finding[]): Finding[] =>
  found.map(({ where, what }) => ({ where: `${pilot}: ${where}`, what }));

/** The keys of the texts of a pilot's flows that are in its own folder. */
const ownTexts = (model: Model, pilot: string): string[] =>
  textKeys(model.flowsOf(pilot), (key) => model.textKey(pilot, key)).filter((key) => key.startsWith(`${pilot}:`));

/** The keys of the texts about a pilot that belong to no flow. */
const textsOfFacts = ({ pilot, topics, services, facts }: Pilot): string[] => [
  `pilots:${pilot}.name`,
  `pilots:${pilot}.zone`,
  `pilots:${pilot}.controller`,
  `pilots:${pilot}.law`,
  `pilots:${pilot}.subsidiary`,
  ...topics.map(({ id }) => `topics:${id}`),
  ...services.flatMap(({ id }) => textsOfService(pilot, id)),
  ...facts.flatMap(({ id, state, confirmedOn }) => [
    factQuestion(pilot, id),
    ...(state !== 'U' || confirmedOn !== undefined ? [factText(pilot, id)] : []),
  ]),
];
