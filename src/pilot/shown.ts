import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { fold } from '../text/fold.ts';
import type { TextKey } from '../text/keys.ts';
import type { Param, Texts } from '../text/texts.ts';
import { isConfirmed, standingOf } from './confirmed.ts';
import type { Contact, Pilot, Service } from './pilot.ts';

/** How facts and services are shown to people: in a conversation, and where the lengths of texts are measured. */

export const factQuestion = (pilot: string, id: string): TextKey => `${pilot}:facts.${id}.question`;
export const factText = (pilot: string, id: string): TextKey => `${pilot}:facts.${id}.text`;

/** The most questions that a message shows: the newest. */
const MOST_QUESTIONS = 3;

/** A person's questions for a counsellor, the newest first; how many there are more stands beneath. */
export function questionsShown(questions: readonly Param[]): Param {
  const more = questions.length - MOST_QUESTIONS;
  return { lines: [...questions.slice(0, MOST_QUESTIONS), ...(more > 0 ? [`+ ${more}`] : [])] };
}

/** Plans, a line each: the step and its day. */
export const plansShown = (plans: readonly { step: string; day: string }[]): Param => ({
  lines: plans.map(({ step, day }): Param => ({ name: { text: `steps:${step}` }, value: { date: day } })),
});

/** The next action of a step, in words. */
export const errandName = (step: string) => ({ text: `errands:${step}` }) as const;

/** The questions about a job offer that are still to be asked, a line each. */
export const offerQuestions = (asked: readonly string[]): Param => ({
  lines: asked.map((question): Param => ({ text: `offers:${question}` })),
});

/** Whether a fact or a service is for people with this status; empty for one that nobody knows. */
export const isFor = ({ for: statuses }: { for?: readonly string[] | undefined }, status: string): boolean =>
  statuses === undefined || statuses.includes(status);

export const serviceName = (pilot: string, id: string): TextKey => `${pilot}:services.${id}.name`;
/**
 * A service by its name and, where that is another, by its name in the language of the country, so that it can be shown at a
 * door. `language`: the reader's, `host`: the country's.
 */
export function serviceWithHost(
  texts: Texts,
  { pilot, host }: Pick<Pilot, 'pilot' | 'host'>,
  id: string,
  language: string,
): Param {
  const name = serviceName(pilot, id);
  const there = texts.say(host, name);
  if (fold(texts.say(language, name)) === fold(there)) return { text: name };
  return { text: 'common:with-host', params: { name: { text: name }, host: there } };
}

export const serviceOffer = (pilot: string, id: string): TextKey => `${pilot}:services.${id}.offer`;

/** A contact of a service in a country (ISO 3166-1), a line of its own: what can be tapped is shown as apps know it. */
export const contactLine = ({ kind, value }: Contact, country: string): Param => ({
  name: { text: `common:contact.${kind}` },
  value: tappable(kind, value, country),
});

function tappable(kind: Contact['kind'], value: string, country: string): Param {
  switch (kind) {
    case 'address':
      return value;
    case 'phone':
      return phoneShown(value, country);
    case 'mail':
      return { link: value };
    case 'link':
      return { link: value.includes('://') ? value : `https://${value}` };
  }
}

/**
 * A telephone number as a phone from any country calls it, and as apps make it a link: `+49 30 6110300`. A short number,
 * such as 116 016, is called from its country alone, and stays as it is.
 */
export function phoneShown(value: string, country: string): Param {
  const known = isSupportedCountry(country) ? country : undefined;
  const number = parsePhoneNumberFromString(value, { ...(known && { defaultCountry: known }), extract: false });
  return { phone: number?.isValid() ? number.formatInternational() : value };
}

/** The contacts of a service that are sure enough to be shown on a day (ISO). */
function contactsShown(service: Service, day: string): Contact[] {
  const standing = standingOf(service, day);
  return standing.by === 'nothing' ? [] : standing.contacts;
}

type Place = Pick<Pilot, 'pilot' | 'country'>;

/** The variables of a service's text on a day (ISO), but those about its source's age. */
export function serviceShown({ pilot, country }: Place, service: Service, day: string) {
  const { id, needs, source = '' } = service;
  return {
    serviceName: { text: serviceName(pilot, id) },
    serviceNeeds: { list: needs.map((need): Param => ({ text: `needs:${need}` })) },
    serviceOffer: { text: serviceOffer(pilot, id) },
    serviceContact: { lines: contactsShown(service, day).map((contact) => contactLine(contact, country)) },
    source,
  };
}

/** The emergency number of every country of the European Union (Directive (EU) 2018/1972, Art. 109). */
export const EUROPE = '112';

/**
 * The emergency numbers of a pilot on a day (ISO). One that is not sure is marked and not left out: in danger, the number
 * that everybody there knows is better than none. Sure are those that are confirmed or were read in a source, with the
 * numbers of the country or as the contact of a service.
 */
export function emergencyShown(
  { police, fire, ambulance, ...standing }: NonNullable<Pilot['emergency']>,
  services: readonly Service[],
  day: string,
): Record<'police' | 'fire' | 'ambulance', Param> {
  const known = new Set(services.flatMap((one) => contactsShown(one, day)).map(({ value }) => value));
  const isSure = (number: string) =>
    standing.state === 'V' || isConfirmed(standing, day) || number === EUROPE || known.has(number);
  const shown = (number: string): Param =>
    isSure(number) ? { phone: number } : { text: 'common:number-unconfirmed', params: { number: { phone: number } } };
  return { police: shown(police), fire: shown(fire), ambulance: shown(ambulance) };
}

/** The most helplines of the safety card: a person in danger does not read a long list. */
const MOST_HELPLINES = 3;

/**
 * The sure numbers of the first helplines that have one, a line each. Those of the emergency services (`emergencies`)
 * stand on the card already.
 */
export function helplinesShown(
  { pilot, country }: Place,
  services: readonly Service[],
  day: string,
  emergencies: ReadonlySet<string>,
): Param[] {
  const linesOf = (line: Service): Param[] =>
    contactsShown(line, day)
      .filter(({ kind, value }) => kind === 'phone' && !emergencies.has(value))
      .map(({ value }) => ({ name: { text: serviceName(pilot, line.id) }, value: phoneShown(value, country) }));
  const sure = services.filter(({ helpline }) => helpline === true).map(linesOf);
  return sure
    .filter((lines) => lines.length > 0)
    .slice(0, MOST_HELPLINES)
    .flat();
}
