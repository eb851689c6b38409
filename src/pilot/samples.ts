import { OFFER_QUESTIONS } from '../conversation/offer.ts';
import type { Param, Texts } from '../text/texts.ts';
import type { Pilot } from './pilot.ts';
import {
  EUROPE,
  emergencyShown,
  errandName,
  factQuestion,
  factText,
  helplinesShown,
  offerQuestions,
  plansShown,
  questionsShown,
  serviceName,
  serviceShown,
  serviceWithHost,
} from './shown.ts';

/** Values for the variables of a text, as long as real ones can be. */
export type Values = Readonly<Record<string, Param>>;

/** As many items as a list of services or times may have, each as long as most of their names. */
export const ITEMS: readonly string[] = Array.from({ length: 8 }, () => 'x'.repeat(20));

/** The appointments that a person has at once. */
export const APPOINTMENTS: readonly number[] = [1, 2, 3];

/** Stands for what a person answers, and for the services and rules that a pilot does not have. */
export const UNKNOWN = 'x'.repeat(40);

/** A Wednesday in September: the longest day in most languages. */
const WHEN = Date.UTC(2026, 8, 23, 10);
/** A day on which no confirmation counts, so that services are shown as their sources say. */
const UNCONFIRMED = '1970-01-01';

/**
 * The values with which a pilot's texts are shown: one set for each service, each rule about work, and one for all
 * other texts.
 */
export function samplesOf(pilot: Pilot, texts: Texts): Values[] {
  const common = commonValues(pilot, texts);
  return [{}, ...serviceValues(pilot, texts), ...factValues(pilot), ...planValues(pilot, texts)].map((own) => ({
    ...common,
    ...own,
  }));
}

const TELEGRAM: Param = { name: { text: 'channels:telegram' }, value: `https://t.me/${'x'.repeat(32)}` };
const WEB_CHAT = `https://${'x'.repeat(32)}`;

function commonValues(pilot: Pilot, texts: Texts): Values {
  const { pilot: name, zone, offices, emergency } = pilot;
  const dateTime: Param = { dateTime: WHEN, zone };
  const longest = (values: readonly string[]) => values.toSorted((a, b) => b.length - a.length)[0] ?? '';
  const officeName = longest(offices.map((office) => office.name));
  const moment: Param = { moment: WHEN, zone };
  const wishes = texts.keys(texts.languages[0]?.tag ?? '').filter((key) => /^common:wish\./.test(key));
  return {
    ...{ when: dateTime, was: dateTime, readAt: dateTime },
    ...{
      day: { date: '2026-09-23' },
      lastDay: { date: '2026-09-23' },
      clock: { time: WHEN, zone },
      zoneName: { text: `pilots:${name}.zone` },
    },
    officeName,
    officeAddress: { text: 'common:address-unconfirmed' },
    offices: { list: offices.map((office) => office.name) },
    reference: 'KXWD-4721',
    // As long as the code for another app, which is longer than the one for staff.
    code: '#48291 73605',
    // The longest name that a bot on Telegram may have (https://core.telegram.org/bots/features#creating-a-new-bot).
    ...{ otherApp: TELEGRAM, chats: { lines: [TELEGRAM, { name: { text: 'channels:web-chat' }, value: WEB_CHAT }] } },
    places: '20',
    groupName: 'x'.repeat(40),
    ...{
      jobName: 'x'.repeat(60),
      letters: 'x x x x x',
      lineText: 'x'.repeat(300),
      passing: { list: ITEMS.slice(0, 3) },
    },
    // An address and the 43 characters of a token.
    link: `https://saputnik.example.org/documents/${'x'.repeat(43)}`,
    appointments: { list: APPOINTMENTS.map(() => moment) },
    wishes: { list: wishes.slice(0, 6).map((key) => ({ text: key as 'common:wish.woman' })) },
    pilotName: { text: `pilots:${name}.name` },
    controller: {
      text: 'common:controller-unconfirmed',
      params: { controller: { text: `pilots:${name}.controller` } },
    },
    law: { text: `pilots:${name}.law` },
    contact: { text: 'common:contact-unconfirmed' },
    subsidiary: { text: `pilots:${name}.subsidiary` },
    ...cityValues(name),
    ...{ left: '9', stepsDone: '15', stepsAll: '15', nextStep: { text: `steps:${longestName(texts)}` } },
    ...{ planDay: { date: '2026-09-23' }, questions: questionsShown(longestQuestions(pilot, texts)) },
    planLines: plansShown(ITEMS.slice(0, 5).map(() => ({ step: longestName(texts), day: '2026-09-23' }))),
    ...{ asks: offerQuestions(OFFER_QUESTIONS), payRule: UNKNOWN, hoursRule: UNKNOWN },
    ...{ strengthName: 'x'.repeat(60), strengthExample: 'x'.repeat(300) },
    ...{ consentAge: '16', childProtection: { text: 'common:contact-unconfirmed' } },
    askUntil: { fullDate: '2026-09-23' },
    themeName: 'x'.repeat(24),
    stepName: { text: `steps:${longestName(texts)}` },
    where: { text: 'common:place-new', params: { officeName, officeAddress: { text: 'common:address-unconfirmed' } } },
    tongue: 'Serbian (Cyrillic)',
    ...(emergency && emergencyShown(emergency, [], UNCONFIRMED)),
    europe: { phone: EUROPE },
    item: moment,
    helplines: { lines: helplinesShown(pilot, forPeople(pilot), UNCONFIRMED, new Set()) },
    // Staff write these, in forms with a limit of their own.
    words: '',
  };
}

