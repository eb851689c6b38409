import { changedSince, type Hashes, isConfirmed } from './confirmed.ts';
import { type PilotTexts, unfilled } from './new.ts';
import type { Confirmable, Fact, Office, Pilot, Service, State } from './pilot.ts';
import { factQuestion, factText, serviceName, serviceOffer } from './shown.ts';

/**
 * The kinds of what a person of the pilot must confirm. The database holds facts and services; the folder holds all
 * others.
 */
export const FACT_KINDS = [
  'facts',
  'services',
  'emergency',
  'controller',
  'contact',
  'consentAge',
  'childProtection',
  'offices',
] as const;
type FactKind = (typeof FACT_KINDS)[number];

type Standing = { [K in keyof Confirmable]?: Confirmable[K] | undefined } & Pick<Fact, 'confirmedTexts'>;

/** Something that people are told and that a person of the pilot must confirm. */
export interface ToConfirm extends Standing {
  /** `serbia/services/apc`, `serbia/emergency`. */
  id: string;
  kind: FactKind;
  /** Its name within its kind; empty where the kind has only one. */
  name: string;
  /** The text to be confirmed, line by line; empty where there is nothing to confirm yet. */
  value: string[];
  /** The hashes of its texts as they are now; empty where none belongs to the confirmation. */
  hashes: Hashes;
  /** The contacts of a service that its last confirmation did not include. */
  others: string[];
}

/** The texts that belong to a confirmation. */
export interface Saying {
  /** The text of a key in the first language, for the person who confirms it. */
  said: (key: string) => string | undefined;
  /** The hash of these texts together, by language; only languages that have them. */
  hashes: (keys: readonly string[]) => Hashes;
}

/** The keys of the texts that are confirmed with a fact. */
export const textsOfFact = (pilot: string, id: string) => [factQuestion(pilot, id), factText(pilot, id)] as const;

/** The keys of the texts that are confirmed with a service. */
export const textsOfService = (pilot: string, id: string) => [serviceName(pilot, id), serviceOffer(pilot, id)] as const;

/** All of a pilot that must be confirmed. `facts`, `services` and `offices` are as the instance holds them. */
export function factsOf(
  pilot: Pilot,
  { facts, services, offices }: Pick<Pilot, 'facts' | 'services' | 'offices'>,
  { said, hashes }: Saying,
): ToConfirm[] {
  const { pilot: name, emergency, controller, contact, consentAge, childProtection } = pilot;
  const one = (
    kind: FactKind,
    of: string,
    value: string[],
    stands: Standing,
    keys: readonly string[] = [],
    others: string[] = [],
  ): ToConfirm => {
    const { state, asOf, source, confirmedBy, confirmedOn, confirmedTexts } = stands;
    const id = [name, kind, of].filter((part) => part !== '').join('/');
    return {
      id,
      kind,
      name: of,
      value,
      state,
      asOf,
      source,
      confirmedBy,
      confirmedOn,
      confirmedTexts,
      hashes: hashes(keys),
      others,
    };
  };
  return [
    one('emergency', '', emergencyLines(emergency), emergency ?? {}),
    one('controller', '', [controller.name], controller),
    one('contact', '', contact === null ? [] : [contact.value], contact ?? {}),
    one('consentAge', '', [`consent from ${consentAge.years} years on`], consentAge),
    one('childProtection', '', childProtection === null ? [] : [childProtection.value], childProtection ?? {}),
    ...facts.map((fact) => {
      const keys = textsOfFact(name, fact.id);
      const [question, text] = keys.map(said);
      const value = text === undefined ? [] : [question ?? fact.id, text];
      return one('facts', fact.id, value, fact, keys);
    }),
    ...services.filter(isOffered).map((service) => {
      const keys = textsOfService(name, service.id);
      const [title, offer] = keys.map((key) => said(key) ?? service.id);
      const { contacts, confirmedOn } = service;
      const others = contacts.filter((contact) => contact.confirmedOn !== confirmedOn).map(({ value }) => value);
      return one('services', service.id, [`${title}: ${offer}`, ...contactLines(service)], service, keys, others);
    }),
    ...offices.filter(isReal).map((each) => one('offices', each.id, each.address === null ? [] : [each.address], each)),
  ];
}

/** Whether a pilot still offers a service. */
export const isOffered = ({ ended }: Pick<Service, 'ended'>): boolean => ended === undefined;

const isReal = (office: Office): boolean => office.demo !== true;

const emergencyLines = (numbers: Pilot['emergency']): string[] =>
  numbers === undefined ? [] : [`police ${numbers.police}`, `fire ${numbers.fire}`, `ambulance ${numbers.ambulance}`];

const contactLines = ({ contacts }: Service): string[] =>
  contacts.map(({ kind, value, state }) => `${kind} ${value}${state === 'V' ? '' : ` (${state}: ${STATES[state]})`}`);

const STATES: Record<State, string> = {
  V: 'read in a source',
  O: 'old or partial',
  U: 'not read in a source',
  C: 'sources contradict each other',
};

