import { type AskStep, type Flow, type Flows, optionsOf } from '../conversation/flow.ts';
import type { Model } from '../conversation/model.ts';
import { textKeys } from '../conversation/step-texts.ts';
import type { Confirmable, Pilot } from './pilot.ts';
import { isSame } from './plan.ts';
import { factQuestion } from './shown.ts';

/**
 * The plan of adaptation, as Markdown: the differences between a pilot and the model. Texts are in the first language.
 */
export function compare(pilot: Pilot, model: Model): string {
  const texts = model.texts;
  const language = texts.languages[0]?.tag ?? '';
  const said = (key: string) => texts.raw(language, key) ?? '';
  const base = model.flowsOf(null);
  const own = model.flowsOf(pilot.pilot);
  return [
    `# ${said(`pilots:${pilot.pilot}.name`)}: what this pilot adapts`,
    section('The pilot', facts(pilot, said)),
    section('Topics', table(['topic', 'minutes', 'gap', 'notice (minutes)', 'horizon (days)'], topics(pilot, said))),
    section('Services', table(['service', 'state', 'source', 'contacts', 'confirmed'], services(pilot, said))),
    section('The way to work', list(wayChanges(model, pilot.pilot), 'As in the model.')),
    section('Facts', table(['step', 'question', 'for', 'state', 'source', 'confirmed'], factRows(pilot, said))),
    section('Flows', list(flowChanges(base, own), 'As in the model.')),
    section('Texts', table(['text', 'model', 'this pilot'], wording(pilot.pilot, model, said), 'As in the model.')),
  ].join('\n\n');
}

type Said = (key: string) => string;

const section = (title: string, body: string): string => `## ${title}\n\n${body}`;

const list = (items: readonly string[], none: string): string =>
  items.length === 0 ? none : items.map((item) => `- ${item}`).join('\n');

