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
    ...services.map((service) => {
      const keys = textsOfService(name, service.id);
      const [title, offer] = keys.map((key) => said(key) ?? service.id);
      return one('services', service.id, [`${title}: ${offer}`, ...contactLines(service)], service, keys);
    }),
    ...offices.filter(isReal).map((each) => one('offices', each.id, each.address === null ? [] : [each.address], each)),
  ];
}

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

/** Why a fact needs to be confirmed on this day (ISO); null where it is confirmed. */
export function whyPending(fact: ToConfirm, day: string): string | null {
  const { state, confirmedBy, confirmedOn } = fact;
  const changed = changedSince(fact, fact.hashes);
  const isNoted = fact.kind !== 'facts' || fact.confirmedTexts !== undefined;
  if (isConfirmed(fact, day) && !isNoted) return `confirmed by ${confirmedBy}, but not which text`;
  if (isConfirmed(fact, day))
    return changed.length === 0 ? null : `outdated: the text has changed since ${confirmedOn} in ${changed.join(', ')}`;
  const more = [
    ...(state === undefined || state === 'V' ? [] : [`${state}: ${STATES[state]}`]),
    ...(isOld(fact, day) ? ['outdated: the source is older than twelve months'] : []),
  ].map((reason) => `; ${reason}`);
  if (fact.value.length === 0) return ['nothing there to confirm yet', ...more].join('');
  if (confirmedBy === undefined || confirmedOn === undefined) return ['never confirmed', ...more].join('');
  return [`confirmed by ${confirmedBy} on ${confirmedOn}, which is not within six months`, ...more].join('');
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
  return [...open, ...(services.some((one) => one.helpline) ? [] : [noLine]), ...pending];
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
