import {
  type CountryCode,
  isSupportedCountry,
  type NumberType,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

/** Numbers that cost the caller more than a call, or reach no person (libphonenumber's types). */
const NOT_TO_CALL: readonly (NumberType | undefined)[] = ['PREMIUM_RATE', 'SHARED_COST', 'VOICEMAIL', 'PAGER', 'UAN'];

/** Digits with the signs that people write between them, on one line. A plus begins another number. */
const WRITTEN = /\+?[\d(](?:[\d ()./\u00A0\u2212]|\p{Pd})*/gu;

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/**
 * The one number of a message with its country code, such as `+381 60 1234567`; null where there is none that staff or
 * employers can call. Words around it are passed over. Digits that do not belong to it may be a part of it or another
 * number, so then nothing is guessed: a wrong number calls a stranger. `country` (ISO 3166-1) is that of a number without
 * a country code. Digits must be ASCII already.
 */
export function readPhone(text: string, country: string | undefined): string | null {
  const known = isSupportedCountry(country ?? '') ? (country as CountryCode) : undefined;
  const written = [...text.normalize('NFKC').matchAll(WRITTEN)].map(([each]) => each).filter((each) => /\d/.test(each));
  const numbers = new Set(written.map((each) => readOne(each, known)));
  const [number = null] = numbers;
  return numbers.size === 1 ? number : null;
}

function readOne(written: string, country: CountryCode | undefined): string | null {
  if (isTwo(written, country)) return null;
  const own = callable(written, country);
  const digits = digitsOf(written);
  if (country === undefined || /^[+0]/.test(written.replace('(', '')))
    return own === undefined ? null : own.formatInternational();

  // Neither a plus nor a zero: the country code without its plus, or a number of this country without its zero.
  const abroad = callable(`+${digits}`, undefined);
  const number = own?.number === abroad?.number ? own : likelier(country, digits, own, abroad);
  return number === undefined ? null : number.formatInternational();
}

/** The likely one of two readings of the same digits; undefined where either may be meant. */
function likelier(
  country: CountryCode,
  digits: string,
  own: PhoneNumber | undefined,
  abroad: PhoneNumber | undefined,
): PhoneNumber | undefined {
  if (own === undefined || abroad === undefined) return own ?? abroad;
  const isWhole = digitsOf(own.formatNational()) === digits;
  // Where a number begins with 0 within the country, one that begins with the country's code is whole as it stands.
  return abroad.country === country && !isWhole ? abroad : undefined;
}

/** Whether a second number begins after a sign: either can be called alone. */
function isTwo(written: string, country: CountryCode | undefined): boolean {
  return [...written.matchAll(/(?<=[^\d(])(?=\(?0)/g)].some(
    ({ index }) => callable(written.slice(0, index), country) && callable(written.slice(index), country),
  );
}

function callable(text: string, country: CountryCode | undefined): PhoneNumber | undefined {
  const number = parsePhoneNumberFromString(text, { ...(country && { defaultCountry: country }), extract: false });
  return number?.isValid() && !NOT_TO_CALL.includes(number.getType()) ? number : undefined;
}
