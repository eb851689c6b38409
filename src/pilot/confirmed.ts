import { Temporal } from 'temporal-polyfill';
import type { Confirmable, Contact, Fact, Service } from './pilot.ts';

/** The months for which a confirmation counts; `docs/decisions/0007-who-confirms-a-fact.md` says why. */
const MONTHS = 6;

/** Today's date (ISO) in a zone. `now`: epoch ms. */
export const today = (now: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate().toString();

/** The name of the person who confirmed a fact, and the date (ISO). */
type Confirmation = Pick<Confirmable, 'confirmedBy' | 'confirmedOn'>;
export type Confirmed<T> = T & { confirmedBy: string; confirmedOn: string };

/**
 * Whether a named person's confirmation counts on this day (ISO): on the day itself and until the same day six months
 * later. A day that is still to come confirms nothing.
 */
export function isConfirmed<T extends Confirmation>(fact: T, day: string): fact is Confirmed<T> {
  if (fact.confirmedBy === undefined || fact.confirmedOn === undefined) return false;
  const last = Temporal.PlainDate.from(fact.confirmedOn).add({ months: MONTHS }).toString();
  return fact.confirmedOn <= day && day <= last;
}

/** The hashes of a fact's texts as they are now, by language. */
export type Hashes = Readonly<Record<string, string>>;

/**
 * The languages whose text is another than the one that was confirmed. A confirmation that holds no texts, of an
 * earlier version, is one of contacts alone.
 */
export const changedSince = ({ confirmedTexts }: Pick<Fact, 'confirmedTexts'>, now: Hashes): string[] =>
  confirmedTexts === undefined ? [] : Object.keys(now).filter((tag) => confirmedTexts[tag] !== now[tag]);

/** How a rule is told: as confirmed on a day (ISO), as read in a source, or not at all. */
export type Told = { by: 'confirmation'; confirmedOn: string } | { by: 'source' } | { by: 'nothing' };

/**
 * How a fact may be told on a day (ISO). `hash`: that of the text in the language in which it would be told; a
 * confirmation counts for the text that was confirmed, and for no other.
 */
export function toldAs(fact: Fact, day: string, language: string, hash: string): Told {
  if (isConfirmed(fact, day) && fact.confirmedTexts?.[language] === hash)
    return { by: 'confirmation', confirmedOn: fact.confirmedOn };
  return { by: fact.state === 'V' ? 'source' : 'nothing' };
}

/** The contacts of a service that may be shown on a day, and their reason: a confirmation or a source. */
export type Standing =
  | { by: 'confirmation'; contacts: Contact[]; confirmedOn: string }
  | { by: 'source'; contacts: Contact[] }
  | { by: 'nothing' };

/**
 * The contacts of a service that are sure enough to be shown. If a named person has confirmed the service within six
 * months, only the contacts of that confirmation are sure; otherwise those that were read in a source.
 */
export function standingOf(service: Service, day: string): Standing {
  if (isConfirmed(service, day)) {
    const { confirmedOn } = service;
    const contacts = service.contacts.filter((contact) => contact.confirmedOn === confirmedOn);
    if (contacts.length > 0) return { by: 'confirmation', contacts, confirmedOn };
  }
  const contacts = service.contacts.filter((contact) => contact.state === 'V');
  return service.state === 'V' && contacts.length > 0 ? { by: 'source', contacts } : { by: 'nothing' };
}

/** The fact, with its present texts confirmed by this person on this day (ISO). */
export const confirmFact = <T extends Fact | Service>(
  fact: T,
  confirmedBy: string,
  confirmedOn: string,
  confirmedTexts: Hashes,
): T => ({ ...fact, confirmedBy, confirmedOn, confirmedTexts });

/** The service, with its present texts and all its contacts confirmed by this person on this day (ISO). */
export const confirmService = (
  service: Service,
  confirmedBy: string,
  confirmedOn: string,
  confirmedTexts: Hashes,
): Service => ({
  ...confirmFact(service, confirmedBy, confirmedOn, confirmedTexts),
  contacts: service.contacts.map((contact) => ({ ...contact, confirmedOn })),
});
