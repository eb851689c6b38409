import { createHash } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Vault } from '../../../store/vault.ts';

/** The codes of an app (RFC 6238): 6 digits, a new one every 30 s. */
const PERIOD = 30;
const ISSUER = 'Saputnik';
/** RFC 4226, 4 asks for 160 bits. */
const SECRET_BYTES = 20;

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: ISSUER, label, period: PERIOD, secret: Secret.fromBase32(secret) });

/**
 * The secret of an app for codes that a link offers, in base 32. It follows from the link, so that the page shows the
 * same one however often it is opened, and nothing is stored before somebody uses it.
 */
export const totpSecretFor = (vault: Vault, link: string): string =>
  base32(vault.blindIndex('totp', link).subarray(0, SECRET_BYTES));

const base32 = (bytes: Buffer): string => new Secret({ buffer: new Uint8Array(bytes).buffer }).base32;

/** The address that an app for codes takes in from the QR code. `label`: the name of the account. */
export const totpAddress = (secret: string, label: string): string => totpOf(secret, label).toString();

/**
 * The interval of 30 s that a code belongs to at `now` (epoch ms); undefined if it is wrong. The interval before and the
 * one after count too, because clocks differ and typing takes time.
 */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  const token = code.replace(/\s/g, '');
  const delta = totpOf(secret, '').validate({ token, timestamp: now, window: 1 });
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD) + delta;
}

const CODES = 10;
const CODE_BYTES = 10;

/** Ten new recovery codes, each of 80 random bits. */
export const newRecoveryCodes = (random: (bytes: number) => Buffer): string[] =>
  Array.from({ length: CODES }, () => base32(random(CODE_BYTES)).replace(/.{4}(?=.)/g, '$&-'));

/** The hash under which a recovery code is stored. Case, spaces and hyphens don't count. */
export const hashRecoveryCode = (code: string): Buffer =>
  createHash('sha256')
    .update(code.toUpperCase().replace(/[^A-Z2-7]/g, ''))
    .digest();
