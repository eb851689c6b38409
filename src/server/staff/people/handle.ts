import { VaultError } from '../../../store/vault.ts';
import type { Found } from '../../../turn/office/people/person.ts';
import type { World } from '../../../turn/world.ts';
import type { Reader } from '../reader.ts';

/** How long (ms) the address of a person's card leads to them. */
const HOUR = 3_600_000;

/**
 * The part of an address that leads to a person: sealed, for this session and for an hour. It is another one each time that
 * the person is found, and tells nothing to anybody else (decision 29).
 */
export function handleOf({ vault, clock }: World, { session }: Reader, { person, pilot }: Found): string {
  const words = JSON.stringify({ person, pilot, until: clock() + HOUR });
  return vault.seal('house', `address:person:${session}`, words).toString('base64url');
}

/** The person to whom an address leads; undefined where it has ended, or was made for another session, or is none. */
export function readHandle({ vault, clock }: World, { session }: Reader, handle: string): Found | undefined {
  try {
    const opened = vault.open('house', `address:person:${session}`, Buffer.from(handle, 'base64url'));
    const { person, pilot, until } = JSON.parse(opened) as Found & { until: number };
    return clock() < until ? { person, pilot } : undefined;
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}
