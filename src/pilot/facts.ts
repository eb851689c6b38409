import { isConfirmed } from './confirmed.ts';
import type { Confirmable, Office, Pilot, Service, State } from './pilot.ts';

/**
 * The kinds of facts that a person of the pilot must confirm. The database holds services; the folder holds all others.
 */
export const FACT_KINDS = ['services', 'rights', 'emergency', 'controller', 'contact', 'offices'] as const;
type FactKind = (typeof FACT_KINDS)[number];

type Standing = { [K in keyof Confirmable]?: Confirmable[K] | undefined };

/** A fact that is told to people and that a person of the pilot must confirm. */
export interface Fact extends Standing {
  /** `serbia/services/apc`, `serbia/emergency`. */
  id: string;
  kind: FactKind;
  /** The fact's name within its kind; empty where the kind has only one fact. */
  name: string;
  /** The text to be confirmed, line by line; empty where there is nothing to confirm yet. */
  value: string[];
}

/**
 * Every fact of a pilot. `services` and `offices` are as the instance holds them; `said` returns the text of a key, for
 * the person who confirms it.
 */
export function factsOf(
  pilot: Pilot,
  { services, offices }: Pick<Pilot, 'services' | 'offices'>,
  said: (key: string) => string | undefined,
): Fact[] {
  const { pilot: name, rights, emergency, controller, contact } = pilot;
  const fact = (kind: FactKind, of: string, value: string[], stands: Standing): Fact => {
    const { state, asOf, source, confirmedBy, confirmedOn } = stands;
    const id = [name, kind, of].filter((part) => part !== '').join('/');
    return { id, kind, name: of, value, state, asOf, source, confirmedBy, confirmedOn };
  };
  return [
    fact('emergency', '', emergencyLines(emergency), emergency ?? {}),
    fact('controller', '', [controller.name], controller),
    fact('contact', '', contact === null ? [] : [contact.value], contact ?? {}),
    ...Object.entries(rights).map(([status, row]) =>
      fact('rights', status, [said(`${name}:rights.${status}`) ?? []].flat(), row),
    ),
    ...services.map((one) => {
      const [title, offer] = ['name', 'offer'].map((part) => said(`${name}:services.${one.id}.${part}`) ?? one.id);
      return fact('services', one.id, [`${title}: ${offer}`, ...contactLines(one)], one);
    }),
    ...offices.filter(isReal).map((one) => fact('offices', one.id, one.address === null ? [] : [one.address], one)),
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
export function whyPending(fact: Fact, day: string): string | null {
  if (isConfirmed(fact, day)) return null;
  const state = fact.state === undefined || fact.state === 'V' ? '' : `; ${fact.state}: ${STATES[fact.state]}`;
  if (fact.value.length === 0) return `nothing there to confirm yet${state}`;
  if (fact.confirmedBy === undefined || fact.confirmedOn === undefined) return `never confirmed${state}`;
  return `confirmed by ${fact.confirmedBy} on ${fact.confirmedOn}, which is not within six months${state}`;
}

/** The facts without which no person may be served: the numbers of the safety card. */
export function safetyFacts(facts: readonly Fact[], services: readonly Service[]): Fact[] {
  const helplines = new Set(services.filter((one) => one.helpline === true).map(({ id }) => id));
  return facts.filter(({ kind, name }) => kind === 'emergency' || (kind === 'services' && helplines.has(name)));
}

/**
 * Describes a fact in lines for the person who confirms it: its id, its text, its source, and why it needs to be
 * confirmed.
 */
export function describeFact(fact: Fact, why: string): string[] {
  const from = [fact.source, fact.asOf].filter((part) => part !== undefined).join(', ');
  const source = from === '' ? 'no source' : `source: ${from}`;
  return [
    fact.id,
    ...fact.value.map((line) => `    ${line}`),
    `    (${source}; state ${fact.state ?? 'none'}; ${why})`,
  ];
}
