import { backoff } from '../backoff.ts';

/** How the channel goes on after a connection has ended. */
export type Next =
  /** Connect again after `ms`. */
  | { kind: 'again'; ms: number }
  /** WhatsApp has unlinked this device, or the number is banned: the operator has to link it again. */
  | { kind: 'relink'; why: string }
  /** Another process uses the same device: two connections would break each other. */
  | { kind: 'stop'; why: string };

const LONGEST_MS = 5 * 60_000;

/**
 * Decides how to go on from the code of a closed connection (`DisconnectReason` of Baileys, and codes observed at
 * WhatsApp). `failures`: how many connections in a row have failed before this one. `dice`: from 0 to below 1, so that
 * devices do not all reconnect at the same time.
 */
export function afterClose(code: number, failures: number, dice: number): Next {
  switch (code) {
    case 515:
      return { kind: 'again', ms: 0 };
    case 401:
    case 403:
    case 411:
      return { kind: 'relink', why: `WhatsApp ${code}` };
    case 440:
      return { kind: 'stop', why: 'WhatsApp 440' };
    default:
      return { kind: 'again', ms: backoff(failures, { first: 2_000, most: LONGEST_MS }, 0.5 + dice / 2) };
  }
}