function table(head: readonly string[], rows: readonly string[][], none = 'None.'): string {
  if (rows.length === 0) return none;
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', '<br>');

const facts = (pilot: Pilot, said: Said): string =>
  list(
    [
      `Controller: ${pilot.controller.name} (${standing(pilot.controller)})`,
      `Law: ${said(`pilots:${pilot.pilot}.law`)}`,
      `Contact for one's data: ${pilot.contact?.value ?? '(none named)'}`,
      `Zone: ${pilot.zone}`,
      `Languages: ${pilot.languages.join(', ')}`,
      `Places: ${pilot.places.join(', ')}`,
      `Targets: ${pilot.targets.people} people, ${pilot.targets.women} of them women`,
      `Emergency: ${emergency(pilot)}`,
      `Offices: ${pilot.offices.map(({ name, demo }) => (demo ? `${name} (demonstration)` : name)).join(', ') || '(none)'}`,
    ],
    '',
  );

function emergency({ emergency: numbers }: Pilot): string {
  if (numbers === undefined) return '(none)';
  const { police, fire, ambulance } = numbers;
  return `police ${police}, fire ${fire}, ambulance ${ambulance} (${standing(numbers)})`;
}

const confirmed = ({
  confirmedBy,
  confirmedOn,
}: {
  confirmedBy?: string | undefined;
  confirmedOn?: string | undefined;
}) => (confirmedOn === undefined ? '' : `${confirmedOn}, ${confirmedBy}`);

const standing = (fact: Confirmable): string => `state ${fact.state}, ${confirmed(fact) || 'not confirmed'}`;

const topics = (pilot: Pilot, said: Said): string[][] =>
  pilot.topics.map(({ id, minutes, gap, noticeMinutes, horizonDays }) => [
    said(`topics:${id}`),
    ...[minutes, gap, noticeMinutes, horizonDays].map(String),
  ]);

/** One row for each service, the surest state first. */
const services = ({ pilot, services }: Pilot, said: Said): string[][] =>
  [...services]
    .sort((a, b) => 'VOUC'.indexOf(a.state) - 'VOUC'.indexOf(b.state))
    .map((one) => [
      `${said(`${pilot}:services.${one.id}.name`)}${one.helpline ? ' (helpline)' : ''}`,
      one.state,
      [one.source, one.asOf].filter((part) => part !== undefined).join(', '),
      one.contacts.map(({ value, state }) => `${value} (${state})`).join(', '),
      confirmed(one),
    ]);

const factRows = ({ pilot, facts }: Pilot, said: Said): string[][] =>
  facts.map((one) => [
    one.step,
    said(factQuestion(pilot, one.id)),
    one.for?.join(', ') ?? 'everybody',
    one.state,
    [one.source, one.asOf].filter((part) => part !== undefined).join(', '),
    confirmed(one),
  ]);

/** The steps of the way that a pilot adds or leaves out, and its order where that is another. */
function wayChanges(model: Model, pilot: string): string[] {
  const [was, is] = [model.wayOf(null), model.wayOf(pilot)];
  const added = is.filter((step) => !was.includes(step));
  const kept = is.filter((step) => was.includes(step));
  const isReordered = kept.join() !== was.filter((step) => is.includes(step)).join();
  return [
    ...added.map((step) => `the step \`${step}\` is added`),
    ...was.filter((step) => !is.includes(step)).map((step) => `the step \`${step}\` is left out`),
    ...(isReordered ? [`the order is ${is.join(', ')}`] : []),
  ];
}

/** The differences between the flows, step by step and option by option. */
function flowChanges(base: Flows, own: Flows): string[] {
  const names = [...new Set([...Object.keys(base), ...Object.keys(own)])].sort();
  return names.flatMap((name) => {
    const [was, is] = [base[name], own[name]];
    if (was === undefined) return [`flow \`${name}\` is added`];
    if (is === undefined) return [`flow \`${name}\` is left out`];
    return stepChanges(was, is);
  });
}

function stepChanges(was: Flow, is: Flow): string[] {
  const found: string[] = [];
  const { steps: old, ...header } = was;
  const { steps, ...ownHeader } = is;
  if (!isSame(header, ownHeader)) found.push(`flow \`${was.flow}\` begins in another way`);
  for (const id of new Set([...Object.keys(old), ...Object.keys(steps)])) {
    const name = `\`${was.flow}:${id}\``;
    const [before, now] = [old[id], steps[id]];
    if (before === undefined) found.push(`step ${name} is added`);
    else if (now === undefined) found.push(`step ${name} is left out`);
    else if (isSame(before, now)) continue;
    else if (before.kind === 'ask' && now.kind === 'ask' && isSame(bare(before), bare(now)))
      found.push(...optionChanges(name, before, now));
    else found.push(`step ${name} is replaced`);
  }
  return found;
}

const bare = ({ options: _, ...rest }: AskStep) => rest;

function optionChanges(name: string, before: AskStep, now: AskStep): string[] {
  const [was, is] = [before, now].map((step) => new Map(optionsOf(step).map(({ id, next }) => [id, next])));
  const found: string[] = [];
  for (const [id, next] of is ?? []) {
    const old = was?.get(id);
    if (old === undefined) found.push(`${name} offers \`${id}\` as well, which leads to \`${next}\``);
    else if (old !== next) found.push(`the option \`${id}\` of ${name} leads to \`${next}\` instead of \`${old}\``);
  }
  for (const id of was?.keys() ?? []) if (!is?.has(id)) found.push(`${name} does not offer \`${id}\``);
  return found;
}

/** The texts in the pilot's own folder, each beside the model's text where there is one. */
const wording = (pilot: string, model: Model, said: Said): string[][] =>
  textKeys(model.flowsOf(pilot)).flatMap((key) => {
    const own = model.textKey(pilot, key);
    return own === key ? [] : [[key, said(key), said(own)]];
  });