/** A reason why a fact needs to be confirmed. */
export type Reason =
  | { why: 'untexted'; by: string }
  | { why: 'changed'; on: string; languages: string[] }
  | { why: 'others'; values: string[] }
  | { why: 'nothing' }
  | { why: 'never' }
  | { why: 'over'; by: string; on: string }
  | { why: 'state'; state: Exclude<State, 'V'> }
  | { why: 'source' };

/** Why a fact needs to be confirmed on this day (ISO), the main reason first; none where it is confirmed. */
export function reasonsPending(fact: ToConfirm, day: string): Reason[] {
  const { state, confirmedBy: by, confirmedOn: on } = fact;
  if (isConfirmed(fact, day)) {
    const languages = changedSince(fact, fact.hashes);
    if (fact.kind === 'facts' && fact.confirmedTexts === undefined) return [{ why: 'untexted', by: fact.confirmedBy }];
    return [
      ...(languages.length > 0 ? [{ why: 'changed' as const, on: fact.confirmedOn, languages }] : []),
      ...(fact.others.length > 0 ? [{ why: 'others' as const, values: fact.others }] : []),
    ];
  }
  const isNamed = by !== undefined && on !== undefined;
  const first: Reason =
    fact.value.length === 0 ? { why: 'nothing' } : isNamed ? { why: 'over', by, on } : { why: 'never' };
  return [
    first,
    ...(state === undefined || state === 'V' ? [] : [{ why: 'state' as const, state }]),
    ...(isOld(fact, day) ? [{ why: 'source' as const }] : []),
  ];
}

/** Why a fact needs to be confirmed on this day (ISO), for the command line; null where it is confirmed. */
export function whyPending(fact: ToConfirm, day: string): string | null {
  const reasons = reasonsPending(fact, day);
  return reasons.length === 0 ? null : reasons.map(inWords).join('; ');
}

function inWords(reason: Reason): string {
  switch (reason.why) {
    case 'untexted':
      return `confirmed by ${reason.by}, but not which text`;
    case 'changed':
      return `outdated: the text has changed since ${reason.on} in ${reason.languages.join(', ')}`;
    case 'others':
      return `not in the last confirmation: ${reason.values.join(', ')}`;
    case 'nothing':
      return 'nothing there to confirm yet';
    case 'never':
      return 'never confirmed';
    case 'over':
      return `confirmed by ${reason.by} on ${reason.on}, which is not within six months`;
    case 'state':
      return `${reason.state}: ${STATES[reason.state]}`;
    case 'source':
      return 'outdated: the source is older than twelve months';
  }
}

/** Whether the year of a source ended more than twelve months before this day (ISO). */
const isOld = ({ asOf }: Pick<ToConfirm, 'asOf'>, day: string): boolean =>
  asOf !== undefined && /^\d{4}$/.test(asOf) && Number(asOf) + 1 < Number(day.slice(0, 4));

/** Something that must be mended before people are served. */
export interface Lack {
  /** A field or text about the pilot that is not filled in, or a number of the safety card that nobody has confirmed. */
  of: 'filled' | 'safety';
  /** It, and how to mend it, in lines for the command line. */
  lines: string[];
}

/**
 * What a pilot lacks before people are served: a person in danger must not get a number that no named person has tried.
 * `services`, `facts`: as the instance holds them. `texts`: those about the pilot in every language. `day`: ISO.
 */
export function lacksOf(
  pilot: Pilot,
  services: readonly Service[],
  facts: readonly ToConfirm[],
  texts: readonly PilotTexts[],
  day: string,
): Lack[] {
  const open = [...new Set(unfilled(pilot, texts))].map((line): Lack => ({ of: 'filled', lines: [line] }));
  const noLine: Lack = { of: 'safety', lines: [`${pilot.pilot}: no service is a helpline`] };
  const pending = safetyFacts(facts, services).flatMap((fact): Lack[] => {
    const why = whyPending(fact, day);
    const how = `    npm run saputnik -- facts confirm ${fact.id} --by NAME`;
    return why === null ? [] : [{ of: 'safety', lines: [...describeFact(fact, why), how] }];
  });
  return [...open, ...(services.some((one) => one.helpline && isOffered(one)) ? [] : [noLine]), ...pending];
}

/** The facts without which no person may be served: the numbers of the safety card. */
export function safetyFacts(facts: readonly ToConfirm[], services: readonly Service[]): ToConfirm[] {
  const helplines = new Set(services.filter((one) => one.helpline === true).map(({ id }) => id));
  return facts.filter(({ kind, name }) => kind === 'emergency' || (kind === 'services' && helplines.has(name)));
}

/**
 * Describes a fact in lines for the person who confirms it: its id, its text, its source, and why it needs to be
 * confirmed.
 */
export function describeFact(fact: ToConfirm, why: string): string[] {
  const from = [fact.source, fact.asOf].filter((part) => part !== undefined).join(', ');
  const source = from === '' ? 'no source' : `source: ${from}`;
  return [
    fact.id,
    ...fact.value.map((line) => `    ${line}`),
    `    (${source}; state ${fact.state ?? 'none'}; ${why})`,
  ];
}
