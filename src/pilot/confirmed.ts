import { Temporal } from 'temporal-polyfill';
import type { Confirmable, Contact, Service } from './pilot.ts';

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

/** The service, with all its present contacts confirmed by this person on this day (ISO). */
export const confirmService = (service: Service, confirmedBy: string, confirmedOn: string): Service => ({
  ...service,
  confirmedBy,
  confirmedOn,
  contacts: service.contacts.map((contact) => ({ ...contact, confirmedOn })),
});
