import { ZodError } from 'zod';
import { backoff } from '../backoff.ts';
import { FlowError } from '../conversation/run.ts';
import { ForeignError } from '../foreign/failure.ts';
import { VaultError } from '../store/vault.ts';
import { MissingTextError } from '../text/texts.ts';

/** After so many failed tries a message is a dead letter. */
export const MAX_ATTEMPTS = 5;

/** Kinds of failure that belong to one message; everything else means that the database or the machine is in trouble. */
const OF_THE_MESSAGE = [FlowError, MissingTextError, VaultError, TypeError, RangeError, SyntaxError, ZodError];
/** The database's error codes for a row that it will never take: SQLSTATE classes 22 and 23, and SQLite's own names. */
const OF_THE_ROW = /^2[23]\w{3}$|^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/;

/**
 * Whether the error is not this message's, but the database's or the machine's: then nothing may be acknowledged, and
 * the channel delivers the message again.
 */
export function isBroken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return !OF_THE_ROW.test(code) && !OF_THE_MESSAGE.some((kind) => error instanceof kind);
}

/** Errors whose message holds codes and nothing else. */
const SAFE = [FlowError, MissingTextError, VaultError, ForeignError];

/** A code for a log or a row, never a text of the person: the error's name, with its message where that is safe. */
export function reasonOf(error: unknown): string {
  if (SAFE.some((kind) => error instanceof kind) && error instanceof Error) {
    return `${error.name}: ${error.message}`.slice(0, 200);
  }
  return error instanceof Error ? error.name : 'unknown';
}

/**
 * When to try again (epoch ms): after 1, 4, 16 or 64 s. A passing fault is over sooner, a deployment that mends a flow
 * takes longer.
 */
export const retryAt = (now: number, attempts: number): number =>
  now + backoff(attempts - 1, { first: 1000, most: 64_000, factor: 4 });
