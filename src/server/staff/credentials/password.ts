import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

const derive = promisify(argon2);

/** The shortest and the longest password, in UTF-16 units. */
export const SHORTEST = 12;
export const LONGEST = 128;

/** Memory in KiB, passes and lanes of Argon2id (OWASP Password Storage Cheat Sheet: at least 19 MiB, 2, 1). */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const TAG = 32;
const SALT = 16;

/** zxcvbn's score from 0 to 4; 3 means more than 10^8 guesses, with lists of common passwords at hand. */
const STRONG = 3;
const guesser = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** Why a password is not taken; undefined if it is. `about`: words that are known of its owner, such as their name. */
export function weaknessOf(password: string, about: readonly string[]): 'short' | 'long' | 'common' | undefined {
  if (password.length < SHORTEST) return 'short';
  if (password.length > LONGEST) return 'long';
  const known = ['saputnik', ...about.flatMap((one) => one.split(/[\s@.]+/))].filter((word) => word.length > 2);
  return guesser.check(password, known).score < STRONG ? 'common' : undefined;
}

/** The Argon2id hash of a password, in the PHC string format. */
export async function hashPassword(password: string, random: (bytes: number) => Buffer = randomBytes): Promise<string> {
  const salt = random(SALT);
  const tag = await tagOf(password, salt);
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

/**
 * Whether a password is the one of a hash. Where there is no hash it takes the same time, so that nobody learns from the
 * time whose accounts there are.
 */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [salt, tag] = (hash ?? NOBODY).split('$').slice(-2);
  const given = await tagOf(password.slice(0, LONGEST), Buffer.from(salt ?? '', 'base64'));
  return timingSafeEqual(given, Buffer.from(tag ?? '', 'base64')) && hash !== null;
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
const NOBODY = `$argon2id$v=19$m=19456,t=2,p=1$${base64(Buffer.alloc(SALT))}$${base64(Buffer.alloc(TAG))}`;

const tagOf = (password: string, salt: Buffer): Promise<Buffer> =>
  derive('argon2id', {
    // Two keyboards may write the same letter differently (NIST SP 800-63B-4, 3.1.1.2).
    message: Buffer.from(password.normalize('NFKC')),
    nonce: salt,
    ...COST,
    tagLength: TAG,
  });
