import type { Sent } from '../turn/channel.ts';

/** A failed call. It holds codes alone: no text of a person, no number, no token. */
export class CloudError extends Error {
  override name = 'CloudError';
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Meta's error code; 0 when the answer has none. */
  readonly code: number;
  /** The wait that the header `retry-after` asks for, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code = 0, retryAfter?: number) {
    super(status === 0 ? 'WhatsApp is out of reach' : `WhatsApp ${code === 0 ? `HTTP ${status}` : code}`);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

type Failed = Exclude<Sent, { result: 'sent' }>;

/** Meta's code for a closed window: the person has not written for 24 hours. */
export const WINDOW_CLOSED = 131047;

/**
 * Codes of temporary failures
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes).
 */
const RETRY = new Set([2, 4, 80007, 130429, 131000, 131048, 131053, 131056, 133016]);
/** Codes for a token that is no longer valid, a missing permission, and a closed account. */
const PAUSE = new Set([10, 190, 368, 131031]);
const isPause = (code: number): boolean => PAUSE.has(code) || (code >= 200 && code <= 299);
/** The limit for one person: one message in six seconds, after a burst. */
const PAIR = { code: 131056, ms: 6_000 };

/** The result of a send whose call failed. `now`: epoch ms. */
export function outcomeOf(error: unknown, now: number): Failed {
  if (!(error instanceof CloudError)) return { result: 'never', why: error instanceof Error ? error.name : 'unknown' };
  const { status, code, message: why, retryAfter } = error;
  if (isPause(code) || status === 401) return { result: 'pause', why };
  if (code === PAIR.code) return { result: 'retry', at: now + (retryAfter ?? PAIR.ms), why };
  if (status === 0 || status === 429 || status >= 500 || RETRY.has(code))
    return { result: 'retry', why, ...(retryAfter !== undefined && { at: now + retryAfter }) };
  return { result: 'never', why };
}