/** A move from the pilot to itself: every pair of two is about as long. */
function cityValues(name: string): Values {
  const city = { text: `pilots:${name}.name` } as const;
  const controller: Param = { text: `pilots:${name}.controller` };
  return {
    ...{ cityName: city, fromName: city, cityLaw: { text: `pilots:${name}.law` } },
    cityContact: { text: 'common:contact-unconfirmed' },
    cityNotice: {
      text: 'consent:notice.text',
      params: { controller: { text: 'common:controller-unconfirmed', params: { controller } } },
    },
  };
}

const serviceValues = (pilot: Pilot, texts: Texts): Values[] =>
  forPeople(pilot).map((one) => ({
    ...serviceShown(pilot, one, UNCONFIRMED),
    serviceName: longestNameOf(pilot, one.id, texts),
    asOf: one.asOf ?? { fullDate: '2026-09-23' },
  }));

/** The name of a service as it is shown in a language that has another name for it than the country, if one has. */
function longestNameOf(pilot: Pilot, id: string, texts: Texts): Param {
  const has = (tag: string) => texts.raw(tag, serviceName(pilot.pilot, id)) !== undefined;
  // A new language has few texts at first, and a new service few names.
  const written = has(pilot.host) ? texts.languages.filter(({ tag }) => has(tag)) : [];
  const shown = written.map(({ tag }) => serviceWithHost(texts, pilot, id, tag));
  return shown.find((name) => typeof name === 'object' && 'params' in name) ?? { text: serviceName(pilot.pilot, id) };
}

/** The services that are shown to people. */
const forPeople = ({ services }: Pilot) => services.filter(({ audience }) => audience === undefined);

/** The step with the longest name, in the first language. */
function longestName(texts: Texts): string {
  const tag = texts.languages[0]?.tag ?? '';
  const named = texts.keys(tag).filter((key) => key.startsWith('steps:'));
  const [longest = ''] = named.toSorted((a, b) => (texts.raw(tag, b) ?? '').length - (texts.raw(tag, a) ?? '').length);
  return longest.slice('steps:'.length);
}

/** The questions of a pilot's facts that are longest in any language, more than a message shows. */
function longestQuestions({ pilot, facts }: Pilot, texts: Texts): Param[] {
  const longest = (id: string) =>
    Math.max(...texts.languages.map(({ tag }) => texts.raw(tag, factQuestion(pilot, id))?.length ?? 0));
  return facts
    .toSorted((a, b) => longest(b.id) - longest(a.id))
    .map(({ id }): Param => ({ text: factQuestion(pilot, id) }));
}

/**
 * A fact that is not sure is shown by its question alone; once it is confirmed, its text is told, with the day of the
 * confirmation.
 */
const factValues = ({ pilot, facts }: Pilot): Values[] =>
  facts.map(({ id, state, beside, asOf = '' }) => {
    const told = { fact: { text: factText(pilot, id) }, asOf };
    return {
      question: { text: factQuestion(pilot, id) },
      ...(state !== 'U' && told),
      asOf,
      checkedOn: { fullDate: '2026-09-23' },
      ...(state !== 'U' && beside && { [`${beside}Rule`]: { text: 'facts:published.text', params: told } }),
    };
  });

/** The plans for each errand, at each place where it can be done. */
const planValues = (pilot: Pilot, texts: Texts): Values[] =>
  texts
    .keys(texts.languages[0]?.tag ?? '')
    .filter((key) => key.startsWith('errands:'))
    .flatMap((key) => {
      const step = key.slice('errands:'.length);
      const what = errandName(step);
      const places = forPeople(pilot).filter(({ errands }) => errands?.includes(step));
      return [
        { what },
        ...places.map((place) => ({
          what,
          placeName: { text: serviceName(pilot.pilot, place.id) },
          placeContact: serviceShown(pilot, place, UNCONFIRMED).serviceContact,
        })),
      ];
    });
