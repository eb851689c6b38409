import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { CONTACT_KINDS, type Contact } from '../../pilot/pilot.ts';
import { STATES } from './read-source.ts';
import type { Fields, Typed } from './typed.ts';

/** The most contacts of a service that a form holds. */
export const MOST_CONTACTS = 12;
/** The longest contact, in UTF-16 units. */
export const MOST_CONTACT = 200;

/**
 * Reads the contacts of a service; a line without a value is none. `country`: ISO 3166-1. `kept`: the present ones, which
 * are not judged again while nobody changes them.
 */
export function readContacts(fields: Fields, country: string, kept: readonly Contact[]): Contact[] {
  return Array.from({ length: MOST_CONTACTS }, (_, i) => i).flatMap((i) => {
    const value = fields.text(`value-${i}`, MOST_CONTACT, 'optional');
    if (value === '') return [];
    const kind = fields.one(`kind-${i}`, CONTACT_KINDS);
    const state = fields.one(`state-${i}`, STATES);
    const isKept = kept.some((one) => isSameContact(one, { kind, value, state }));
    const isOne = CONTACT_KINDS.includes(kind) && !isKept ? IS_ONE[kind] : undefined;
    if (isOne?.(value, country) === false) fields.wrong(`value-${i}`, { text: `faults:${kind}` });
    return [{ kind, value, state }];
  });
}

const HOST = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}$/u;

const IS_ONE: Record<Contact['kind'], (value: string, country: string) => boolean> = {
  address: (value) => !value.includes('\n'),
  phone: isPhone,
  mail: (value) => /^[^\s@]+$/.test(value.split('@')[0] ?? '') && HOST.test(value.split('@').slice(1).join('@')),
  link: isLink,
};

/** A number that can be called from any country, or a short one of this country, such as 116 016. */
function isPhone(value: string, country: string): boolean {
  const digits = value.replace(/[ ./-]/g, '');
  if (/^\d{3,6}$/.test(digits)) return true;
  const known = isSupportedCountry(country) ? country : undefined;
  const number = parsePhoneNumberFromString(value, { ...(known && { defaultCountry: known }), extract: false });
  return number?.isValid() ?? false;
}

function isLink(value: string): boolean {
  const whole = value.includes('://') ? value : `https://${value}`;
  return /^https?:\/\/\S+$/.test(whole) && URL.canParse(whole) && HOST.test(decodeHost(whole));
}

/** The host as it was typed: `URL` writes letters beyond ASCII in another way. */
const decodeHost = (link: string): string => link.replace(/^https?:\/\//, '').split(/[/?#:]/)[0] ?? '';

export const typedContacts = (contacts: readonly Contact[]): Typed =>
  Object.fromEntries(
    contacts.flatMap(({ kind, value, state }, i) => [
      [`kind-${i}`, [kind]],
      [`value-${i}`, [value]],
      [`state-${i}`, [state]],
    ]),
  );

/** These contacts; one that is as it was keeps its confirmation. */
export const withConfirmed = (contacts: readonly Contact[], before: readonly Contact[]): Contact[] =>
  contacts.map((contact) => before.find((one) => isSameContact(one, contact)) ?? contact);

const isSameContact = (one: Contact, { kind, value, state }: Contact): boolean =>
  one.kind === kind && one.value === value && one.state === state;
