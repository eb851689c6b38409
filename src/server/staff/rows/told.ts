import { type Hashes, standingOf, toldAs } from '../../../pilot/confirmed.ts';
import { isOffered, textsOfService } from '../../../pilot/facts.ts';
import type { Fact, Office, Pilot, Service, State } from '../../../pilot/pilot.ts';
import { contactLine, factQuestion, factText, serviceName, serviceOffer } from '../../../pilot/shown.ts';
import type { Row } from '../../../store/holdings.ts';
import type { TextKey } from '../../../text/keys.ts';
import type { Param, Texts } from '../../../text/texts.ts';

/** A part of what people are told, or what they are not told while it is not sure. */
export interface Line {
  says: Param;
  isTold: boolean;
  /** How its source stands; for contacts alone. */
  state?: State;
}

/** A row as people are told it now: its name, and its lines. */
export interface Told {
  name: string;
  lines: Line[];
  /** The texts that it lacks in the reader's language, without which nobody is shown it. */
  lacks: string[];
}

/** What the rows of a pilot are shown by: the texts in the reader's language, and the day (ISO) there. */
export interface Reading {
  texts: Texts;
  language: string;
  pilot: Pick<Pilot, 'pilot' | 'country'>;
  day: string;
}

/** How people are told a row on a day. `hashes`: those of its texts. */
export function toldNow(reading: Reading, row: Row, hashes: Hashes): Told {
  if ('contacts' in row) return toldService(reading, row);
  if ('address' in row) return toldOffice(row);
  return toldFact(reading, row, hashes);
}

function toldFact({ texts, language, pilot: { pilot }, day }: Reading, fact: Fact, hashes: Hashes): Told {
  const [question, text] = [factQuestion(pilot, fact.id), factText(pilot, fact.id)];
  const written = texts.language(language).derivedFrom ?? language;
  const { by } = toldAs(fact, day, written, hashes[written] ?? '');
  const has = texts.raw(language, text) !== undefined;
  return {
    name: said(texts, language, question) ?? fact.id,
    lines: has ? [{ says: { text }, isTold: by !== 'nothing' }] : [],
    lacks: [question, text].filter((key) => texts.raw(language, key) === undefined),
  };
}

function toldService({ texts, language, pilot, day }: Reading, service: Service): Told {
  const { id, contacts, audience } = service;
  const lacks = textsOfService(pilot.pilot, id).filter((key) => texts.raw(language, key) === undefined);
  const isShown = lacks.length === 0 && isOffered(service) && audience === undefined;
  const offer = serviceOffer(pilot.pilot, id);
  const standing = standingOf(service, day);
  const sure = standing.by === 'nothing' ? [] : standing.contacts;
  return {
    name: said(texts, language, serviceName(pilot.pilot, id)) ?? id,
    lines: [
      ...(lacks.includes(offer) ? [] : [{ says: { text: offer }, isTold: isShown }]),
      ...contacts.map(
        (contact): Line => ({
          says: contactLine(contact, pilot.country),
          isTold: isShown && sure.includes(contact),
          state: contact.state,
        }),
      ),
    ],
    lacks,
  };
}

const toldOffice = ({ name, address }: Office): Told => ({
  name,
  lines: address === null ? [] : [{ says: address, isTold: true }],
  lacks: [],
});

/** A text in a language; undefined where it has none. */
const said = (texts: Texts, language: string, key: TextKey): string | undefined =>
  texts.raw(language, key) === undefined ? undefined : texts.say(language, key);
