import type { Pilot } from './pilot.ts';
import { withTopics } from './yaml.ts';

/**
 * Makes the folder of a new pilot from another pilot's. Facts about the other city are not copied: the controller and
 * its law, contacts, the right to work, services. A wrong number does harm.
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
controller: ${TO_FILL}
law: ${TO_FILL}
# Where people write about their data, once the pilot has named an address: { value: data@example.org, state: U }
contact: null
notice: 1
zone: ${from.zone}
languages: [${from.languages.join(', ')}]
places: [${TO_FILL}]
targets: { people: 0, women: 0 }

# state: V read in a source, O old or partial, U not read in a source. Only V rows, and confirmed ones, are told; each
# has its text in locales/<lang>/${pilot}.json under rights.<status>.
rights:
${Object.keys(from.rights)
  .map((status) => `  ${status}: { state: U }`)
  .join('\n')}

# Without numbers here, the safety card names none but 112 of the European Union.
# emergency: { police: '112', fire: '112', ambulance: '112', state: U }

# Minutes are multiples of 5.
topics: []
`,
    from.topics,
  );

export const newServicesFile = (
  pilot: string,
): string => `# Services of the pilot ${pilot}: the first import. Names and offers are texts: locales/<lang>/${pilot}.json.
# state of each contact: V read in a source, O old or partial, U not read in a source. Only V, and what a named person of
# the pilot has confirmed (saputnik facts confirm), is shown to people. For example:
# - id: advice
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

/** The name of a new pilot until it is translated: its code, with a capital. */
export function newName(pilot: string, isBridge: boolean): string {
  const name = pilot.replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());
  return isBridge ? name : `${name} ${TO_TRANSLATE}`;
}

/**
 * The fields and names that must be filled in or translated before people may be served. `names`: the pilot's name in
 * every language.
 */
export function unfilled(pilot: Pilot, names: readonly string[]): string[] {
  const { controller, law, places } = pilot;
  const open = Object.entries({ controller, law, places: places.join() }).filter(([, text]) => text.includes(TO_FILL));
  return [
    ...open.map(([field]) => `${pilot.pilot}: ${field} in pilot.yaml is still to be filled`),
    ...names.filter((name) => name.includes(TO_TRANSLATE)).map((name) => `${pilot.pilot}: "${name}" in pilots.json`),
  ];
}
