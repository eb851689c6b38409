import { type Fact, NEEDS, type Pilot, STATUSES } from './pilot.ts';
import { withTopics } from './yaml.ts';

/**
 * Makes the folder of a new pilot from another pilot's. Facts about the other city are not copied: the controller and
 * its law, contacts, facts, services. A wrong number does harm.
 */

/** Marks a value that only the new pilot can know; no release goes out with it. */
const TO_FILL = 'TO FILL';
/** Follows a name that is not yet translated into its language. */
const TO_TRANSLATE = '(to translate)';

export const newPilotFile = (pilot: string, from: Pilot): string =>
  withTopics(
    `# The pilot ${pilot}, begun from ${from.pilot}. Every ${TO_FILL} is for its own people to fill; read everything else as well.
pilot: ${pilot}
# Whose public holidays the offices keep: the country (ISO 3166-1), and its region where that has its own.
country: ${from.country}${from.region === undefined ? '' : `\nregion: '${from.region}'`}
# The language of the employers, in which CVs are made.
host: ${from.host}
# The authority that answers for people's data, by its official name; pilots.json in locales/ has its name and its law for
# people, in each language.
controller:
  name: ${TO_FILL}
  state: U
# Where people write about their data, once the pilot has named an address: { value: data@example.org, state: U }
contact: null
# GDPR Art. 8(1): 16, where the country has set no lower age.
consentAge: { years: 16, state: U }
childProtection: null
notice: 1
zone: ${from.zone}
languages: [${from.languages.join(', ')}]
places: [${TO_FILL}]
targets: { people: 0, women: 0 }

# Without numbers here, the safety card names none but 112 of the European Union.
# emergency: { police: '112', fire: '112', ambulance: '112', state: U }

# Minutes are multiples of 5.
topics: []
`,
    from.topics,
  );

export const newFactsFile = (
  pilot: string,
  from: Pilot,
): string => `# Facts of the pilot ${pilot}: the first import. Questions and texts: locales/<lang>/${pilot}.json, under facts.
# state: V read in a source, O old or partial, U not read in a source, C sources contradict each other. Only V, and what a
# named person of the pilot has confirmed (saputnik facts confirm), is told; of all others, people get the question.
# for: ${STATUSES.join(', ')}; everybody where it is absent.
${newFacts(from)
  .map(
    ({ id, step, for: statuses }) =>
      `- id: ${id}\n  step: ${step}\n  for: [${(statuses ?? STATUSES).join(', ')}]\n  state: U`,
  )
  .join('\n')}
`;

/** The questions about the right to work, by status, are the same everywhere; their answers are not. */
export const newFacts = ({ facts }: Pilot): Fact[] => facts.filter(({ step }) => step === 'rights');

export const newServicesFile = (
  pilot: string,
): string => `# Services of the pilot ${pilot}: the first import. Names and offers are texts: locales/<lang>/${pilot}.json.
# state of each contact: V read in a source, O old or partial, U not read in a source, C sources contradict each other.
# Only V, and what a named person of the pilot has confirmed (saputnik facts confirm), is shown to people. helpline: true
# puts a service on the safety card, which shows the first three. audience: professionals keeps one from people.
# needs: ${NEEDS.join(', ')}. For example:
# - id: advice
#   needs: [legal-aid]
#   state: U
#   source: example.org
#   asOf: '2026'
#   contacts:
#     - { kind: phone, value: +000 00 000, state: U }
[]
`;

export const newOfficesFile = (
  pilot: string,
): string => `# Offices of the pilot ${pilot}: the first import. An address stays out until a member of the pilot's staff has confirmed it.
- id: info
  name: Info point
  place: ${TO_FILL}
  address: null
  demo: true
`;

/** The texts about a pilot in `pilots.json`, in the order of the file. */
export const PILOT_TEXTS = ['name', 'zone', 'controller', 'law', 'subsidiary'] as const;
export type PilotTexts = Record<(typeof PILOT_TEXTS)[number], string>;

/** The texts about a pilot, empty where `said` has none. */
export function textsAbout(pilot: string, said: (key: string) => string | undefined): PilotTexts {
  const of = (field: keyof PilotTexts) => said(`pilots:${pilot}.${field}`) ?? '';
  return {
    name: of('name'),
    zone: of('zone'),
    controller: of('controller'),
    law: of('law'),
    subsidiary: of('subsidiary'),
  };
}

/** The texts of a new pilot until they are translated: its name is its code, with a capital. */
export function newTexts(pilot: string, zone: string, isBridge: boolean): PilotTexts {
  const name = pilot.replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());
  const shown = isBridge ? name : `${name} ${TO_TRANSLATE}`;
  return { name: shown, zone, controller: TO_FILL, law: TO_FILL, subsidiary: TO_FILL };
}

/**
 * The fields and texts that must be filled in or translated before people may be served. `texts`: those about the pilot
 * in every language.
 */
export function unfilled(pilot: Pilot, texts: readonly PilotTexts[]): string[] {
  const fields = { controller: pilot.controller.name, places: pilot.places.join() };
  const open = Object.entries(fields).filter(([, text]) => text.includes(TO_FILL));
  const isOpen = (text: string) => text.includes(TO_FILL) || text.includes(TO_TRANSLATE);
  const untold = texts.flatMap((one) =>
    PILOT_TEXTS.filter((field) => isOpen(one[field])).map((field) => [field, one[field]]),
  );
  return [
    ...open.map(([field]) => `${pilot.pilot}: ${field} in pilot.yaml is still to be filled`),
    ...untold.map(([field, text]) => `${pilot.pilot}: ${field} "${text}" in pilots.json`),
  ];
}
