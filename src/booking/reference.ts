/**
 * No vowels, so that no reference forms a word, and no signs that are confused when they are read or said aloud from a
 * screen (0 and O, 1 and I and L, U and V).
 */
const LETTERS = 'BCDFGHJKMNPQRSTVWXZ';
const ALPHABET = `23456789${LETTERS}`;

/** The largest multiple of the alphabet's size in a byte: bytes from here on would favour its beginning. */
const FAIR = 256 - (256 % ALPHABET.length);

/**
 * Makes a reference as it is shown and stored: `XXXX-XXXX`, of 27 signs. The first is a letter, so that a telephone
 * number in a message is never taken for a reference. There are 2 x 10^11 references: too many to guess, while tries
 * are counted.
 *
 * @param random a source of n random bytes
 */
export function makeReference(random: (n: number) => Uint8Array): string {
  let signs = '';
  while (signs.length < 8) {
    const [byte = FAIR] = random(1);
    const sign = byte < FAIR ? (ALPHABET[byte % ALPHABET.length] ?? '') : '';
    if (signs !== '' || LETTERS.includes(sign)) signs += sign;
  }
  return shown(signs);
}

/** People type spaces and dashes between the signs, and a copied message has invisible direction marks there. */
const BETWEEN = '[\\s\\p{Pd}\\p{Cf}]*';
const REFERENCE = new RegExp(`(?<![A-Za-z0-9])[${LETTERS}](?:${BETWEEN}[${ALPHABET}]){7}(?![A-Za-z0-9])`, 'iu');

/**
 * The first reference in a message, as it is shown; null where there is none. It may be typed in any case, with or
 * without spaces or a dash anywhere. Digits must be ASCII already. The reference may belong to no appointment.
 */
export function readReference(text: string): string | null {
  const found = REFERENCE.exec(text)?.[0];
  return found === undefined ? null : shown(found.toUpperCase().replace(/[^A-Z0-9]/g, ''));
}

const shown = (signs: string) => `${signs.slice(0, 4)}-${signs.slice(4)}`;
