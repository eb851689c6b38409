/**
 * No vowels, so that no word comes about; nothing that is taken for something else when it is read or said aloud
 * from a screen (0 and O, 1 and I and L, U and V).
 */
const LETTERS = 'BCDFGHJKMNPQRSTVWXZ';
const ALPHABET = `23456789${LETTERS}`;

/** The largest multiple of the alphabet's size in a byte: bytes from here on would favour its beginning. */
const FAIR = 256 - (256 % ALPHABET.length);

/**
 * A reference as it is shown and stored: `XXXX-XXXX`, of 27 signs, the first a letter, so that a telephone number
 * in a message is never taken for one. 2 x 10^11 of them: too many to guess, while tries are counted.
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

/** Between the signs people type spaces and dashes; a copied message brings invisible direction marks along. */
const BETWEEN = '[\\s\\p{Pd}\\p{Cf}]*';
const REFERENCE = new RegExp(`(?<![A-Za-z0-9])[${LETTERS}](?:${BETWEEN}[${ALPHABET}]){7}(?![A-Za-z0-9])`, 'iu');

/**
 * The first reference in a message, as it is shown: in any case, with spaces or a dash anywhere, or none; null where
 * there is none. Digits must be ASCII already. Whether it exists is another question.
 */
export function readReference(text: string): string | null {
  const found = REFERENCE.exec(text)?.[0];
  return found === undefined ? null : shown(found.toUpperCase().replace(/[^A-Z0-9]/g, ''));
}

const shown = (signs: string) => `${signs.slice(0, 4)}-${signs.slice(4)}`;
